import { willCall } from "../eligibility.ts";
import { meanNoShowMs, meanPauseMs, meanWalkMs, noShowShare, paceOf, pauseShare } from "../learning.ts";
import type { Place } from "../line.ts";
import { heldInOrder } from "../order.ts";
import { type KindSpeeds, speedsOf } from "../speeds.ts";
import { type DispatcherState, isBatch, matterOf, type WindowRule, windowRules } from "../state.ts";
import type { ForwardModel, ForwardPerson, ForwardWindow } from "./forward-model.ts";
import { Kinds } from "./kinds.ts";
import { type BreaksOf, breaksOnly, type Plans } from "./plans.ts";
import { chained, costIn, factorIn, rowsOf } from "./rows.ts";

/** `state` at `now`. `breaksOf` are the breaks that are known of beforehand. */
export function modelOf(state: DispatcherState, now: number, breaksOf: BreaksOf): ForwardModel {
  return plannedModelOf(state, now, breaksOnly(breaksOf));
}

/** `state` at `now` with all that is planned from then on; `kinds` may know more than who is there. */
export function plannedModelOf(
  state: DispatcherState,
  now: number,
  plans: Plans,
  kinds = new Kinds(state),
): ForwardModel {
  const people: ForwardPerson[] = [];
  const lanes: number[][] = [];
  const take = (place: Place, kind: number): number => {
    people.push({
      ticket: place.ticket,
      kind,
      count: place.count,
      class: place.class,
      origin: place.origin,
      slot: place.slot,
      arrival: place.arrival,
    });
    return people.length - 1;
  };
  const hold = (place: Place) => take(place, kinds.index(place.queue, place.matter, place.batch));
  for (const lane of state.lines.lanes.values())
    if (lane.places.length > 0) {
      const kind = kinds.index(lane.queue, lane.matter, lane.batch);
      lanes.push(lane.places.map((place) => take(place, kind)));
    }
  const recent = recentOf(state, now, kinds);
  const parts = windowRules(state)
    .filter((rule) => countedOn(state, rule, plans))
    .map((rule) => {
      const part = partOf(state, rule, now, plans, kinds);
      return { ...part, held: part.told.map(hold), bound: part.bound.map(hold) };
    });
  // Kinds are complete only now: what the windows are good at is looked up last.
  const columns = kinds.list.map(({ queue, matter, batch }) => speedsOf(state, queue, matter, batch));
  const windows = parts.map((part): ForwardWindow => {
    const { now: is, breaks, held, bound, run } = part;
    const [row, ...shifts] = rowsOf(state, part.rule, plans).map((r) => ({
      ...r,
      flexible: r.rule.sectors.length > 1,
      factors: kinds.list.map((kind, k) => factorIn(state, kind, columns[k] as KindSpeeds, r)),
      costs: kinds.list.map((kind, k) => costIn(state, kind, columns[k] as KindSpeeds, r)),
    }));
    const { factors, costs, flexible } = row as NonNullable<typeof row>;
    const then = chained(shifts);
    const window = { id: part.rule.id, factors, costs, flexible, run, now: is, breaks, held, bound };
    return then ? { ...window, then } : window;
  });
  return { ...frameOf(state, now, kinds), people, lanes, recent, windows };
}

/** What a model says besides the people and the windows in it. */
export function frameOf(
  state: DispatcherState,
  now: number,
  kinds: Kinds,
): Omit<ForwardModel, "people" | "lanes" | "recent" | "windows"> {
  return {
    now,
    policy: state.rules.policy,
    kinds: kinds.all(paceOf(state.learned)),
    walkMs: meanWalkMs(state.learned, state.rules.walkMs),
    noShow: { share: noShowShare(state.learned), holdMs: meanNoShowMs(state.learned) },
    pause: { share: pauseShare(state.learned), meanMs: meanPauseMs(state.learned) },
    rebindAfterMs: state.rules.rebindAfterMs,
  };
}

/** Whether a window will call, or is counted on to open. */
export function countedOn(state: DispatcherState, { id }: WindowRule, plans: Plans): boolean {
  return willCall(state, id) || plans.opensAt(id) !== null;
}

/** A window without what it is good at. */
export interface WindowPart extends Pick<ForwardWindow, "run" | "now" | "breaks"> {
  readonly rule: WindowRule;
  readonly told: readonly Place[];
  readonly bound: readonly Place[];
}

export function partOf(
  state: DispatcherState,
  rule: WindowRule,
  now: number,
  plans: Plans,
  kinds: Kinds,
): WindowPart {
  const opens = willCall(state, rule.id) ? null : plans.opensAt(rule.id);
  const held = heldInOrder(state, rule.id, now);
  const told = held.filter((p) => state.tickets.get(p.ticket)?.promised === rule.id);
  return {
    rule,
    run: state.runs.get(rule.id) ?? 0,
    now:
      opens === null
        ? nowOf(state, rule, now, kinds, plans.breaksOf)
        : { state: "away", since: now, until: opens },
    breaks: plans.breaksOf(rule.id, opens ?? now),
    told,
    bound: told.length === 0 ? held : held.slice(told.length),
  };
}

/** A pause that overlaps a known break ends when the break does. */
function nowOf(
  state: DispatcherState,
  window: WindowRule,
  now: number,
  kinds: Kinds,
  breaksOf: BreaksOf,
): ForwardWindow["now"] {
  const desk = state.desks.get(window.id);
  switch (desk?.state) {
    case "calling":
    case "serving": {
      const ticket = state.tickets.get(desk.ticket);
      if (!ticket) return { state: "idle" };
      const calledAt = ticket.phase.state === "serving" ? ticket.phase.calledAt : desk.since;
      return {
        state: "busy",
        since: calledAt,
        kind: kinds.index(ticket.queue, matterOf(ticket)),
        count: ticket.planned[ticket.plannedDone]?.count ?? 1,
        started: desk.state === "serving" ? desk.since : null,
        // A planned one is among the breaks.
        rests: desk.next?.to === "paused" && desk.next.until === null,
      };
    }
    case "paused": {
      const known = breaksOf(window.id, desk.since).find(([from, to]) => from <= now && desk.since < to);
      const until = known ? Math.max(known[1], desk.since + 0.75 * (known[1] - known[0])) : null;
      return { state: "away", since: desk.since, until };
    }
    default:
      return { state: "idle" };
  }
}

export const RECENT_MS = 40 * 60_000;
/** Thirty people at the door when a hall opens are not thirty a minute all morning. */
const SHORTEST_SPAN_MS = 15 * 60_000;

/** So long the recent arrivals took to come. */
export function recentSpan({ recent }: DispatcherState, now: number): number {
  const from = Math.max(now - RECENT_MS, recent[0]?.at ?? now);
  return Math.max(now - from, SHORTEST_SPAN_MS);
}

function recentOf(state: DispatcherState, now: number, kinds: Kinds): ForwardModel["recent"] {
  const arrivals = state.recent
    .filter((r) => r.at >= now - RECENT_MS)
    .map((r) => ({
      kind: kinds.index(r.queue, r.matter, isBatch(state.rules, r.queue, r.count)),
      class: r.class,
      count: r.count,
      slotAfter: r.slot === null ? null : r.slot - r.at,
    }));
  return { spanMs: recentSpan(state, now), arrivals };
}
