import type { QueueId, TicketId, WindowId } from "../../contract/ids.ts";
import { willCall } from "../eligibility.ts";
import { meanNoShowMs, meanPauseMs, meanWalkMs, noShowShare, paceOf, pauseShare } from "../learning.ts";
import type { Place } from "../line.ts";
import { heldInOrder } from "../order.ts";
import type { Claim, OrderPolicy } from "../policy.ts";
import { speedsOf, spread, usualMs } from "../speeds.ts";
import { type DispatcherState, isBatch, matterOf, type WindowRule, windowRules } from "../state.ts";

// The hall at one moment as plain data, so that it can be run forward many times, also in another thread.

export interface ForwardKind {
  readonly queue: QueueId;
  readonly matter: string | null;
  /** Many like cases: only batch windows call them. */
  readonly batch: boolean;
  /** Mean of everybody, today's pace in it, milliseconds. */
  readonly meanMs: number;
  /** Standard deviation of ln(service time). */
  readonly spread: number;
}

export interface ForwardWindow {
  readonly id: WindowId;
  /** By kind: its time as a multiple of everybody's; 0 where it can't. */
  readonly factors: readonly number[];
  /** By kind: `Candidate.cost`. */
  readonly costs: readonly number[];
  readonly flexible: boolean;
  readonly run: number;
  readonly now:
    | { readonly state: "idle" }
    /** Called or serving: `since` the call; `kind` and `count` of the service. */
    | {
        readonly state: "busy";
        readonly since: number;
        readonly kind: number;
        readonly count: number;
        readonly started: number | null;
      }
    /** A pause of unknown length, or a known break until then. */
    | { readonly state: "away"; readonly since: number; readonly until: number | null };
  /** Known breaks still to come, epoch ms. */
  readonly breaks: readonly (readonly [from: number, to: number])[];
  /** Announced to it or bound to it, in order: indexes of `people`. */
  readonly held: readonly number[];
  /** What it will serve from then on, after the service going on; not given: the same. */
  readonly then?: ForwardShift;
}

export interface ForwardShift extends Pick<ForwardWindow, "factors" | "costs" | "flexible"> {
  readonly from: number;
}

export interface ForwardPerson extends Claim {
  readonly ticket: TicketId | null;
  readonly kind: number;
  readonly count: number;
  readonly arrival: number;
}

export interface ForwardModel {
  readonly now: number;
  readonly policy: OrderPolicy;
  readonly kinds: readonly ForwardKind[];
  readonly windows: readonly ForwardWindow[];
  /** All who wait, by lane (kind and class) and within it by origin. */
  readonly people: readonly ForwardPerson[];
  /** Indexes of `people` of each lane, in the order they will be called in. */
  readonly lanes: readonly (readonly number[])[];
  /** Who came in the last while: what may still come is drawn from them. */
  readonly recent: { readonly spanMs: number; readonly arrivals: readonly Recent[] };
  readonly walkMs: number;
  readonly noShow: { readonly share: number; readonly holdMs: number };
  readonly pause: { readonly share: number; readonly meanMs: number };
}

export interface Recent {
  readonly kind: number;
  readonly class: Claim["class"];
  readonly count: number;
  /** Slot less arrival, ms. */
  readonly slotAfter: number | null;
}

export type BreaksOf = (window: WindowId, from: number) => readonly (readonly [from: number, to: number])[];

/** `state` at `now`. `breaksOf` are the breaks that are known of beforehand. */
export function modelOf(state: DispatcherState, now: number, breaksOf: BreaksOf): ForwardModel {
  const kinds = new Kinds(state);
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
  for (const lane of state.lines.lanes.values())
    if (lane.places.length > 0) {
      const kind = kinds.index(lane.queue, lane.matter, lane.batch);
      lanes.push(lane.places.map((place) => take(place, kind)));
    }
  const recent = recentOf(state, now, kinds);
  const hold = (place: Place) => take(place, kinds.index(place.queue, place.matter, place.batch));
  return { ...frameOf(state, now, breaksOf, kinds, hold), people, lanes, recent };
}

/** All of a model but the people in it. `hold` takes in whoever is bound to a window and answers their index. */
export function frameOf(
  state: DispatcherState,
  now: number,
  breaksOf: BreaksOf,
  kinds: Kinds,
  hold: (place: Place) => number,
): Omit<ForwardModel, "people" | "lanes" | "recent"> {
  const rules = windowRules(state).filter((w) => willCall(state, w.id));
  const held = new Map(rules.map((w) => [w.id, heldInOrder(state, w.id, now).map(hold)] as const));
  const busy = new Map(rules.map((w) => [w.id, nowOf(state, w, now, kinds, breaksOf)] as const));
  // Kinds are complete only now: columns of the windows are made last.
  const windows = rules.map((w): ForwardWindow => {
    const { factors, costs } = kinds.at(w);
    return {
      id: w.id,
      factors,
      costs,
      flexible: w.sectors.length > 1,
      run: state.runs.get(w.id) ?? 0,
      now: busy.get(w.id) as ForwardWindow["now"],
      breaks: breaksOf(w.id, now),
      held: held.get(w.id) as number[],
    };
  });
  return {
    now,
    policy: state.rules.policy,
    kinds: kinds.all(paceOf(state.learned)),
    windows,
    walkMs: meanWalkMs(state.learned, state.rules.walkMs),
    noShow: { share: noShowShare(state.learned), holdMs: meanNoShowMs(state.learned) },
    pause: { share: pauseShare(state.learned), meanMs: meanPauseMs(state.learned) },
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

function recentOf(state: DispatcherState, now: number, kinds: Kinds): ForwardModel["recent"] {
  const from = Math.max(now - RECENT_MS, state.recent[0]?.at ?? now);
  const arrivals = state.recent
    .filter((r) => r.at >= now - RECENT_MS)
    .map((r) => ({
      kind: kinds.index(r.queue, r.matter, isBatch(state.rules, r.queue, r.count)),
      class: r.class,
      count: r.count,
      slotAfter: r.slot === null ? null : r.slot - r.at,
    }));
  return { spanMs: Math.max(now - from, 60_000), arrivals };
}

/** The kinds of a model, numbered as they are met. */
export class Kinds {
  readonly #state: DispatcherState;
  readonly #plain = new Map<QueueId, Map<string | null, number>>();
  readonly #batch = new Map<QueueId, Map<string | null, number>>();
  readonly #columns: ReturnType<typeof speedsOf>[] = [];
  readonly list: Pick<ForwardKind, "queue" | "matter" | "batch">[] = [];

  constructor(state: DispatcherState) {
    this.#state = state;
  }

  index(queue: QueueId, matter: string | null, batch = false): number {
    const byQueue = batch ? this.#batch : this.#plain;
    let matters = byQueue.get(queue);
    if (!matters) {
      matters = new Map();
      byQueue.set(queue, matters);
    }
    const known = matters.get(matter);
    if (known !== undefined) return known;
    matters.set(matter, this.list.length);
    this.list.push({ queue, matter, batch });
    return this.list.length - 1;
  }

  all(pace: number): ForwardKind[] {
    return this.list.map(({ queue, matter, batch }) => ({
      queue,
      matter,
      batch,
      meanMs: usualMs(this.#state, queue, matter) * pace,
      spread: spread(this.#state, queue, matter),
    }));
  }

  at(window: WindowRule): { factors: number[]; costs: number[] } {
    // A column a kind, looked up once for all windows.
    while (this.#columns.length < this.list.length) {
      const { queue, matter, batch } = this.list[this.#columns.length] as (typeof this.list)[number];
      this.#columns.push(speedsOf(this.#state, queue, matter, batch));
    }
    const factors: number[] = [];
    const costs: number[] = [];
    for (const speeds of this.#columns) {
      factors.push(speeds.factors.get(window.id) ?? 0);
      costs.push(speeds.costs.get(window.id) ?? 0);
    }
    return { factors, costs };
  }
}
