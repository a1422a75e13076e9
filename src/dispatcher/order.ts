import type { QueueId, WindowId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import { before, countBefore, type Line, type Place } from "./line.ts";
import { type DispatcherState, type QueueTicket, ruleOf, type WindowRule, windowRules } from "./state.ts";

// Who is next: first come, first served over the window's sectors, bound to a window only at the call, the green
// channel with a head start. Everything the rest of the dispatcher knows of the order stands in this file; the full
// policy (accumulating priority, slack) takes its place.

/** Where a newly arrived person stands: arrival time less the class's head start, epoch ms. */
export function arrivalKey(state: DispatcherState, ticketClass: TicketClass, at: number): number {
  return ticketClass === "green" ? at - state.rules.greenHeadStartMs : at;
}

export function placeOf(ticket: QueueTicket): Place {
  return {
    ticket: ticket.id,
    key: ticket.key,
    arrival: ticket.arrival,
    only: ticket.phase.state === "waiting" ? ticket.phase.only : null,
  };
}

/** Windows that can serve a queue: the open ones; when none is open, all that are configured for it. */
export function windowsFor(state: DispatcherState, queue: QueueId): readonly WindowRule[] {
  const configured = windowRules(state).filter((w) => w.sectors.includes(queue));
  const open = configured.filter((w) => canStillCall(state, w.id));
  return open.length > 0 ? open : configured;
}

function canStillCall(state: DispatcherState, window: WindowId): boolean {
  const desk = state.desks.get(window);
  if (!desk || desk.state === "closed") return false;
  return !((desk.state === "calling" || desk.state === "serving") && desk.next?.to === "closed");
}

/** The ticket this window should call now, and why, in one sentence for the clerk. */
export function nextFor(
  state: DispatcherState,
  window: WindowRule,
): { ticket: QueueTicket; reason: string } | null {
  let best: { place: Place; queue: QueueId } | null = null;
  for (const queue of window.sectors) {
    const place = firstCallable(state.lines.get(queue), window.id);
    if (place && (!best || before(place, best.place))) best = { place, queue };
  }
  if (!best) return null;
  const ticket = state.tickets.get(best.place.ticket);
  if (!ticket) return null;
  return { ticket, reason: reasonFor(state, window, ticket, best.place) };
}

function firstCallable(line: Line | undefined, window: WindowId): Place | undefined {
  if (!line) return undefined;
  if (line.restricted.length === 0) return line.places[0];
  return line.places.find((p) => p.only === null || p.only === window);
}

function reasonFor(state: DispatcherState, window: WindowRule, ticket: QueueTicket, place: Place): string {
  if (place.only === window.id) return `${ticket.number}指定在${window.name}办理`;
  const later = window.sectors.some((q) => (state.lines.get(q)?.places.length ?? 0) > 0);
  if (ticket.class === "green")
    return `${ticket.number}为绿色通道，提前${Math.round(state.rules.greenHeadStartMs / 60_000)}分钟计`;
  return later ? `${ticket.number}在本窗口可办的号中等候最久` : `${ticket.number}是唯一等候的号`;
}

/** Waiting people whom the policy would now call before this one, at windows that can serve it. */
export function aheadOf(state: DispatcherState, ticket: QueueTicket): number {
  const place = placeOf(ticket);
  const reach = place.only ? [place.only] : windowsFor(state, ticket.queue).map((w) => w.id);
  const queues = new Set<QueueId>();
  for (const id of reach) for (const queue of ruleOf(state, id)?.sectors ?? []) queues.add(queue);
  let ahead = 0;
  for (const queue of queues) {
    const line = state.lines.get(queue);
    if (!line) continue;
    ahead += countBefore(line, place);
    for (const other of line.restricted) {
      if (other.only && !reach.includes(other.only) && before(other, place)) ahead--;
    }
  }
  return ahead;
}

/** The first `most` people this window could call, in order. */
export function lineFor(state: DispatcherState, window: WindowRule, most: number): readonly QueueTicket[] {
  const heads: Place[] = [];
  for (const queue of window.sectors) {
    let taken = 0;
    for (const place of state.lines.get(queue)?.places ?? []) {
      if (taken >= most) break;
      if (place.only !== null && place.only !== window.id) continue;
      heads.push(place);
      taken++;
    }
  }
  heads.sort((a, b) => (before(a, b) ? -1 : 1));
  return heads.slice(0, most).flatMap((p) => state.tickets.get(p.ticket) ?? []);
}

/** How many people this window could call now. */
export function waitingFor(state: DispatcherState, window: WindowRule): number {
  let waiting = 0;
  for (const queue of window.sectors) {
    const line = state.lines.get(queue);
    if (!line) continue;
    waiting += line.places.length;
    for (const place of line.restricted) if (place.only !== window.id) waiting--;
  }
  return waiting;
}

/**
 * Where someone who missed the call stands again: behind the `after` people next in line, or at the end.
 * The key lies between two people's keys, so no one else moves.
 */
export function rejoinKey(state: DispatcherState, ticket: QueueTicket, now: number): number {
  const { position, after } = state.rules.rejoin;
  if (position === "end") return now;
  const queues = new Set(windowsFor(state, ticket.queue).flatMap((w) => w.sectors));
  const heads = [...queues].flatMap((q) => (state.lines.get(q)?.places ?? []).slice(0, after + 1));
  heads.sort((a, b) => (before(a, b) ? -1 : 1));
  const last = heads[after - 1];
  if (after === 0) return heads[0] ? heads[0].key - 1 : now;
  return last && heads.length >= after ? Math.min(now, last.key + 0.5) : now;
}

/** The key right behind the next person of one's own queue, or null when nobody is behind. */
export function yieldKey(state: DispatcherState, ticket: QueueTicket): number | null {
  const line = state.lines.get(ticket.queue);
  if (!line) return null;
  const next = line.places[countBefore(line, placeOf(ticket)) + 1];
  return next ? next.key + 0.5 : null;
}
