import type { HallEvent, PlannedLeg } from "../contract/events.ts";
import type { WindowId } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { meanWalkMs, SHORTEST_PLAUSIBLE_MS } from "./learning.ts";
import { plannedOrder } from "./legs.ts";
import type { Desk, DispatcherState, QueueTicket } from "./state.ts";
import { beginPlan } from "./today/begin.ts";

export type BusyDesk = Extract<Desk, { state: "calling" | "serving" }>;

/**
 * Ends the present service at a window. Where nobody pressed start, the start is inferred at call + learned walk and
 * marked; one that leaves an implausibly short service is not learned from (design §5).
 */
export function conclude(
  state: DispatcherState,
  window: WindowId,
  desk: BusyDesk,
  outcome: "served" | "unconcluded" | "parked" | "transferred",
  now: number,
): HallEvent[] {
  const ticket = state.tickets.get(desk.ticket) as QueueTicket;
  const events: HallEvent[] = [];
  const inferred =
    ticket.phase.state === "called" || (ticket.phase.state === "serving" && ticket.phase.inferred);
  const startedAt =
    ticket.phase.state === "serving" ? ticket.phase.since : inferredStart(state, desk.since, now);
  const who = { ticket: ticket.id, leg: ticket.leg, window, staff: desk.staff };
  if (ticket.phase.state === "called") {
    events.push(event("service.started", now, { ...who, startedAt, inferred: true }));
  }
  const last =
    outcome === "unconcluded" || (outcome === "served" && ticket.plannedDone + 1 >= ticket.planned.length);
  const plausible = now - startedAt >= SHORTEST_PLAUSIBLE_MS;
  events.push(
    event("service.finished", now, {
      ...who,
      startedAt,
      outcome,
      learnable: outcome === "served" && (plausible || !inferred),
      last,
    }),
  );
  const rest = ticket.planned.slice(ticket.plannedDone + 1);
  if (outcome === "served" && rest.length > 0) {
    const legs = ticket.legChosen ? rest : plannedOrder(state, rest);
    const [following] = legs as [PlannedLeg];
    const next = { ticket: ticket.id, leg: ticket.leg + 1, queue: following.queue };
    events.push(event("ticket.advanced", now, { ...next, legs }));
  }
  return events;
}

function inferredStart(state: DispatcherState, calledAt: number, now: number): number {
  return Math.min(now, Math.round(calledAt + meanWalkMs(state.learned, state.rules.walkMs)));
}

/** Whoever was called goes before they came to the window: what was asked for meanwhile, or planned for this time. */
export function leftAtCall(state: DispatcherState, phase: QueueTicket["phase"], now: number): HallEvent[] {
  if (phase.state !== "called") return [];
  return thenClosedOrPaused(state, phase.window, state.desks.get(phase.window) as BusyDesk, now);
}

/** What was asked for while the window was busy, or planned for this time, now that it is free. */
export function thenClosedOrPaused(
  state: DispatcherState,
  window: WindowId,
  desk: BusyDesk,
  now: number,
): HallEvent[] {
  switch (desk.next?.to) {
    case undefined:
      return beginPlan(state, window, { state: "idle", staff: desk.staff, since: now }, now);
    case "closed":
      return [event("window.closed", now, { window, staff: desk.staff })];
    case "paused":
      // The service took longer than the planned pause.
      if (desk.next.until !== null && desk.next.until <= now) return [];
      return [event("window.paused", now, { window, reason: desk.next.reason })];
  }
}
