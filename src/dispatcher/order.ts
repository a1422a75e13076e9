import type { WindowId } from "../contract/ids.ts";
import { choose } from "./choose.ts";
import { serves, staffAt, windowsFor } from "./eligibility.ts";
import type { Lane, Place } from "./line.ts";
import { ageOf, keepsOrder, originOf } from "./policy.ts";
import { type Contender, reasonFor } from "./reason.ts";
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
    class: ticket.class,
    slot: ticket.slot,
    origin: ticket.origin,
    arrival: ticket.arrival,
    only: ticket.phase.state === "waiting" ? ticket.phase.only : null,
  };
}

/** The ticket this window should call now, and why, in one Chinese sentence for the clerk and the log. */
export function nextFor(
  state: DispatcherState,
  window: WindowRule,
  now: number,
): { ticket: QueueTicket; reason: string; bound: boolean } | null {
  const told = announcedTo(state, window);
  if (told) return { ticket: told, reason: `${told.number}已通知到${window.name}`, bound: true };
  const contenders = contendersAt(state, window, now);
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
    const place = eldest(state, lane, now);
    contenders.push(contender(state, window, place, lane.places.length - 1, now));
  }
  let own: Contender | null = null;
  for (const place of state.lines.held.get(window.id) ?? []) {
    const held = contender(state, window, place, 0, now);
    // Of those bound here with their number only the eldest stands: within a window the line is in order.
    if (state.tickets.get(place.ticket)?.bound !== window.id) contenders.push(held);
    else if (own === null || elder(state, place, own.age, own.arrival, now)) own = held;
  }
  if (own) contenders.push(own);
  return contenders;
}

function contender(
  state: DispatcherState,
  window: WindowRule,
  place: Place,
  behind: number,
  now: number,
): Contender {
  return {
    place,
    behind,
    class: place.class,
    arrival: place.arrival,
    age: ageOf(state.rules.policy, place, now),
    cost: speedsOf(state, place.queue, place.matter, place.batch).costs.get(window.id) ?? 0,
  };
}

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

/** Waiting people whom the policy would now call before this one, at windows that can serve it. */
export function aheadOf(state: DispatcherState, ticket: QueueTicket, now: number): number {
  const place = placeOf(ticket);
  const reach = place.only
    ? windowRules(state).filter((w) => w.id === place.only)
    : windowsFor(state, place.queue, place.matter, place.batch);
  const age = ageOf(state.rules.policy, place, now);
  let ahead = 0;
  for (const lane of state.lines.lanes.values()) {
    if (lane.places.length === 0 || !reachable(state, reach, lane)) continue;
    ahead += elderIn(state, lane, age, place.arrival, now);
  }
  for (const window of reach)
    for (const other of state.lines.held.get(window.id) ?? [])
      if (other.ticket !== place.ticket && elder(state, other, age, place.arrival, now)) ahead++;
  return ahead;
}

function reachable(state: DispatcherState, reach: readonly WindowRule[], lane: Lane): boolean {
  return reach.some((w) => serves(state, w, staffAt(state, w.id), lane.queue, lane.matter, lane.batch));
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

/** How many of a lane are older; where ages keep their order the lane is halved instead of walked. */
function elderIn(state: DispatcherState, lane: Lane, age: number, arrival: number, now: number): number {
  if (!keepsOrder(state.rules.policy, lane.class))
    return lane.places.filter((p) => elder(state, p, age, arrival, now)).length;
  let low = 0;
  let high = lane.places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (elder(state, lane.places[middle] as Place, age, arrival, now)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first `most` people this window could call, eldest first. */
export function lineFor(
  state: DispatcherState,
  window: WindowRule,
  most: number,
  now: number,
): readonly QueueTicket[] {
  return callableBy(state, window.id, window)
    .map((place) => ({ place, age: ageOf(state.rules.policy, place, now) }))
    .sort((a, b) => b.age - a.age || a.place.arrival - b.place.arrival)
    .slice(0, most)
    .flatMap(({ place }) => state.tickets.get(place.ticket) ?? []);
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
  const ages = windowsFor(state, place.queue, place.matter, place.batch)
    .flatMap((w) => callableBy(state, w.id, w))
    .filter((p, i, all) => all.findIndex((q) => q.ticket === p.ticket) === i)
    .map((p) => ageOf(policy, p, now))
    .sort((a, b) => b - a);
  if (rejoin.after === 0) {
    const first = ages[0];
    return first === undefined ? now : originOf(policy, ticket.class, first + 1, now);
  }
  const last = ages[rejoin.after - 1];
  return last === undefined ? now : Math.min(now, originOf(policy, ticket.class, last - 0.5, now));
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
  return behind.length === 0 ? null : originOf(policy, ticket.class, largest(behind) - 0.5, now);
}

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
