import type { WindowId } from "../contract/ids.ts";
import { serves, staffAt } from "./eligibility.ts";
import { type DispatcherState, matterOf, type QueueTicket, type WindowRule } from "./state.ts";

/**
 * The window a parked person belongs to now: their clerk's, wherever that clerk sits, or the one they were parked at.
 * Null while nobody is there: then whoever can do it may call, so that nobody is lost.
 */
export function homeOf(state: DispatcherState, { phase }: QueueTicket): WindowId | null {
  if (phase.state !== "parked") return null;
  const { staff, window } = phase;
  const at = (id: WindowId) => (state.desks.get(id)?.state ?? "closed") !== "closed";
  if (state.rules.parked === "window") return at(window) ? window : null;
  for (const [id, desk] of state.desks) if (desk.state !== "closed" && desk.staff === staff) return id;
  return null;
}

/**
 * Who is parked for this window, its own first and then whom nobody else looks after, each longest first; and who missed a call in its sectors, latest
 * first.
 */
export function awayAt(
  state: DispatcherState,
  window: WindowRule,
): { readonly parked: readonly QueueTicket[]; readonly missed: readonly QueueTicket[] } {
  const parked: QueueTicket[] = [];
  const missed: QueueTicket[] = [];
  for (const id of state.away) {
    const ticket = state.tickets.get(id);
    if (!ticket) continue;
    if (ticket.phase.state === "parked" && parkedFor(state, ticket, window)) parked.push(ticket);
    if (ticket.phase.state === "missed" && window.sectors.includes(ticket.queue)) missed.push(ticket);
  }
  const strange = (t: QueueTicket) => (homeOf(state, t) === window.id ? 0 : 1);
  parked.sort((a, b) => strange(a) - strange(b) || a.phase.since - b.phase.since);
  missed.sort((a, b) => b.phase.since - a.phase.since);
  return { parked, missed };
}

function parkedFor(state: DispatcherState, ticket: QueueTicket, window: WindowRule): boolean {
  const home = homeOf(state, ticket);
  if (home !== null) return home === window.id;
  // At the window itself they stay in sight while it is closed.
  return (
    (ticket.phase.state === "parked" && ticket.phase.window === window.id) ||
    serves(state, window, staffAt(state, window.id), ticket.queue, matterOf(ticket), ticket.batch)
  );
}
