import type { TicketId, VisitToken } from "../../contract/ids.ts";
import type { IssueCommand } from "../checkin.ts";
import { Z } from "./hall-plans.ts";

/** The `n`th person takes a number of the sector Z at a kiosk of an open hall, without phone or papers. */
export function issueCommand(n: number, over: Partial<IssueCommand> = {}): IssueCommand {
  return {
    type: "issue",
    ticket: `t${n}` as TicketId,
    token: `token-${n}` as VisitToken,
    legs: [{ queue: Z, matters: [], count: 1 }],
    contact: null,
    identity: null,
    green: null,
    appointment: null,
    channel: "kiosk",
    kiosk: null,
    declaration: null,
    forOther: false,
    override: false,
    overrideReason: null,
    service: { state: "open", resumesAt: null, stops: false },
    lateness: null,
    open: true,
    nextOpening: null,
    ...over,
  };
}
