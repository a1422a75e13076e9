import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import type { PlannedSpan, WEEKDAYS } from "../contract/plan-config.ts";
import { type Calendar, weekdayOf } from "./calendar.ts";

/** A span in which a window is planned not to call, epoch ms, `to` excluded. */
export interface PlannedBreak {
  readonly from: number;
  readonly to: number;
  /** 午休, 下班 … as the clerk reads it. */
  readonly reason: string;
}

/** What is planned for the windows: known breaks and sectors by time of day. Pure: the same answer for the same day. */
export interface Rota {
  /**
   * Known breaks of a window on a day, in order, never touching each other: its own, the hall's midday closing, the
   * time outside its hours and outside those of whoever stands there. After the hall's last hour nothing is a break:
   * windows work until the line is empty.
   */
  plannedBreaks(window: WindowId, day: string, staff: StaffId | null): readonly PlannedBreak[];
  /** The sectors a window is planned to serve at that moment; none for a window that is not in the config. */
  sectorsAt(window: WindowId, at: number): readonly QueueId[];
  /** The next moment after `at` at which some window's planned sectors may change: a set time, or the next midnight. */
  nextChange(at: number): number;
}

type Windows = readonly Pick<
  HallConfig["windows"][number],
  "id" | "sectors" | "hours" | "breaks" | "changes"
>[];
type Staff = readonly Pick<HallConfig["staff"][number], "id" | "hours">[];
type RotaCalendar = Pick<Calendar, "day" | "dayEnd" | "openPeriods" | "moment" | "weekday">;

export function createRota(needs: {
  readonly windows: Windows;
  readonly staff: Staff;
  readonly calendar: RotaCalendar;
}): Rota {
  const { windows, staff, calendar } = needs;
  const kept = new Map<string, readonly PlannedBreak[]>();

  const breaksOf = (window: Windows[number], day: string, person: StaffId | null): PlannedBreak[] => {
    const own = holding(window.breaks, day, calendar).map((b) => ({
      ...span(calendar, day, b),
      reason: b.reason,
    }));
    const rows = staff.find((s) => s.id === person)?.hours ?? [];
    return merged([
      ...own,
      ...(window.hours.length > 0
        ? outside(calendar, day, holding(window.hours, day, calendar), "窗口未安排")
        : middays(calendar, day)),
      ...(rows.length > 0 ? outside(calendar, day, holding(rows, day, calendar), "下班") : []),
    ]);
  };

  return {
    plannedBreaks: (id, day, person) => {
      const key = `${id} ${day} ${person ?? ""}`;
      const known = kept.get(key);
      if (known) return known;
      if (kept.size >= MOST_KEPT) kept.clear();
      const window = windows.find((w) => w.id === id);
      const made = window ? breaksOf(window, day, person) : [];
      kept.set(key, made);
      return made;
    },
    sectorsAt: (id, at) => {
      const window = windows.find((w) => w.id === id);
      if (!window) return [];
      if (window.changes.length === 0) return window.sectors;
      const day = calendar.day(at);
      const due = holding(window.changes, day, calendar)
        .map((c) => ({ at: calendar.moment(day, c.at), sectors: c.sectors }))
        .filter((c) => c.at <= at)
        .sort((a, b) => b.at - a.at);
      return due[0]?.sectors ?? window.sectors;
    },
    nextChange: (at) => {
      const day = calendar.day(at);
      const times = windows.flatMap((w) =>
        holding(w.changes, day, calendar).map((c) => calendar.moment(day, c.at)),
      );
      return Math.min(calendar.dayEnd(at), ...times.filter((t) => t > at));
    },
  };
}

/** A hall without plans: windows serve what they always do, and nobody knows of a break. */
export const noRota = (
  windows: readonly { readonly id: WindowId; readonly sectors: readonly QueueId[] }[],
): Rota => ({
  plannedBreaks: () => [],
  sectorsAt: (id) => windows.find((w) => w.id === id)?.sectors ?? [],
  nextChange: () => Number.POSITIVE_INFINITY,
});

const MOST_KEPT = 2_000;
const NAMES: readonly (typeof WEEKDAYS)[number][] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/**
 * The rows that hold on that day. An extra day (5+X) runs like a weekday: so do its windows, clerks and quotas, unless
 * some row names its own weekday.
 */
export function holding<T extends { readonly days?: PlannedSpan["days"] }>(
  rows: readonly T[],
  day: string,
  calendar: Pick<Calendar, "weekday">,
): T[] {
  const nameOf = (weekday: number) => NAMES[weekday - 1] ?? "mon";
  const own = nameOf(weekdayOf(day));
  const named = rows.some((r) => r.days?.includes(own));
  const name = named ? own : nameOf(calendar.weekday(day));
  return rows.filter((r) => r.days === undefined || r.days.includes(name));
}

const span = (calendar: RotaCalendar, day: string, row: { readonly from: string; readonly to: string }) => ({
  from: calendar.moment(day, row.from),
  to: calendar.moment(day, row.to),
});

/** The hall's own closing between two opening hours of one day. */
function middays(calendar: RotaCalendar, day: string): PlannedBreak[] {
  const periods = calendar.openPeriods(day);
  return periods
    .slice(1)
    .map((period, k) => ({ from: periods[k]?.to ?? period.from, to: period.from, reason: "午休" }));
}

/** The parts of the hall's day in which none of the rows holds; what lies after its last hour is nobody's break. */
function outside(
  calendar: RotaCalendar,
  day: string,
  rows: readonly { readonly from: string; readonly to: string }[],
  reason: string,
): PlannedBreak[] {
  const periods = calendar.openPeriods(day);
  const first = periods[0];
  const last = periods.at(-1);
  if (!first || !last) return [];
  const gaps: PlannedBreak[] = [];
  let reached = first.from;
  for (const row of rows.map((r) => span(calendar, day, r)).sort((a, b) => a.from - b.from)) {
    if (row.from > reached) gaps.push({ from: reached, to: Math.min(row.from, last.to), reason });
    reached = Math.max(reached, row.to);
  }
  if (reached < last.to) gaps.push({ from: reached, to: last.to, reason });
  return gaps.filter((g) => g.from < g.to);
}

/** In order, those that touch or overlap as one, named by the one that begins first. */
export function merged(breaks: readonly PlannedBreak[]): PlannedBreak[] {
  const all: PlannedBreak[] = [];
  for (const next of breaks.filter((b) => b.from < b.to).sort((a, b) => a.from - b.from)) {
    const before = all.at(-1);
    if (before && next.from <= before.to)
      all[all.length - 1] = { ...before, to: Math.max(before.to, next.to) };
    else all.push(next);
  }
  return all;
}
