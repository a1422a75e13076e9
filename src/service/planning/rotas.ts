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
import { type Coming, drawVisits, expectedOf } from "../../planning/rota/expected.ts";
import { habitsOf } from "../../planning/rota/habits.ts";
import { hoursYaml } from "../../planning/rota/hours-yaml.ts";
import { SLOT } from "../../planning/rota/line.ts";
import { type RotaKind, spansOf } from "../../planning/rota/played.ts";
import { type Proposal, propose } from "../../planning/rota/propose.ts";
import { proposalSays, rotaNotes } from "../../planning/rota/words.ts";
import type { DayReads } from "../../store/days.ts";
import { orderRules } from "../rules.ts";
import {
  bookedFor,
  cameOn,
  type DaysLike,
  daysLike,
  type Frame,
  factorAtWindow,
  frameOf,
  nextOpenDay,
  presentOn,
  slotAt,
  staffOn,
  windowsOn,
} from "./rota-day.ts";

const MINUTE = 60_000;
const SEARCH_DAYS = 6;
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
    return refuse("rota.no-days", "至少完整运行一天以后再来（ask again when a whole day is over）");
  const frame = frameOf(calendar, day);
  const state = needs.state();
  const journal = pastDays(needs, based.days);
  const past = journal.map((d) => cameOn(calendar, state, d.day, d.facts));
  const booked = bookedFor(calendar, day, reads.booked(day));
  const habits = habitsOf(journal);
  const kinds = kindsOf(state, [...past.flat(), ...booked]);
  const asked = countsOf([...past.flat(), ...booked]);
  const queues = config.sectors.map((s) => s.id);
  const service = (queue: QueueId, matter: string | null) => ({
    meanMinutes: usualMs(state, queue, matter) / MINUTE,
    spread: spread(state, queue, matter),
  });
  const present = presentOn(needs, day, frame);
  const proposal = propose({
    queues,
    kinds,
    days: drawVisits(
      { queues, past, booked, quarters: frame.slots * 2, service },
      { days: SEARCH_DAYS, seed: SEED },
    ),
    windows: windowsOn(needs, day, frame, habits),
    staff: staffOn(
      { config, calendar, state, kinds, weight: (k) => asked.get(kindKey(k.queue, k.matter)) ?? 0 },
      day,
      frame,
      habits,
    ),
    batchAbove: new Map(
      state.rules.sectors.flatMap((s) => (s.batchAbove === null ? [] : [[s.id, s.batchAbove] as const])),
    ),
    slots: frame.slots,
    present,
    open: frame.open,
    target,
    walkMinutes: meanWalkMs(state.learned, state.rules.walkMs) / MINUTE,
    order: orderRules(config),
    factor: (window, staff, kind) => factorAtWindow(state, window, staff, kind),
  });
  const learned = config.sectors.filter(
    (s) => (state.learned.kinds.get(kindKey(s.id, null))?.count ?? 0) < FEW,
  );
  return reportOf(needs, {
    day,
    target,
    based,
    frame,
    sectors: queues.map((id) => ({ id, expected: expectedOf(id, past, booked, frame.slots * 2) })),
    proposal,
    present,
    booked: booked.length,
    lunches: habits.lunches.size,
    unlearned: learned.map((s) => s.name),
  });
}

/** Fewer services than these teach a sector little. */
const FEW = 20;

function pastDays({ calendar, reads }: Needs, names: readonly string[]) {
  const all = reads.days();
  return names.flatMap((day) => {
    const found = all.find((d) => d.day === day);
    const midnight = calendar.moment(day, "00:00");
    return found
      ? [{ day, facts: reads.routine(found), minute: (at: number) => (at - midnight) / MINUTE }]
      : [];
  });
}

function countsOf(coming: readonly Coming[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { queue, matter, count } of coming.flatMap((c) => c.legs))
    counts.set(kindKey(queue, matter), (counts.get(kindKey(queue, matter)) ?? 0) + count);
  return counts;
}

function kindsOf(state: DispatcherState, coming: readonly Coming[]): RotaKind[] {
  const kinds = new Map<string, RotaKind>();
  for (const { queue, matter } of coming.flatMap((c) => c.legs))
    kinds.set(kindKey(queue, matter), {
      queue,
      matter,
      meanMinutes: usualMs(state, queue, matter) / MINUTE,
      spread: spread(state, queue, matter),
    });
  return [...kinds.values()];
}

function reportOf(
  { config, calendar, reads }: Needs,
  is: {
    readonly day: string;
    readonly target: number;
    readonly based: DaysLike;
    readonly frame: Frame;
    readonly sectors: readonly { readonly id: QueueId; readonly expected: readonly number[] }[];
    readonly proposal: Proposal;
    readonly present: ReturnType<typeof presentOn>;
    readonly booked: number;
    readonly lunches: number;
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
  const most = Math.max(
    ...Array.from({ length: frame.slots }, (_, i) => windows.filter((w) => w.open[i] !== null).length),
  );
  const weekday = WEEKDAYS[weekdayOf(day) - 1] ?? "mon";
  return {
    day,
    target,
    says: proposalSays({ day, target, sectors, most, windowHours }),
    notes: rotaNotes({
      days: based.days.length,
      sameWeekday: based.sameWeekday,
      sameSeason: based.sameSeason,
      asPresent: proposal.asPresent,
      lunches: is.lunches,
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
