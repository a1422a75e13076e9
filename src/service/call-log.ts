import type { HallEvent } from "../contract/events.ts";
import type { Log } from "../kernel/log.ts";
import type { HallCore } from "./hall-core.ts";

/** A line for every call: who, where, and why this person and not another. */
export function logCalls({ memory }: Pick<HallCore, "memory">, facts: readonly HallEvent[], log: Log): void {
  for (const fact of facts) {
    if (fact.type !== "ticket.called") continue;
    const { ticket, window, staff, reason } = fact.data;
    const number = memory.states.dispatcher.tickets.get(ticket)?.number ?? ticket;
    log.info({ scope: "dispatcher", window, staff, ticket: number }, reason);
  }
}
