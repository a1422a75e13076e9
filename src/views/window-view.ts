import type { StaffId, WindowId } from "../contract/ids.ts";
import type { WaitingLine, WindowView } from "../contract/window.ts";
import { awayAt } from "../dispatcher/away.ts";
import { lineFor, waitingFor } from "../dispatcher/order.ts";
import { type DispatcherState, type QueueTicket, ruleOf } from "../dispatcher/state.ts";

export interface WindowReads {
  readonly dispatcher: DispatcherState;
  readonly kindOf: (window: WindowId) => WindowView["kind"];
  readonly staffName: (staff: StaffId) => string;
  readonly iso: (at: number) => string;
}

export function windowView(reads: WindowReads, id: WindowId): WindowView | null {
  const { dispatcher, iso } = reads;
  const rule = ruleOf(dispatcher, id);
  const desk = dispatcher.desks.get(id);
  if (!rule || !desk) return null;
  const busy = desk.state === "calling" || desk.state === "serving" ? desk : null;
  const ticket = busy && dispatcher.tickets.get(busy.ticket);
  const { parked, missed } = awayAt(dispatcher, rule);
  return {
    id: rule.id,
    name: rule.name,
    kind: reads.kindOf(rule.id),
    sectors: [...rule.sectors],
    state: desk.state,
    staff: desk.state === "closed" ? null : { id: desk.staff, name: reads.staffName(desk.staff) },
    ticket: ticket ? { id: ticket.id, number: ticket.number } : null,
    waiting: waitingFor(dispatcher, rule),
    parked: parked.map((t) => ({
      id: t.id,
      number: t.number,
      reason: t.phase.state === "parked" ? t.phase.reason : null,
      since: iso(t.phase.since),
    })),
    missed: missed.map((t) => ({ id: t.id, number: t.number, since: iso(t.phase.since) })),
    next: busy?.next?.to ?? null,
    pauseReason: desk.state === "paused" ? desk.reason : (busy?.next?.reason ?? null),
    since: iso(desk.since),
  };
}

/** Who this window could call, in the order the policy would, at most `most`. */
export function waitingLine(
  reads: WindowReads,
  id: WindowId,
  most: number,
  now: number,
): readonly WaitingLine[] | null {
  const rule = ruleOf(reads.dispatcher, id);
  if (!rule) return null;
  return lineFor(reads.dispatcher, rule, most, now).map((t) => lineOf(t, reads.iso));
}

function lineOf(ticket: QueueTicket, iso: (at: number) => string): WaitingLine {
  const { state } = ticket.phase;
  return {
    id: ticket.id,
    number: ticket.number,
    queue: ticket.queue,
    class: ticket.class,
    phone: ticket.phone,
    since: iso(ticket.issuedAt),
    state: state === "parked" || state === "missed" ? state : "waiting",
  };
}
