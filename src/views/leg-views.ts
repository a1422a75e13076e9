import type { VisitLeg } from "../contract/ticket.ts";
import { legId } from "../dispatcher/legs.ts";
import { type DispatcherState, FINAL_STATES, type QueueTicket } from "../dispatcher/state.ts";

export interface LegReads {
  readonly dispatcher: DispatcherState;
  readonly zoneOf: (queue: string) => string;
  readonly matterName: (matter: string) => string;
}

/** The legs of a visit as its person and the clerks read them. */
export function legViews(reads: LegReads, ticket: QueueTicket): VisitLeg[] {
  const { plannedDone, planned, phase } = ticket;
  return planned.map((leg, at) => {
    const done = at < plannedDone || FINAL_STATES.has(phase.state);
    const present = !done && at === plannedDone;
    // Whoever was transferred does this leg in another sector than planned.
    const queue = present ? ticket.queue : leg.queue;
    return {
      id: legId(leg),
      queue,
      name: reads.dispatcher.rules.sectors.find((s) => s.id === queue)?.name ?? queue,
      zone: reads.zoneOf(queue),
      matters: leg.matters.map((id) => ({ id, name: reads.matterName(id) })),
      count: leg.count,
      state: done ? "done" : present ? "present" : "next",
    };
  });
}

/** `社保（3至4号窗口）：参保登记`, for slips. */
export function legLine({ name, zone, matters }: VisitLeg): string {
  const where = zone ? `（${zone}）` : "";
  return matters.length === 0
    ? `${name}${where}`
    : `${name}${where}：${matters.map((m) => m.name).join("、")}`;
}
