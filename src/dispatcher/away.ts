import type { DispatcherState, QueueTicket, WindowRule } from "./state.ts";

/** Who is parked at this window, longest first, and who missed a call in its sectors, latest first. */
export function awayAt(
  state: DispatcherState,
  window: WindowRule,
): { readonly parked: readonly QueueTicket[]; readonly missed: readonly QueueTicket[] } {
  const parked: QueueTicket[] = [];
  const missed: QueueTicket[] = [];
  for (const id of state.away) {
    const ticket = state.tickets.get(id);
    if (!ticket) continue;
    if (ticket.phase.state === "parked" && ticket.phase.window === window.id) parked.push(ticket);
    if (ticket.phase.state === "missed" && window.sectors.includes(ticket.queue)) missed.push(ticket);
  }
  parked.sort((a, b) => a.phase.since - b.phase.since);
  missed.sort((a, b) => b.phase.since - a.phase.since);
  return { parked, missed };
}
