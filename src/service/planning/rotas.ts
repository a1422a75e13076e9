import type { HallConfig } from "../../contract/hall-config.ts";
import type { QueueId } from "../../contract/ids.ts";
import { WEEKDAYS } from "../../contract/plan-config.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { RotaReport, RotaRequest } from "../../contract/rota-proposal.ts";
import { kindKey, meanWalkMs } from "../../dispatcher/learning.ts";
import { spread, usualMs } from "../../dispatcher/speeds.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import { type Calendar, weekdayOf } from "../../kernel/calendar.ts";
import { refuse } from "../../kernel/errors.ts";
import { createRota, holding } from "../../kernel/rota.ts";
import type { RotaStaff, RotaWindow } from "../../planning/rota/assign.ts";
import { type Coming, expectedOf } from "../../planning/rota/expected.ts";
import { hoursYaml } from "../../planning/rota/hours-yaml.ts";
import { SLOT } from "../../planning/rota/line.ts";
import { type Proposal, propose, spansOf } from "../../planning/rota/propose.ts";
import { proposalSays, rotaNotes } from "../../planning/rota/words.ts";
import type { DayReads } from "../../store/days.ts";
import { orderRules } from "../rules.ts";

const MINUTE = 60_000;
const MOST_DAYS = 8;
const SEED = 20_261_125;

interface Needs {
  readonly config: HallConfig;
  readonly calendar: Calendar;
  readonly reads: DayReads;
  readonly now: () => number;
  /** The dispatcher as it stands: what has been learned. */
  readonly state: () => DispatcherState;
}

/** 排班建议 for a day to come, from past days like it. */
export function proposeRota(needs: Needs, { day: wanted, target }: RotaRequest): RotaReport | Refusal {
  const { config, calendar, reads, now } = needs;
  const today = calendar.day(now());
  const day = wanted ?? nextOpenDay(calendar, now());
  if (day === null || day < today || calendar.openPeriods(day).length === 0)
    return refuse("rota.closed", `${day ?? "以后"}大厅不开放，或已过去（closed, or past）`);
  const based = daysLike(needs, day, today);
  if (based.days.length === 0)
    return refuse("rota.no-days", "还没有可参考的完整日子：至少运行一天以后再来（no past day to go by yet）");
  const frame = frameOf(calendar, day);
  const state = needs.state();
  const past = based.days.map((d) => comingOn(needs, d, reads.arrivals(d)));
  const booked = comingOn(needs, day, reads.booked(day));
  const sectors = config.sectors.map(({ id }) => ({
    id,
    expected: expectedOf(id, past, booked, frame.slots * 2),
    meanMinutes: usualMs(state, id, null) / MINUTE,
    spread: spread(state, id, null),
  }));
  const windows = windowsOn(config, calendar, day, frame);
  const staff = staffOn(config, calendar, day, frame);
  const present = presentOn(config, calendar, day, frame);
  const proposal = propose({
    sectors,
    windows,
    present,
    staff,
    open: frame.open,
    target,
    walkMinutes: meanWalkMs(state.learned, state.rules.walkMs) / MINUTE,
    order: orderRules(config),
    seed: SEED,
  });
  const learned = config.sectors.filter(
    (s) => (state.learned.kinds.get(kindKey(s.id, null))?.count ?? 0) < FEW,
  );
  return reportOf(needs, {
    day,
    target,
    based,
    frame,
    sectors,
    proposal,
    present,
    booked: booked.length,
    unlearned: learned.map((s) => s.name),
  });
}

/** Fewer services than these teach a sector little. */
const FEW = 20;

interface Frame {
  /** First half hour, epoch ms. */
  readonly from: number;
  readonly slots: number;
  readonly open: readonly boolean[];
}

function frameOf(calendar: Calendar, day: string): Frame {
  const periods = calendar.openPeriods(day);
  const half = SLOT * MINUTE;
  const midnight = calendar.moment(day, "00:00");
  const begin = periods[0]?.from ?? midnight;
  const from = midnight + Math.floor((begin - midnight) / half) * half;
  const slots = Math.max(1, Math.ceil(((periods.at(-1)?.to ?? begin) - from) / half));
  const open = Array.from({ length: slots }, (_, i) =>
    periods.some((p) => p.from < from + (i + 1) * half && p.to > from + i * half),
  );
  return { from, slots, open };
}

const slotAt = ({ from }: Frame, slot: number): number => from + slot * SLOT * MINUTE;

function nextOpenDay(calendar: Calendar, now: number): string | null {
  let at = calendar.dayEnd(now);
  for (let i = 0; i < 400; i++) {
    const day = calendar.day(at);
    if (calendar.openPeriods(day).length > 0) return day;
    at = calendar.dayEnd(at);
  }
  return null;
}

/** The latest days of the same weekday and season; of any weekday where there are less than two. */
function daysLike(
  { calendar, reads }: Needs,
  day: string,
  today: string,
): { readonly days: readonly string[]; readonly sameWeekday: boolean } {
  const season = calendar.profile(day)?.id ?? null;
  const ended = reads.days().filter((d) => d.ended && d.day < today && d.day !== day);
  const alike = ended
    .map((d) => d.day)
    .filter((d) => (calendar.profile(d)?.id ?? null) === season && calendar.openPeriods(d).length > 0);
  const given = reads.issued(alike[0] ?? "", alike.at(-1) ?? "");
  const used = alike.filter((d) => (given.get(d) ?? 0) > 0);
  const same = used.filter((d) => calendar.weekday(d) === calendar.weekday(day));
  return same.length >= 2
    ? { days: same.slice(-MOST_DAYS), sameWeekday: true }
    : { days: used.slice(-MOST_DAYS), sameWeekday: used.length > 0 && same.length === used.length };
}

/** Minutes from the first half hour of that day. */
function comingOn(
  { calendar }: Needs,
  day: string,
  rows: readonly { readonly queue: string; readonly at: number; readonly booked: boolean }[],
): Coming[] {
  const { from } = frameOf(calendar, day);
  return rows.map((r) => ({ queue: r.queue as QueueId, at: (r.at - from) / MINUTE, booked: r.booked }));
}

/** Windows may be proposed whenever the hall is open and they are on no planned break. */
function windowsOn(config: HallConfig, calendar: Calendar, day: string, frame: Frame): RotaWindow[] {
  const within = (row: { readonly from: string; readonly to: string }, at: number) =>
    calendar.moment(day, row.from) < at + SLOT * MINUTE && calendar.moment(day, row.to) > at;
  return config.windows.map((w) => ({
    id: w.id,
    sectors: w.sectors,
    free: frame.open.map(
      (open, i) => open && !holding(w.breaks, day).some((b) => within(b, slotAt(frame, i))),
    ),
  }));
}

function staffOn(config: HallConfig, calendar: Calendar, day: string, frame: Frame): RotaStaff[] {
  return config.staff
    .filter((s) => s.role === "clerk")
    .map((s) => {
      const rows = holding(s.hours, day);
      const there = (at: number) =>
        s.hours.length === 0 ||
        rows.some(
          (r) => calendar.moment(day, r.from) <= at && calendar.moment(day, r.to) >= at + SLOT * MINUTE,
        );
      return {
        id: s.id,
        there: frame.open.map((open, i) => open && there(slotAt(frame, i))),
        // Skills name sectors or matters; one matter of a sector is not the sector.
        can: (queue: QueueId) => s.skills === undefined || s.skills.includes(queue),
      };
    });
}

function presentOn(config: HallConfig, calendar: Calendar, day: string, frame: Frame) {
  const rota = createRota({ windows: config.windows, staff: config.staff, calendar });
  return new Map(
    config.windows.map((w) => {
      const breaks = rota.plannedBreaks(w.id, day, null);
      const middle = (i: number) => slotAt(frame, i) + (SLOT * MINUTE) / 2;
      return [
        w.id,
        frame.open.map((open, i) => open && !breaks.some((b) => b.from <= middle(i) && middle(i) < b.to)),
      ] as const;
    }),
  );
}

function reportOf(
  { config, calendar, reads }: Needs,
  is: {
    readonly day: string;
    readonly target: number;
    readonly based: ReturnType<typeof daysLike>;
    readonly frame: Frame;
    readonly sectors: readonly { readonly id: QueueId; readonly expected: readonly number[] }[];
    readonly proposal: Proposal;
    readonly present: ReturnType<typeof presentOn>;
    readonly booked: number;
    readonly unlearned: readonly string[];
  },
): RotaReport {
  const { day, target, based, frame, proposal, present } = is;
  const given = reads.issued(based.days[0] ?? "", based.days.at(-1) ?? "");
  const clock = (slot: number) => {
    const at = slotAt(frame, slot);
    return at >= calendar.dayEnd(calendar.moment(day, "00:00")) ? "24:00" : calendar.clock(at);
  };
  const tenth = (n: number) => Math.round(n * 10) / 10;
  const wait = (n: number | null | undefined) => (n === null || n === undefined ? null : tenth(n));
  const nameOf = (queue: QueueId) => config.sectors.find((s) => s.id === queue)?.name ?? queue;
  const sectors = is.sectors.map(({ id, expected }) => ({
    queue: id,
    name: nameOf(id),
    expected: Array.from({ length: frame.slots }, (_, i) =>
      tenth((expected[2 * i] ?? 0) + (expected[2 * i + 1] ?? 0)),
    ),
    needed: [...(proposal.needed.get(id) ?? [])],
    presentWait: wait(proposal.waits.get(id)?.present),
    proposedWait: wait(proposal.waits.get(id)?.proposed),
  }));
  const windows = proposal.assignment.windows.map((w) => ({
    id: w.window,
    name: config.windows.find((c) => c.id === w.window)?.name ?? w.window,
    staff: config.staff.find((s) => s.id === w.staff)?.name ?? null,
    present: [...(present.get(w.window) ?? [])],
    open: [...w.open],
  }));
  const hoursOf = (rows: readonly (readonly unknown[])[]) =>
    (rows.flat().filter((open) => open !== null && open !== false).length * SLOT) / 60;
  const windowHours = {
    present: hoursOf(windows.map((w) => w.present)),
    proposed: hoursOf(windows.map((w) => w.open)),
  };
  const weekday = WEEKDAYS[weekdayOf(day) - 1] ?? "mon";
  return {
    day,
    target,
    says: proposalSays({ day, target, sectors, windowHours }),
    notes: rotaNotes({
      days: based.days.length,
      sameWeekday: based.sameWeekday,
      booked: is.booked,
      short: proposal.short.map(nameOf),
      missing: proposal.assignment.missing.map((m) => ({
        at: clock(m.slot),
        sector: nameOf(m.queue),
        count: m.count,
      })),
      unlearned: is.unlearned,
      breaks: config.windows.some((w) => w.breaks.length > 0) || calendar.openPeriods(day).length > 1,
    }),
    basedOn: based.days.map((d) => ({ day: d, people: given.get(d) ?? 0 })),
    slots: Array.from({ length: frame.slots }, (_, i) => clock(i)),
    sectors,
    windows,
    windowHours,
    yaml: hoursYaml(
      windows.map((w) => ({
        id: w.id,
        now: config.windows.find((c) => c.id === w.id)?.hours ?? [],
        proposed: spansOf(w.open).map(([from, to]) => ({ from: clock(from), to: clock(to) })),
      })),
      weekday,
      config.hall.hours,
    ),
  };
}
