import type { HallEvent } from "../contract/events.ts";
import type { QueueId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import { PRINT_TROUBLE_TEXT } from "../contract/print.ts";
import type { Actor } from "../contract/session.ts";
import type { MessageKind, MessageView, Ticket } from "../contract/ticket.ts";
import { aheadOf } from "../dispatcher/ahead.ts";
import { batchWindows } from "../dispatcher/eligibility.ts";
import type { Outlook } from "../dispatcher/outlook.ts";
import { type DispatcherState, matterOf, type QueueTicket, ruleOf } from "../dispatcher/state.ts";
import { batchZone } from "../kernel/place-names.ts";
import type { MessageRow } from "../store/messages.ts";
import type { PrintJob } from "../store/print-jobs.ts";
import type { RatingRow, TicketRow } from "../store/tickets.ts";
import { legViews } from "./leg-views.ts";

export interface TicketReads {
  readonly tickets: {
    readonly byId: (id: string) => TicketRow | null;
    readonly latestRating: (id: string) => RatingRow | null;
  };
  readonly messages: { readonly ofTicket: (id: TicketId) => readonly MessageRow<MessageKind>[] };
  readonly prints: { readonly ofTicket: (id: TicketId) => readonly PrintJob[] };
  readonly dispatcher: DispatcherState;
  readonly outlook: Outlook;
  readonly staffName: (staff: string) => string;
  readonly zoneOf: (queue: string) => string;
  readonly iso: (at: number) => string;
  readonly statusUrl: (token: VisitToken) => string;
  readonly printerName: (id: string) => string;
  readonly matterName: (matter: string) => string;
  /** Whether a number of that sector is taken with an identity document only. */
  readonly needsIdentity: (queue: QueueId) => boolean;
}

/** One ticket of any day: what stands in the tables, and for a live one its place in line now. */
export function ticketView(reads: TicketReads, id: TicketId, now: number): Ticket | null {
  const row = reads.tickets.byId(id);
  return row && viewOf(reads, row, now);
}

/** A ticket issued in this turn: its row as the projection has just written it, for every number would pay for reading it. */
export function issuedView(
  reads: TicketReads,
  { at, data }: HallEvent<"ticket.issued">,
  now: number,
): Ticket {
  const row: TicketRow = {
    id: data.ticket,
    token: data.token,
    number: data.number,
    queue: data.legs[0]?.queue as QueueId,
    class: data.class,
    slot: data.slot ?? null,
    state: "waiting",
    leg: 1,
    window: null,
    phone: data.contact?.mask ?? null,
    matters: JSON.stringify(data.legs.flatMap((l) => l.matters)),
    kiosk: data.kiosk,
    issuedAt: at,
    calledAt: null,
    startedAt: null,
    endedAt: null,
  };
  return viewOf(reads, row, now);
}

/** Where somebody stands who waits; `bound`: the window they were told as theirs, with the number or announced ahead. */
function standingOf(reads: TicketReads, ticket: QueueTicket | undefined, now: number) {
  if (ticket?.phase.state !== "waiting") return { ahead: 0, estimate: null, likely: null, bound: null };
  const { dispatcher } = reads;
  const { only } = ticket.phase;
  const ahead = aheadOf(dispatcher, ticket, now);
  const told = reads.outlook.ofTicket(dispatcher, ticket, ahead, now);
  const theirs = only !== null && (ticket.bound === only || ticket.promised === only);
  const bound = theirs ? windowRef(dispatcher, only) : null;
  const likely = bound ? null : (only ?? told?.likely ?? null);
  return { ahead, estimate: told?.estimate ?? null, likely, bound };
}

function viewOf(reads: TicketReads, row: TicketRow, now: number): Ticket {
  const { dispatcher, iso } = reads;
  const live = dispatcher.tickets.get(row.id);
  const { ahead, estimate, likely, bound } = standingOf(reads, live, now);
  const rating = row.endedAt === null && row.startedAt === null ? null : reads.tickets.latestRating(row.id);
  const optional = (at: number | null) => (at === null ? null : iso(at));
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    queue: row.queue,
    class: row.class,
    slot: optional(row.slot),
    window: row.state === "waiting" ? null : windowRef(dispatcher, row.window),
    zone: bound?.name ?? zoneNow(reads, row, live),
    likelyWindow: windowRef(dispatcher, likely),
    boundWindow: bound,
    ahead,
    estimate,
    phone: row.phone,
    leg: row.leg,
    matters: JSON.parse(row.matters) as string[],
    legs: live ? legViews(reads, live) : [],
    issuedAt: iso(row.issuedAt),
    calledAt: optional(row.calledAt),
    startedAt: optional(row.startedAt),
    endedAt: optional(row.endedAt),
    statusUrl: reads.statusUrl(row.token),
    slip: slipView(reads.prints.ofTicket(row.id), reads.printerName),
    messages: row.phone === null ? [] : reads.messages.ofTicket(row.id).map((m) => messageView(m, iso)),
    rating: rating && {
      score: rating.score,
      reasons: JSON.parse(rating.reasons) as string[],
      comment: rating.comment,
      via: rating.via,
    },
    green: live?.green
      ? {
          reason: live.green.reason,
          by: grantedBy(live.green.grantedBy, reads.staffName),
          self: live.green.grantedBy.kind === "device",
        }
      : null,
    identity: live?.holder ?? null,
    identityMissing: live !== undefined && live.holder === null && reads.needsIdentity(live.queue),
    rejoinsLeft: live ? Math.max(0, dispatcher.rules.rejoin.times - live.rejoins) : 0,
  };
}

/** The batch windows for many like cases, else the sector's own. */
function zoneNow({ dispatcher, zoneOf }: TicketReads, row: TicketRow, live: QueueTicket | undefined): string {
  if (!live?.batch) return zoneOf(row.queue);
  return batchZone(batchWindows(dispatcher, live.queue, matterOf(live)).map((w) => w.name));
}

function grantedBy(by: Actor, staffName: (staff: string) => string): string {
  switch (by.kind) {
    case "device":
      return "取号机自选";
    case "staff":
      return staffName(by.id);
    case "admin":
      return "管理员";
    case "citizen":
    case "system":
      return "系统";
  }
}

function windowRef(state: DispatcherState, id: WindowId | null): Ticket["window"] {
  if (id === null) return null;
  return { id, name: ruleOf(state, id)?.name ?? id };
}

/** The state of the newest slip of the ticket; null when none was asked for. */
function slipView(jobs: readonly PrintJob[], nameOf: TicketReads["printerName"]): Ticket["slip"] {
  const job = jobs.findLast((j) => j.kind === "slip");
  if (!job) return null;
  switch (job.state) {
    case "pending":
    case "printing":
    case "handed":
      return job.reason ? { state: "pending", reason: troubleText(job.reason) } : { state: "pending" };
    case "printed":
    case "superseded":
      return { state: job.occurrence > 1 ? "reprinted" : "printed", ...printedOn(job, nameOf) };
    case "failed":
      return { state: "failed", reason: troubleText(job.reason) };
  }
}

/** Where it came out, and why not on the printer it was asked for on. A row of an earlier release does not know. */
function printedOn(job: PrintJob, nameOf: TicketReads["printerName"]) {
  const id = job.onPrinter ?? job.printer;
  const printer = { id, name: nameOf(id), instead: id !== job.printer };
  return printer.instead && job.reason ? { printer, reason: troubleText(job.reason) } : { printer };
}

export function troubleText(reason: string | null): string {
  if (reason === null) return "打印失败";
  return reason in PRINT_TROUBLE_TEXT
    ? PRINT_TROUBLE_TEXT[reason as keyof typeof PRINT_TROUBLE_TEXT]
    : reason;
}

function messageView(row: MessageRow<MessageKind>, iso: (at: number) => string): MessageView {
  const state = row.state === "sending" ? "pending" : (row.state as MessageView["state"]);
  const view = { kind: row.kind, state, leg: row.leg, occurrence: row.occurrence, at: iso(row.at) };
  return row.reason === null ? view : { ...view, reason: row.reason };
}
