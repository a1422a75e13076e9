import type { WindowId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import { choose } from "./choose.ts";
import { serves, staffAt, windowsFor } from "./eligibility.ts";
import { earlier, type Lane, type Place } from "./line.ts";
import { ageOf, keepsOrder, type OrderPolicy, originOf } from "./policy.ts";
import { announcedReason, type Contender, reasonFor } from "./reason.ts";
import { speedsOf } from "./speeds.ts";
import { type DispatcherState, matterOf, type QueueTicket, type WindowRule, windowRules } from "./state.ts";

// Who is next at which window. Bound late: nobody belongs to a window before the call, unless sent there.

export function placeOf(ticket: QueueTicket): Place {
  return {
    ticket: ticket.id,
    queue: ticket.queue,
    matter: matterOf(ticket),
    count: ticket.planned[ticket.plannedDone]?.count ?? 1,
    batch: ticket.batch,
    class: ticket.steady ? "walk" : ticket.class,
    slot: ticket.steady ? null : ticket.slot,
    origin: ticket.origin,
    arrival: ticket.arrival,
    only: ticket.phase.state === "waiting" ? ticket.phase.only : null,
  };
}

/**
 * The ticket this window should call now, and why, in one Chinese sentence for the clerk and the log. `returner`: who is
 * being served here until this very press, and begins to wait for the next leg with it.
 */
export function nextFor(
  state: DispatcherState,
  window: WindowRule,
  now: number,
  returner: Place | null = null,
): { ticket: QueueTicket; reason: string; bound: boolean } | null {
  const contenders = contendersAt(state, window, now);
  if (returner && servesPlace(state, window, returner))
    contenders.push(contender(state, window, returner, { first: returner, behind: 0 }, now));
  const told = announcedTo(state, window);
  if (told) return { ticket: told, reason: announcedReason(state, window, told, contenders), bound: true };
  const flexible = window.sectors.length > 1;
  const run = state.runs.get(window.id) ?? 0;
  const at = choose(state.rules.policy, contenders, contenders.length, flexible, run);
  const chosen = contenders[at];
  const ticket = chosen && state.tickets.get(chosen.place.ticket);
  if (!ticket) return null;
  const reason = reasonFor(state, window, chosen, contenders, now);
  return { ticket, reason, bound: chosen.place.only !== null };
}

/** Whom only this window may call, in the order it will: first those announced, then by age. */
export function heldInOrder(state: DispatcherState, window: WindowId, now: number): readonly Place[] {
  const held = state.lines.held.get(window) ?? [];
  if (held.length < 2) return held;
  const told = (p: Place) => (state.tickets.get(p.ticket)?.promised === window ? 1 : 0);
  const age = (p: Place) => ageOf(state.rules.policy, p, now);
  return [...held].sort((a, b) => told(b) - told(a) || age(b) - age(a) || a.arrival - b.arrival);
}

/** Whoever was told to come here is called before all others: they may be standing at the window. */
function announcedTo(state: DispatcherState, window: WindowRule): QueueTicket | null {
  for (const place of state.lines.held.get(window.id) ?? []) {
    const ticket = state.tickets.get(place.ticket);
    if (ticket?.promised === window.id) return ticket;
  }
  return null;
}

/** The eldest of each lane the window can serve, and whoever is bound to it. */
export function contendersAt(state: DispatcherState, window: WindowRule, now: number): Contender[] {
  const staff = staffAt(state, window.id);
  const contenders: Contender[] = [];
  for (const lane of state.lines.lanes.values()) {
    if (lane.places.length === 0 || !serves(state, window, staff, lane.queue, lane.matter, lane.batch))
      continue;
    const among = { first: lane.places[0] as Place, behind: lane.places.length - 1 };
    contenders.push(contender(state, window, eldest(state, lane, now), among, now));
  }
  const bound: Place[] = [];
  for (const place of state.lines.held.get(window.id) ?? []) {
    if (state.tickets.get(place.ticket)?.bound === window.id) bound.push(place);
    else contenders.push(contender(state, window, place, { first: place, behind: 0 }, now));
  }
  // Of those bound here with their number only the eldest stands: within a window the line is in order. Where classes
  // take turns there are two lines.
  const turns = state.rules.policy.kind === "ratio";
  const lines = turns ? [bound.filter(isWalk), bound.filter((p) => !isWalk(p))] : [bound];
  for (const [one, ...others] of lines) {
    if (!one) continue;
    const own = others.reduce((a, b) => (elder(state, b, age(state, a, now), a.arrival, now) ? b : a), one);
    const first = others.reduce((a, b) => (earlier(b, a) ? b : a), one);
    contenders.push(contender(state, window, own, { first, behind: others.length }, now));
  }
  return contenders;
}

const isWalk = (place: Place): boolean => place.class === "walk";

const servesPlace = (state: DispatcherState, window: WindowRule, { queue, matter, batch }: Place): boolean =>
  serves(state, window, staffAt(state, window.id), queue, matter, batch);

function contender(
  state: DispatcherState,
  window: WindowRule,
  place: Place,
  among: Pick<Contender, "first" | "behind">,
  now: number,
): Contender {
  return {
    place,
    ...among,
    class: place.class,
    arrival: place.arrival,
    age: age(state, place, now),
    cost: speedsOf(state, place.queue, place.matter, place.batch).costs.get(window.id) ?? 0,
  };
}

const age = (state: DispatcherState, place: Place, now: number): number =>
  ageOf(state.rules.policy, place, now);

function eldest(state: DispatcherState, lane: Lane, now: number): Place {
  const { policy } = state.rules;
  let best = lane.places[0] as Place;
  if (keepsOrder(policy, lane.class)) return best;
  let most = Number.NEGATIVE_INFINITY;
  for (const place of lane.places) {
    const age = ageOf(policy, place, now);
    if (age <= most) continue;
    most = age;
    best = place;
  }
  return best;
}

export function elder(
  state: DispatcherState,
  place: Place,
  age: number,
  arrival: number,
  now: number,
): boolean {
  const other = ageOf(state.rules.policy, place, now);
  return other > age || (other === age && place.arrival < arrival);
}

/** The first `most` people this window could call: whom it would call now, then by age. */
export function lineFor(
  state: DispatcherState,
  window: WindowRule,
  most: number,
  now: number,
): readonly QueueTicket[] {
  const callable = callableBy(state, window.id, window);
  const line = callable
    .map((place) => ({ place, age: ageOf(state.rules.policy, place, now) }))
    .sort((a, b) => b.age - a.age || a.place.arrival - b.place.arrival)
    .slice(0, most)
    .flatMap(({ place }) => state.tickets.get(place.ticket) ?? []);
  // The eldest is not always the next one: a window may be told to somebody, quicker at another matter, or take turns.
  const next = callable.length < 2 ? null : nextFor(state, window, now);
  return next ? [next.ticket, ...line.filter((t) => t !== next.ticket)].slice(0, most) : line;
}

function callableBy(state: DispatcherState, id: WindowId, window: WindowRule): Place[] {
  const staff = staffAt(state, id);
  const places: Place[] = [...(state.lines.held.get(id) ?? [])];
  for (const lane of state.lines.lanes.values())
    if (lane.places.length > 0 && serves(state, window, staff, lane.queue, lane.matter, lane.batch))
      places.push(...lane.places);
  return places;
}

/** How many people this window could call now. */
export function waitingFor(state: DispatcherState, window: WindowRule): number {
  const staff = staffAt(state, window.id);
  let waiting = state.lines.held.get(window.id)?.length ?? 0;
  for (const lane of state.lines.lanes.values())
    if (serves(state, window, staff, lane.queue, lane.matter, lane.batch)) waiting += lane.places.length;
  return waiting;
}

/**
 * Where someone who missed the call stands again: behind the `after` people next in line, or at the end. The age
 * lies between two people's, so no one else moves.
 */
export function rejoinOrigin(state: DispatcherState, ticket: QueueTicket, now: number): number {
  const { policy, rejoin } = state.rules;
  if (rejoin.position === "end") return now;
  const place = placeOf(ticket);
  const others = windowsFor(state, place.queue, place.matter, place.batch)
    .flatMap((w) => callableBy(state, w.id, w))
    .filter((p, i, all) => all.findIndex((q) => q.ticket === p.ticket) === i);
  const ages = others.map((p) => ageOf(policy, p, now)).sort((a, b) => b - a);
  const before = rejoin.after === 0 ? ages[0] : ages[rejoin.after - 1];
  if (before === undefined) return now;
  const wanted = rejoin.after === 0 ? before + 1 : before - 0.5;
  // With strict order no place in line makes a walk-in one of the green channel.
  const own = policy.kind === "strict" ? others.filter((p) => p.class === ticket.class) : others;
  if (own.length === 0) return now;
  const age = Math.min(wanted, largest(own.map((p) => ageOf(policy, p, now))) + 1);
  return Math.min(now, originOf(policy, paceOf(policy, ticket.class), age, now));
}

/** The origin right behind the next person of one's own sector; null when nobody is behind. */
export function yieldOrigin(state: DispatcherState, ticket: QueueTicket, now: number): number | null {
  const { policy } = state.rules;
  const own = placeOf(ticket);
  const age = ageOf(policy, own, now);
  const behind = [...state.lines.lanes.values()]
    .filter((lane) => lane.queue === own.queue)
    .flatMap((lane) => lane.places)
    .filter((p) => p.ticket !== own.ticket && !elder(state, p, age, own.arrival, now))
    .map((p) => ageOf(policy, p, now));
  if (behind.length === 0) return null;
  return originOf(policy, paceOf(policy, ticket.class), largest(behind) - 0.5, now);
}

/**
 * Whoever is put behind others stands and ages as they do from then on: a quicker age, or the own class's next turn, would
 * bring them before those others again. With strict order a class stays among itself; first come first served knows none.
 */
export const isSteadied = ({ kind }: OrderPolicy, ticketClass: TicketClass): boolean =>
  (kind === "accumulating" || kind === "ratio") && ticketClass !== "walk";

const paceOf = (policy: OrderPolicy, ticketClass: TicketClass): TicketClass =>
  isSteadied(policy, ticketClass) ? "walk" : ticketClass;

const largest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

/** A flexible window that rests is kept free where another can do the matter as well: so much of `cost`. */
export const FLEXIBLE_COST = 0.1;

/** Of the windows that rest, the one that should take this person; null: none can. */
export function restingFor(state: DispatcherState, ticket: QueueTicket): WindowRule | null {
  const { queue, matter, batch, only } = placeOf(ticket);
  const costs = speedsOf(state, queue, matter, batch).costs;
  const plain = state.rules.policy.slackMs === 0;
  const resting = windowRules(state).flatMap((window) => {
    const desk = state.desks.get(window.id);
    if (desk?.state !== "idle" || (only !== null && only !== window.id)) return [];
    if (!serves(state, window, desk.staff, queue, matter, batch)) return [];
    const flexible = window.sectors.length > 1 ? FLEXIBLE_COST : 0;
    return [{ window, cost: plain ? 0 : (costs.get(window.id) ?? 0) + flexible, since: desk.since }];
  });
  const better = (a: (typeof resting)[number], b: (typeof resting)[number]) =>
    b.cost < a.cost || (b.cost === a.cost && b.since < a.since) ? b : a;
  return resting.length === 0 ? null : resting.reduce(better).window;
}
