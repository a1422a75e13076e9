import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { staffAt, willCall } from "../dispatcher/eligibility.ts";
import type { Plans } from "../dispatcher/forward/plans.ts";
import { changesAhead, changeTimes } from "../dispatcher/rota.ts";
import type { DispatcherState } from "../dispatcher/state.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { holding, type PlannedBreak, type Rota } from "../kernel/rota.ts";

const MINUTE = 60_000;
/** Nobody is told more than some hours ahead. */
const AHEAD_MS = 5 * 60 * MINUTE;
/** Whoever is later than this does not come any more. */
const LATE_MS = 15 * MINUTE;
/** Whoever is late is expected in a moment. */
const SOON_MS = MINUTE;
/** Who closes so shortly before a break goes on that break. */
const BEFORE_BREAK_MS = 45 * MINUTE;

export interface PlanReads {
  readonly config: Pick<HallConfig, "windows">;
  readonly calendar: Pick<Calendar, "day" | "openPeriods" | "profile" | "weekday">;
  readonly rota: Rota;
}

/** What is planned for the windows from `now` on: the config's rota, a season's extra windows, the manager's word. */
export function plansAt({ config, calendar, rota }: PlanReads, state: DispatcherState, now: number): Plans {
  const day = calendar.day(now);
  const periods = calendar.openPeriods(day);
  const first = periods[0]?.from ?? now;
  const closing = periods.at(-1)?.to ?? now;
  const extra = new Set<WindowId>(calendar.profile(day)?.extraWindows);
  const hours = new Map(
    config.windows.map((w) => [w.id, holding(w.hours, day, calendar).length > 0] as const),
  );
  const times = changeTimes(state, now);
  let last: string | null | undefined;
  let staying: ReadonlySet<QueueId> | undefined;

  const breaksAt = (window: WindowId) => rota.plannedBreaks(window, day, staffAt(state, window));
  const untilClosing = (b: PlannedBreak) => b.to >= closing;
  /** Sectors that somebody serves until the line is empty. */
  const stays = () => {
    const windows = state.rules.windows.filter(
      ({ id }) => willCall(state, id) && !breaksAt(id).some((b) => b.to > now && untilClosing(b)),
    );
    return new Set(windows.flatMap((w) => state.sectors.get(w.id) ?? w.sectors));
  };
  /** Whoever leaves before closing comes back only where nobody else works off the line. */
  const leaves = (window: WindowId, b: PlannedBreak) => {
    if (!untilClosing(b) || closing <= now) return false;
    staying ??= stays();
    const sectors = state.sectors.get(window) ?? state.rules.windows.find((w) => w.id === window)?.sectors;
    return (sectors ?? []).every((queue) => staying?.has(queue));
  };
  /** It was used on the last day that any was; null: none ever was. */
  const usedLately = (window: WindowId) => {
    last ??= lastDay(state, calendar, day);
    const since = closedSince(state, window);
    return last === "" || (since > 0 && [last, day].includes(calendar.day(since)));
  };
  /** Whether the plan, or what was done before, says that somebody comes. */
  const expected = (window: WindowId, span: { readonly from: number }) => {
    if (hours.get(window) || extra.has(window)) return true;
    if (span.from <= first) return usedLately(window);
    const since = closedSince(state, window);
    const rest = breaksAt(window).find((b) => b.to === span.from);
    return rest !== undefined && since >= Math.max(first, rest.from - BEFORE_BREAK_MS);
  };

  return {
    breaksOf: (window, from) =>
      breaksAt(window)
        .filter((b) => b.to > from)
        .map((b) => [b.from, leaves(window, b) ? Number.POSITIVE_INFINITY : b.to] as const),
    opensAt: (window) => {
      if (staffAt(state, window) !== null || now >= closing) return null;
      const since = closedSince(state, window);
      // Somebody was there and has left: not before the next span. Too late: nobody comes in this one.
      const due = (from: number) => since < from && now < from + LATE_MS;
      const spanned = spans(breaksAt(window), first, closing).find(
        (span) => span.to > now && due(span.from) && expected(window, span),
      );
      // What a closed window is to do from a time on, by the manager's word, somebody is to be there for.
      const set = state.later.get(window)?.from;
      const from = Math.min(
        spanned?.from ?? Number.POSITIVE_INFINITY,
        set !== undefined && due(set) ? set : Number.POSITIVE_INFINITY,
      );
      if (from > now + AHEAD_MS) return null;
      return from > now ? from : now + SOON_MS;
    },
    shiftsOf: (window) => changesAhead(state, window, now, times),
  };
}

function closedSince(state: DispatcherState, window: WindowId): number {
  return state.desks.get(window)?.since ?? 0;
}

/** The last day before today on which some window closed; empty: none ever did. */
function lastDay(state: DispatcherState, calendar: PlanReads["calendar"], today: string): string {
  let last = "";
  for (const { state: is, since } of state.desks.values()) {
    if (is !== "closed" || since === 0) continue;
    const day = calendar.day(since);
    if (day < today && day > last) last = day;
  }
  return last;
}

/** What the breaks leave of the hall's day. */
function spans(breaks: readonly PlannedBreak[], first: number, closing: number) {
  const left: { from: number; to: number }[] = [];
  let reached = first;
  for (const { from, to } of breaks) {
    if (from > reached) left.push({ from: reached, to: from });
    reached = Math.max(reached, to);
  }
  if (reached < closing) left.push({ from: reached, to: closing });
  return left;
}
