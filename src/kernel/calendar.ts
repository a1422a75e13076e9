import { DateTime, IANAZone } from "luxon";
import type { HallConfig } from "../contract/hall-config.ts";
import type { CalendarProfile } from "../contract/plan-config.ts";
import { HallError } from "./errors.ts";
import { profileOn } from "./profile.ts";

/** A span of one day in which the hall is open, epoch ms, `to` excluded. */
export interface OpenPeriod {
  readonly from: number;
  readonly to: number;
}

/** The hall's own calendar. Days are `YYYY-MM-DD` in its time zone, moments are epoch milliseconds. */
export interface Calendar {
  /** The day that `at` belongs to. */
  day(at: number): string;
  /** The next local midnight after `at`: the first moment of another day. */
  dayEnd(at: number): number;
  isOpen(at: number): boolean;
  /** When the hall is open on that day, in order, never touching each other. */
  openPeriods(day: string): readonly OpenPeriod[];
  /** The first moment, `at` or later, at which the hall is open; null: none within 400 days. */
  nextOpening(at: number): number | null;
  /** The peak season that holds on that day; null on an ordinary one. */
  profile(day: string): CalendarProfile | null;
  /** The moment at which the hall's clock shows `time` (`HH:MM`, up to 24:00) on `day`. */
  moment(day: string, time: string): number;
  /** The weekday whose hours hold, 1 = Monday: its own, or on an extra day the first one that the config names. */
  weekday(day: string): number;
  /** Never closes: every weekday from 00:00 to 24:00 and no closed day. */
  readonly continuous: boolean;
  /** Monday to Friday, unless the hall names it a closed day. */
  isWorkingDay(day: string): boolean;
  /** The `count`-th working day after `day`; `count` 0 gives `day` itself. */
  addWorkingDays(day: string, count: number): string;
  /** `2026-11-23 09:31` */
  local(at: number): string;
  /** `09:31` */
  clock(at: number): string;
  /** `2026-11-23T09:31:05.120+08:00` */
  iso(at: number): string;
}

type Hall = Pick<HallConfig["hall"], "timeZone" | "hours" | "extraDays" | "closedDays" | "profiles">;

const SEARCH_DAYS = 400;
const DAYS_KEPT = 500;
const SPANS_KEPT = 8;

/**
 * Builds the calendar of a hall. It is asked thousands of times a second, so days are worked out once and kept.
 * A day lasts from midnight to midnight of the hall's clock: 23 or 25 hours where summer time changes.
 * Throws HallError `calendar.time-zone` for a zone that this machine does not know.
 */
export function createCalendar(hall: Hall): Calendar {
  const zone = hall.timeZone;
  if (!IANAZone.isValidZone(zone)) {
    throw new HallError("calendar.time-zone", `hall.timeZone: ${zone} is not a known IANA time zone`);
  }
  const spans: DaySpan[] = [];
  const periods = new Map<string, readonly OpenPeriod[]>();

  const span = (at: number): DaySpan => {
    const known = spans.find((s) => s.start <= at && at < s.end);
    if (known) return known;
    const made = spanOf(DateTime.fromMillis(at, { zone }));
    spans.unshift(made);
    spans.length = Math.min(spans.length, SPANS_KEPT);
    return made;
  };
  const openPeriods = (day: string): readonly OpenPeriod[] => {
    const known = periods.get(day);
    if (known) return known;
    if (periods.size >= DAYS_KEPT) periods.clear();
    const made = periodsOf(hall, day, profile(day));
    periods.set(day, made);
    return made;
  };
  const profile = (day: string): CalendarProfile | null =>
    hall.profiles.length === 0 ? null : profileOn(hall.profiles, day, everyday);
  const everyday = {
    isClosedDay: (day: string) => hall.closedDays.includes(day),
    isOpenDay: (day: string) => periodsOf(hall, day, null).length > 0,
  };
  const isWorkingDay = (day: string) => weekdayOf(day) <= 5 && !hall.closedDays.includes(day);
  /** Wall clock as if it were UTC, `2026-11-23T09:31:05.120`. */
  const wall = (at: number): string => {
    const { offset } = span(at);
    if (offset === null) {
      return DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss.SSS");
    }
    return new Date(at + offset * 60_000).toISOString().slice(0, -1);
  };

  return {
    day: (at) => span(at).day,
    dayEnd: (at) => span(at).end,
    isOpen: (at) => openPeriods(span(at).day).some((p) => p.from <= at && at < p.to),
    openPeriods,
    nextOpening: (at) => {
      let day = span(at).day;
      for (let i = 0; i <= SEARCH_DAYS; i++) {
        const period = openPeriods(day).find((p) => p.to > at);
        if (period) return Math.max(at, period.from);
        day = nextDay(day);
      }
      return null;
    },
    profile,
    moment: (day, time) => momentOf(hall, day, time),
    weekday: (day) => hoursWeekday(hall, profile(day)?.hours ?? hall.hours, day),
    continuous:
      hall.closedDays.length === 0 &&
      hall.profiles.every((p) => p.hours === undefined) &&
      [1, 2, 3, 4, 5, 6, 7].every((w) => wholeDay(hall, w)),
    isWorkingDay,
    addWorkingDays: (day, count) => {
      let reached = day;
      for (let left = count; left > 0; ) {
        reached = nextDay(reached);
        if (isWorkingDay(reached)) left--;
      }
      return reached;
    },
    local: (at) => wall(at).slice(0, 16).replace("T", " "),
    clock: (at) => wall(at).slice(11, 16),
    iso: (at) => {
      const offset = span(at).offset ?? DateTime.fromMillis(at, { zone }).offset;
      return `${wall(at)}${offsetText(offset)}`;
    },
  };
}

interface DaySpan {
  readonly day: string;
  readonly start: number;
  readonly end: number;
  /** Minutes east of UTC; null on a day when the clock is changed. */
  readonly offset: number | null;
}

function spanOf(at: DateTime): DaySpan {
  const start = at.startOf("day");
  // A second startOf: where the clock jumps at midnight, the day's first moment is 01:00.
  const end = start.plus({ days: 1 }).startOf("day");
  const last = end.minus({ milliseconds: 1 });
  return {
    day: at.toFormat("yyyy-MM-dd"),
    start: start.toMillis(),
    end: end.toMillis(),
    offset: start.offset === last.offset ? start.offset : null,
  };
}

const WEEKDAY_NUMBER = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 } as const;

/** Clock times (`from`, `to`) of one weekday, 1 = Monday. */
function hoursOf(rows: Hall["hours"], weekday: number): readonly (readonly [from: string, to: string])[] {
  return rows
    .filter((h) => h.days.some((d) => WEEKDAY_NUMBER[d] === weekday))
    .map((h) => [h.from, h.to] as const);
}

function wholeDay(hall: Hall, weekday: number): boolean {
  let reached = "00:00";
  for (const [from, to] of [...hoursOf(hall.hours, weekday)].sort()) {
    if (from > reached) return false;
    if (to > reached) reached = to;
  }
  return reached === "24:00";
}

function periodsOf(hall: Hall, day: string, profile: CalendarProfile | null): readonly OpenPeriod[] {
  if (hall.closedDays.includes(day)) return [];
  const rows = profile?.hours ?? hall.hours;
  const hours = hoursOf(rows, hoursWeekday(hall, rows, day));
  const merged: { from: number; to: number }[] = [];
  for (const [from, to] of [...hours].sort()) {
    const period = { from: momentOf(hall, day, from), to: momentOf(hall, day, to) };
    const before = merged.at(-1);
    if (period.to <= period.from) continue;
    if (before && period.from <= before.to) before.to = Math.max(before.to, period.to);
    else merged.push(period);
  }
  return merged;
}

/** 5+X (guide 三（三）4): an extra day runs like the first weekday that the config names. */
function hoursWeekday(hall: Hall, rows: Hall["hours"], day: string): number {
  const own = weekdayOf(day);
  const first = rows[0]?.days[0];
  const extra = hall.extraDays.includes(day) && hoursOf(rows, own).length === 0;
  return extra && first ? WEEKDAY_NUMBER[first] : own;
}

/**
 * When the hall's clock shows `time` on `day`. A time that the change to summer time skips is the moment of the change:
 * what would lie inside the hour that isn't there is empty.
 */
function momentOf(hall: Hall, day: string, time: string): number {
  const date = DateTime.fromISO(day, { zone: hall.timeZone });
  if (time === "24:00") return spanOf(date).end;
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const there = date.set({ hour, minute });
  const skipped = there.hour * 60 + there.minute - hour * 60 - minute;
  return skipped === 0 ? there.toMillis() : changeBefore(there, skipped);
}

/** The moment at which the clock was put forward, no more than `skipped` minutes before. */
function changeBefore(there: DateTime, skipped: number): number {
  let after = there.toMillis();
  let before = after - skipped * 60_000 - 1;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (DateTime.fromMillis(middle, { zone: there.zone }).offset === there.offset) after = middle;
    else before = middle;
  }
  return after;
}

/** 1 = Monday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
