import type { HallEvent, HallEventType } from "../contract/events.ts";
import type { TicketId, WindowId } from "../contract/ids.ts";
import { learnService } from "./learning.ts";
import { insert, remove } from "./line.ts";
import { arrivalKey, placeOf } from "./order.ts";
import { type Desk, type DispatcherState, FINAL_STATES, type Phase, type QueueTicket } from "./state.ts";

/** Folds one fact into the state, in place. */
export function apply(state: DispatcherState, event: HallEvent): DispatcherState {
  const handler = HANDLERS[event.type] as ((state: DispatcherState, event: HallEvent) => void) | undefined;
  handler?.(state, event);
  return state;
}

type Handlers = { readonly [T in HallEventType]?: (state: DispatcherState, event: HallEvent<T>) => void };

const HANDLERS: Handlers = {
  "ticket.issued": (state, { at, data }) => {
    const first = data.legs[0];
    if (!first) return;
    const ticket: QueueTicket = {
      id: data.ticket,
      token: data.token,
      number: data.number,
      day: data.day,
      class: data.class,
      slot: data.slot ?? null,
      phone: data.contact?.mask ?? null,
      planned: data.legs,
      issuedAt: at,
      plannedDone: 0,
      leg: 1,
      queue: first.queue,
      key: arrivalKey(state, data.class, at),
      arrival: 0,
      calls: 0,
      rejoins: 0,
      nearTold: false,
      phase: { state: "waiting", since: at, only: null },
    };
    state.tickets.set(ticket.id, ticket);
    state.tokens.set(ticket.token, ticket.id);
    joinLine(state, ticket, at, null);
  },
  "ticket.placed": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket && data.ahead <= state.rules.remindAhead) ticket.nearTold = true;
  },
  "ticket.near": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket) ticket.nearTold = true;
  },
  "ticket.called": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    move(state, ticket, { state: "called", window: data.window, staff: data.staff, since: at });
    ticket.calls = data.occurrence;
    state.desks.set(data.window, {
      state: "calling",
      staff: data.staff,
      ticket: ticket.id,
      since: at,
      next: null,
    });
  },
  "ticket.recalled": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket) ticket.calls = data.occurrence;
  },
  "service.started": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    const desk = state.desks.get(data.window);
    if (ticket?.phase.state !== "called" || desk?.state !== "calling") return;
    const calledAt = ticket.phase.since;
    const phase = {
      state: "serving",
      window: data.window,
      staff: data.staff,
      calledAt,
      since: data.startedAt,
    } as const;
    move(state, ticket, { ...phase, inferred: data.inferred });
    state.desks.set(data.window, { ...desk, state: "serving", since: data.startedAt });
    if (!data.inferred) {
      state.learned.walk.count++;
      state.learned.walk.sumMs += data.startedAt - calledAt;
    }
  },
  "service.finished": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.phase.state !== "serving") return;
    if (data.learnable) learnService(state.learned, ticket.queue, at - data.startedAt);
    const { calledAt } = ticket.phase;
    move(state, ticket, {
      state: "served",
      window: data.window,
      calledAt,
      startedAt: data.startedAt,
      since: at,
    });
    if (data.outcome === "served") ticket.plannedDone++;
    freeDesk(state, data.window, ticket.id, at);
  },
  "ticket.advanced": (state, { at, data }) => beginLeg(state, data, at, null),
  "ticket.transferred": (state, { at, data }) => beginLeg(state, data, at, data.window),
  "ticket.rejoined": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    ticket.rejoins++;
    ticket.key = data.key;
    beginLeg(state, data, at, null);
  },
  "ticket.yielded": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.phase.state !== "waiting") return;
    const { since, only } = ticket.phase;
    leaveLine(state, ticket);
    ticket.key = data.key;
    joinLine(state, ticket, since, only);
  },
  "ticket.missed": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    move(state, ticket, { state: "missed", window: data.window, since: at });
    freeDesk(state, data.window, ticket.id, at);
  },
  "ticket.parked": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    move(state, ticket, {
      state: "parked",
      window: data.window,
      staff: data.staff,
      since: at,
      reason: data.reason,
    });
  },
  "ticket.returned": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket) joinLine(state, ticket, at, data.window);
  },
  "ticket.cancelled": (state, { at, data }) => end(state, data.ticket, "cancelled", data.reason, at),
  "ticket.expired": (state, { at, data }) => end(state, data.ticket, "expired", data.reason, at),
  "window.opened": (state, { at, data }) => {
    state.desks.set(data.window, { state: "idle", staff: data.staff, since: at });
  },
  "window.closed": (state, { at, data }) => {
    state.desks.set(data.window, { state: "closed", since: at });
    releaseRestricted(state, data.window);
  },
  "window.paused": (state, { at, data }) => {
    const desk = state.desks.get(data.window);
    if (!desk || desk.state === "closed") return;
    state.desks.set(data.window, { state: "paused", staff: desk.staff, reason: data.reason, since: at });
  },
  "window.resumed": (state, { at, data }) => {
    const desk = state.desks.get(data.window);
    if (desk?.state === "paused")
      state.desks.set(data.window, { state: "idle", staff: desk.staff, since: at });
  },
  "window.next-set": (state, { data }) => {
    const desk = state.desks.get(data.window);
    if (desk?.state !== "calling" && desk?.state !== "serving") return;
    state.desks.set(data.window, {
      ...desk,
      next: data.next ? { to: data.next, reason: data.reason } : null,
    });
  },
  "window.sectors-set": (state, { data }) => {
    if (data.sectors) state.assigned.set(data.window, data.sectors);
    else state.assigned.delete(data.window);
  },
  "window.sectors-changed": (state, { data }) => {
    state.sectors.set(data.window, data.sectors);
  },
  "day.ended": (state) => {
    state.assigned.clear();
    for (const ticket of state.tickets.values()) {
      if (!FINAL_STATES.has(ticket.phase.state)) continue;
      state.tickets.delete(ticket.id);
      state.tokens.delete(ticket.token);
    }
  },
};

function beginLeg(
  state: DispatcherState,
  data: { readonly ticket: TicketId; readonly leg: number; readonly queue: QueueTicket["queue"] },
  at: number,
  only: WindowId | null,
): void {
  const ticket = state.tickets.get(data.ticket);
  if (!ticket) return;
  ticket.leg = data.leg;
  ticket.queue = data.queue;
  ticket.nearTold = false;
  joinLine(state, ticket, at, only);
}

/** Every change of phase goes through here, so that who stands in a line is always who waits. */
function move(state: DispatcherState, ticket: QueueTicket, phase: Phase): void {
  leaveLine(state, ticket);
  if (phase.state === "parked" || phase.state === "missed") state.away.add(ticket.id);
  else state.away.delete(ticket.id);
  ticket.phase = phase;
}

function joinLine(state: DispatcherState, ticket: QueueTicket, since: number, only: WindowId | null): void {
  leaveLine(state, ticket);
  state.away.delete(ticket.id);
  ticket.arrival = ++state.arrivals;
  ticket.phase = { state: "waiting", since, only };
  const line = state.lines.get(ticket.queue);
  if (line) insert(line, placeOf(ticket));
}

function leaveLine(state: DispatcherState, ticket: QueueTicket): void {
  const line = state.lines.get(ticket.queue);
  if (line && ticket.phase.state === "waiting") remove(line, placeOf(ticket));
}

function end(
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

function freeDesk(state: DispatcherState, window: WindowId, ticket: TicketId, at: number): void {
  const desk = state.desks.get(window);
  if ((desk?.state === "calling" || desk?.state === "serving") && desk.ticket === ticket) {
    const idle: Desk = { state: "idle", staff: desk.staff, since: at };
    state.desks.set(window, idle);
  }
}

/** A window that closed calls nobody: who was meant for it alone is anyone's again. */
function releaseRestricted(state: DispatcherState, window: WindowId): void {
  for (const line of state.lines.values()) {
    for (const place of [...line.restricted]) {
      if (place.only !== window) continue;
      const ticket = state.tickets.get(place.ticket);
      if (ticket?.phase.state === "waiting") {
        const { since } = ticket.phase;
        leaveLine(state, ticket);
        ticket.phase = { state: "waiting", since, only: null };
        insert(line, placeOf(ticket));
      }
    }
  }
}
