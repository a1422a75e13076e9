import type { HallEvent } from "../../contract/events.ts";
import type { HallConfig } from "../../contract/hall-config.ts";
import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import { skilled } from "../../dispatcher/eligibility.ts";
import { factorOf, kindKey, meanWalkMs } from "../../dispatcher/learning.ts";
import { usualMs } from "../../dispatcher/speeds.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import type { Calendar } from "../../kernel/calendar.ts";
import { createRota, holding } from "../../kernel/rota.ts";
import type { RotaStaff, RotaWindow } from "../../planning/rota/assign.ts";
import type { Coming, ComingLeg } from "../../planning/rota/expected.ts";
import type { Habits, Lunch } from "../../planning/rota/habits.ts";
import { SLOT } from "../../planning/rota/line.ts";
import type { RotaKind } from "../../planning/rota/played.ts";
import { type LearnedArrivals, learnedArrivals } from "../../planning/what-if/learned-arrivals.ts";
import type { DayReads } from "../../store/days.ts";

// What a rota proposal knows of a day: its half hours, who is free when, who came on days like it.

const MINUTE = 60_000;
const MOST_DAYS = 8;

export interface Frame {
  /** First half hour, epoch ms. */
  readonly from: number;
  readonly slots: number;
  readonly open: readonly boolean[];
}

export function frameOf(calendar: Calendar, day: string): Frame {
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

export const slotAt = ({ from }: Frame, slot: number): number => from + slot * SLOT * MINUTE;

export function nextOpenDay(calendar: Calendar, now: number): string | null {
  let at = calendar.dayEnd(now);
  for (let i = 0; i < 400; i++) {
    const day = calendar.day(at);
    if (calendar.openPeriods(day).length > 0) return day;
    at = calendar.dayEnd(at);
  }
  return null;
}

export interface DaysLike {
  readonly days: readonly string[];
  readonly sameWeekday: boolean;
  readonly sameSeason: boolean;
}

/** The latest days of the same weekday and season; of any weekday where there are less than two, then of any season. */
export function daysLike(
  { calendar, reads }: { readonly calendar: Calendar; readonly reads: DayReads },
  day: string,
  today: string,
): DaysLike {
  const seasonOf = (d: string) => calendar.profile(d)?.id ?? null;
  const ended = reads.days().filter((d) => d.ended && d.day < today && d.day !== day);
  const given = reads.issued(ended[0]?.day ?? "", ended.at(-1)?.day ?? "");
  const used = ended
    .map((d) => d.day)
    .filter((d) => calendar.openPeriods(d).length > 0 && (given.get(d) ?? 0) > 0);
  const season = used.filter((d) => seasonOf(d) === seasonOf(day));
  const alike = season.length > 0 ? season : used;
  const same = alike.filter((d) => calendar.weekday(d) === calendar.weekday(day));
  const days = same.length >= 2 ? same : alike;
  return {
    days: days.slice(-MOST_DAYS),
    sameWeekday: days.length > 0 && same.length === days.length,
    sameSeason: season.length > 0,
  };
}

/** One day of the same weekday and season says little of another. */
const LEAST_DAYS = 2;

/** Who came on days like this one, by quarter hour; null: too few are known. */
export function arrivalsLike(
  needs: { readonly calendar: Calendar; readonly reads: DayReads },
  state: DispatcherState,
  day: string,
): LearnedArrivals | null {
  const { calendar, reads } = needs;
  const like = daysLike(needs, day, day);
  if (like.days.length < LEAST_DAYS || !like.sameSeason) return null;
  const all = reads.days();
  const past = like.days.flatMap((d) => {
    const found = all.find((one) => one.day === d);
    return found ? [visitsOn(calendar.moment(d, "00:00"), state, reads.routine(found))] : [];
  });
  return learnedArrivals(past, like.sameWeekday);
}

/** Who took a number for what, minutes from `from`; their slot as it lay from the arrival. */
function visitsOn(
  from: number,
  state: DispatcherState,
  facts: readonly HallEvent[],
): (Coming & { readonly slotAfter: number | null })[] {
  return facts.flatMap((fact) => {
    if (fact.type !== "ticket.issued") return [];
    const { legs, class: is, slot } = fact.data;
    const [first, ...rest] = legs.map((l) => ({
      queue: l.queue,
      matter: l.matters[0] ?? null,
      count: l.count,
    }));
    if (!first) return [];
    const slotAfter = typeof slot === "number" ? (slot - fact.at) / MINUTE : null;
    return [{ at: (fact.at - from) / MINUTE, class: is, legs: inTurn(state, [first, ...rest]), slotAfter }];
  });
}

/** Who took a number that day for what, minutes from its first half hour. */
export function cameOn(
  calendar: Calendar,
  state: DispatcherState,
  day: string,
  facts: readonly HallEvent[],
): Coming[] {
  return visitsOn(frameOf(calendar, day).from, state, facts);
}

export function bookedFor(calendar: Calendar, day: string, rows: ReturnType<DayReads["booked"]>): Coming[] {
  const { from } = frameOf(calendar, day);
  return rows.map(({ queue, matter, at }) => ({
    at: (at - from) / MINUTE,
    class: "appointment" as const,
    legs: [{ queue: queue as QueueId, matter, count: 1, after: 0 }],
  }));
}

type Asked = Omit<ComingLeg, "after">;

/** Each leg begins when those before it are done. */
function inTurn(state: DispatcherState, [first, ...rest]: readonly [Asked, ...Asked[]]): Coming["legs"] {
  const walk = meanWalkMs(state.learned, state.rules.walkMs);
  const length = ({ queue, matter, count }: Asked) => (walk + usualMs(state, queue, matter) * count) / MINUTE;
  let after = length(first);
  const later = rest.map((leg) => {
    const begun = { ...leg, after };
    after += length(leg);
    return begun;
  });
  return [{ ...first, after: 0 }, ...later];
}

/** Windows may be proposed whenever the hall is open and they are on no planned break. */
export function windowsOn(
  { config, calendar }: { readonly config: HallConfig; readonly calendar: Calendar },
  day: string,
  frame: Frame,
  { usual }: Habits,
): RotaWindow[] {
  const within = (row: { readonly from: string; readonly to: string }, at: number) =>
    calendar.moment(day, row.from) < at + SLOT * MINUTE && calendar.moment(day, row.to) > at;
  return config.windows.map((w) => ({
    id: w.id,
    sectors: w.sectors,
    batch: w.batch,
    usual: usual.get(w.id) ?? null,
    free: frame.open.map(
      (open, i) => open && !holding(w.breaks, day, calendar).some((b) => within(b, slotAt(frame, i))),
    ),
  }));
}

/** Clerks by hours, skills, and when they eat on other days. */
export function staffOn(
  is: {
    readonly config: HallConfig;
    readonly calendar: Calendar;
    readonly state: DispatcherState;
    readonly kinds: readonly RotaKind[];
    /** How often each kind is asked for. */
    readonly weight: (kind: RotaKind) => number;
  },
  day: string,
  frame: Frame,
  { lunches }: Habits,
): RotaStaff[] {
  const { config, calendar, state, kinds, weight } = is;
  const midnight = calendar.moment(day, "00:00");
  return config.staff
    .filter((s) => s.role === "clerk")
    .map((s) => {
      const rows = holding(s.hours, day, calendar);
      const lunch = lunches.get(s.id);
      const works = (at: number) =>
        s.hours.length === 0 ||
        rows.some(
          (r) => calendar.moment(day, r.from) <= at && calendar.moment(day, r.to) >= at + SLOT * MINUTE,
        );
      const shares = sharesOf(state, s.id, kinds, weight);
      return {
        id: s.id,
        there: frame.open.map((open, i) => {
          const at = slotAt(frame, i);
          return open && works(at) && !(lunch && eats(lunch, (at - midnight) / MINUTE));
        }),
        can: (queue: QueueId) => (shares.get(queue)?.can ?? 0) >= 0.5,
        factor: (queue: QueueId) => shares.get(queue)?.factor ?? 1,
      };
    });
}

/** At least half of the half hour. */
const eats = ({ from, to }: Lunch, minute: number): boolean =>
  Math.min(to, minute + SLOT) - Math.max(from, minute) >= SLOT / 2;

/** How much of each sector's work somebody can do, and how quickly. */
function sharesOf(
  state: DispatcherState,
  staff: StaffId,
  kinds: readonly RotaKind[],
  weight: (kind: RotaKind) => number,
): ReadonlyMap<QueueId, { readonly can: number; readonly factor: number }> {
  const queues = [...new Set(kinds.map((k) => k.queue))];
  return new Map(
    queues.map((queue) => {
      const own = kinds.filter((k) => k.queue === queue);
      const able = own.filter((k) => skilled(state.rules, staff, queue, k.matter));
      const sum = (list: readonly RotaKind[], of: (k: RotaKind) => number) =>
        list.reduce((total, k) => total + weight(k) * k.meanMinutes * of(k), 0);
      const factor = (k: RotaKind) => factorOf(state.learned, staff, kindKey(queue, k.matter));
      const all = sum(own, () => 1);
      const mine = sum(able, () => 1);
      return [
        queue,
        {
          can: all > 0 ? mine / all : able.length / own.length,
          factor: mine > 0 ? sum(able, factor) / mine : 1,
        },
      ] as const;
    }),
  );
}

/** Time for a kind at a window with whoever sits there, as a multiple of everybody's; 0: not done there. */
export function factorAtWindow(
  state: DispatcherState,
  window: WindowId,
  staff: StaffId | null,
  { queue, matter }: RotaKind,
): number {
  const rule = state.rules.windows.find((w) => w.id === window);
  if (matter !== null && rule?.matters && !rule.matters.includes(matter)) return 0;
  if (staff === null) return 1;
  return skilled(state.rules, staff, queue, matter)
    ? factorOf(state.learned, staff, kindKey(queue, matter))
    : 0;
}

export function presentOn(
  { config, calendar }: { readonly config: HallConfig; readonly calendar: Calendar },
  day: string,
  frame: Frame,
): ReadonlyMap<WindowId, readonly boolean[]> {
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
