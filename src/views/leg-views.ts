import type { VisitLeg } from "../contract/ticket.ts";
import { batchWindows } from "../dispatcher/eligibility.ts";
import { legId } from "../dispatcher/legs.ts";
import { type DispatcherState, FINAL_STATES, isBatch, type QueueTicket } from "../dispatcher/state.ts";
import { batchZone } from "../kernel/place-names.ts";

export interface LegReads {
  readonly dispatcher: DispatcherState;
  readonly zoneOf: (queue: string) => string;
  readonly matterName: (matter: string) => string;
}

function legState({ plannedDone, phase }: QueueTicket, at: number): VisitLeg["state"] {
  // A service that the day's end cut short was given all the same.
  if (at < plannedDone || (phase.state === "served" && at === plannedDone)) return "done";
  if (FINAL_STATES.has(phase.state)) return "dropped";
  return at === plannedDone ? "present" : "next";
}

/** The legs of a visit as its person and the clerks read them. */
export function legViews(reads: LegReads, ticket: QueueTicket): VisitLeg[] {
  return ticket.planned.map((leg, at) => {
    const state = legState(ticket, at);
    const present = state === "present";
    // Whoever was transferred does this leg in another sector than planned.
    const queue = present ? ticket.queue : leg.queue;
    const batch = present ? ticket.batch : isBatch(reads.dispatcher.rules, queue, leg.count);
    const windows = () => batchWindows(reads.dispatcher, queue, leg.matters[0] ?? null).map((w) => w.name);
    return {
      id: legId(leg),
      queue,
      name: reads.dispatcher.rules.sectors.find((s) => s.id === queue)?.name ?? queue,
      zone: batch ? batchZone(windows()) : reads.zoneOf(queue),
      matters: leg.matters.map((id) => ({ id, name: reads.matterName(id) })),
      count: leg.count,
      batch,
      state,
    };
  });
}

/** `社保（3至4号窗口）：参保登记`, for slips. */
export function legLine({ name, zone, matters, batch, count }: VisitLeg): string {
  const place = zone === null ? "" : batch ? `（${zone.replace("（批量）", "")}）` : `（${zone}）`;
  const many = batch ? ` 批量${count}件` : count > 1 ? ` ${count}件` : "";
  const where = `${name}${many}${place}`;
  return matters.length === 0 ? where : `${where}：${matters.map((m) => m.name).join("、")}`;
}
