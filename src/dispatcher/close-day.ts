import type { HallEvent } from "../contract/events.ts";
import type { TicketId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import type { DispatcherState, QueueTicket } from "./state.ts";

/** What becomes of one person at the day's close. */
export type Fate =
  | { readonly action: "serve" }
  | { readonly action: "expire" }
  | { readonly action: "rebook"; readonly booking: string; readonly from: number; readonly to: number };

/**
 * A manager's close: each person who waits, is parked or missed the call gets their fate. Whoever has been called
 * meanwhile is served in any case.
 */
export function closeDay(
  state: DispatcherState,
  command: {
    readonly fates: ReadonlyMap<TicketId, Fate>;
    readonly rest: "serve" | "expire";
    readonly by: Actor;
  },
  now: Moment,
): Decision {
  return stillHere(state).flatMap((ticket) =>
    fateOf(ticket, command.fates.get(ticket.id) ?? { action: command.rest }, command.by, now),
  );
}

function fateOf(ticket: QueueTicket, fate: Fate, by: Actor, now: Moment): HallEvent[] {
  const who = { ticket: ticket.id, leg: ticket.leg, by };
  switch (fate.action) {
    case "serve":
      return [];
    case "expire":
      return [event("ticket.dismissed", now.at, who)];
    case "rebook": {
      const { booking, from, to } = fate;
      return [event("ticket.rebooked", now.at, { ...who, booking, from, to })];
    }
  }
}

/** Who still waits, is parked or missed the call, in the order of arrival. */
export function stillHere(state: DispatcherState): QueueTicket[] {
  return [...state.tickets.values()].filter(
    ({ phase }) => phase.state === "waiting" || phase.state === "parked" || phase.state === "missed",
  );
}

/** The number ends by these; that it was told stands in the fact before. */
export function endedBy(fact: HallEvent, now: Moment): HallEvent[] {
  if (fact.type === "ticket.dismissed")
    return [event("ticket.expired", now.at, { ticket: fact.data.ticket, reason: "closed-by-manager" })];
  if (fact.type !== "ticket.rebooked") return [];
  const { ticket, by } = fact.data;
  return [event("ticket.cancelled", now.at, { ticket, by, reason: "rebooked" })];
}
