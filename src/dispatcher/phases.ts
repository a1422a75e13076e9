import type { TicketId, WindowId } from "../contract/ids.ts";
import { insert, remove } from "./line.ts";
import { placeOf } from "./order.ts";
import { type Desk, type DispatcherState, isBatch, type Phase, type QueueTicket } from "./state.ts";

// How a fact moves a ticket from phase to phase: who waits always stands in a line, and nobody else does.

export function beginLeg(
  state: DispatcherState,
  data: { readonly ticket: TicketId; readonly leg: number; readonly queue: QueueTicket["queue"] },
  at: number,
  only: WindowId | null,
  joined: QueueTicket["joined"],
  steady = false,
): void {
  const ticket = state.tickets.get(data.ticket);
  if (!ticket) return;
  leaveLine(state, ticket);
  ticket.leg = data.leg;
  ticket.joined = joined;
  ticket.queue = data.queue;
  ticket.steady = steady;
  ticket.nearTold = false;
  ticket.nears = 0;
  ticket.promised = null;
  ticket.bound = null;
  joinLine(state, ticket, at, only);
}

/** The present leg and those after it stand in this order from now on. */
export function setLegs(
  state: DispatcherState,
  id: TicketId,
  legs: QueueTicket["planned"] | undefined,
  chosen: boolean,
): void {
  const ticket = state.tickets.get(id);
  if (!ticket) return;
  ticket.legChosen = chosen;
  if (!legs) return;
  // Out of the line by the old matter's place before it changes.
  leaveLine(state, ticket);
  ticket.planned = [...ticket.planned.slice(0, ticket.plannedDone), ...legs];
}

/** Every change of phase goes through here, so that who stands in a line is always who waits. */
export function move(state: DispatcherState, ticket: QueueTicket, phase: Phase): void {
  leaveLine(state, ticket);
  if (phase.state === "parked" || phase.state === "missed") state.away.add(ticket.id);
  else state.away.delete(ticket.id);
  ticket.phase = phase;
}

export function joinLine(
  state: DispatcherState,
  ticket: QueueTicket,
  since: number,
  only: WindowId | null,
): void {
  leaveLine(state, ticket);
  state.away.delete(ticket.id);
  ticket.arrival = ++state.arrivals;
  ticket.batch = isBatch(state.rules, ticket.queue, ticket.planned[ticket.plannedDone]?.count ?? 1);
  ticket.phase = { state: "waiting", since, only };
  insert(state.lines, placeOf(ticket));
}

export function leaveLine(state: DispatcherState, ticket: QueueTicket): void {
  if (ticket.phase.state === "waiting") remove(state.lines, placeOf(ticket));
}

export function end(
  state: DispatcherState,
  id: TicketId,
  to: "cancelled" | "expired",
  reason: string,
  at: number,
): void {
  const ticket = state.tickets.get(id);
  if (!ticket) return;
  const { phase } = ticket;
  move(state, ticket, { state: to, since: at, reason });
  if (phase.state === "called") freeDesk(state, phase.window, id, at);
}

export function freeDesk(state: DispatcherState, window: WindowId, ticket: TicketId, at: number): void {
  const desk = state.desks.get(window);
  if ((desk?.state === "calling" || desk?.state === "serving") && desk.ticket === ticket) {
    const idle: Desk = { state: "idle", staff: desk.staff, since: at };
    state.desks.set(window, idle);
  }
}

/** A window that closed or paused calls nobody: who was meant for it alone, or announced to it, is anyone's again. */
export function releaseHeld(
  state: DispatcherState,
  window: WindowId,
  which: (ticket: QueueTicket) => boolean,
): void {
  for (const place of [...(state.lines.held.get(window) ?? [])]) {
    const ticket = state.tickets.get(place.ticket);
    if (ticket?.phase.state !== "waiting" || !which(ticket)) continue;
    const { since } = ticket.phase;
    leaveLine(state, ticket);
    ticket.phase = { state: "waiting", since, only: null };
    insert(state.lines, placeOf(ticket));
  }
}
