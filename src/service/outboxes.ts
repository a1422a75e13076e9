import type { HallEvent } from "../contract/events.ts";
import type { VisitToken } from "../contract/ids.ts";
import type { PrintDocument } from "../contract/print.ts";
import { acceptanceDocument, correctionDocument, refusalDocument } from "../documents/case-papers.ts";
import { type SlipContent, slipDocument } from "../documents/slip.ts";
import type { HallService } from "../http/hall-service.ts";
import type { MessageOutbox } from "../sms/outbox.ts";
import type { PrintJob } from "../store/print-jobs.ts";
import type { TicketRow } from "../store/tickets.ts";
import { legLine, legViews } from "../views/leg-views.ts";
import type { HallCore } from "./hall-core.ts";
import { printersOf } from "./printers.ts";
import { templateInForce } from "./slip-desk.ts";

/** The SMS worker's view of the outbox: every mark waits for its commit, then whoever shows it is told. */
export function messageOutbox(core: HallCore, onChanged: () => void): MessageOutbox {
  const { messages } = core.store;
  const marked = async (write: () => void) => {
    await core.turns.write(write);
    onChanged();
  };
  return {
    due: (now, limit) => messages.due(Math.max(now, core.turns.latest()), limit),
    nextDue: messages.nextDue,
    recover: () => marked(() => void messages.recover()),
    sending: (ids) => core.turns.write(() => messages.markSending(ids)),
    sent: (id, reference) => marked(() => messages.markSent(id, reference)),
    delivered: (id) => marked(() => messages.markDelivered(id)),
    failed: (id, reason) => marked(() => messages.markFailed(id, reason)),
    retry: (id, at, reason) => marked(() => messages.retry(id, at, reason)),
    expired: (id) => marked(() => messages.markExpired(id)),
    awaitingReceipt: (since) => messages.awaitingReceipt(since),
  };
}

/** The slips to print; a clock that was set back holds none up. */
export function printOutbox({ store: { prints }, turns }: HallCore): HallCore["store"]["prints"] {
  return { ...prints, due: (now) => prints.due(Math.max(now, turns.latest())) };
}

/** Makes the paper that a print job asks for; null when what it was about is gone. */
export function renderJob(
  core: HallCore,
  service: HallService,
  statusUrl: (token: VisitToken) => string,
  job: PrintJob,
  printer: string,
): PrintDocument | null {
  const { config, calendar, store } = core;
  const row = store.tickets.byId(job.ticket);
  if (!row) return null;
  // A job begun before and cut off may have left half a paper: the second one says that it is the second.
  const reprint = job.occurrence > 1 || job.attempts > 0;
  if (job.kind === "slip") {
    const columns = printersOf(config).find((p) => p.id === printer)?.columns ?? 32;
    const content = { ...slipContent(core, job, row), statusUrl: statusUrl(row.token), reprint };
    return slipDocument(content, templateInForce(core), columns);
  }
  const file = job.caseId && service.case(job.caseId);
  if (!file) return null;
  const paper = {
    hall: config.hall.name,
    file,
    number: row.number,
    handler: config.staff.find((s) => s.id === file.firstHandler)?.name ?? file.firstHandler,
    printedAt: calendar.local(core.clock.now()),
    reprint,
  };
  return PAPERS[job.kind](paper);
}

/** What the slip says of its number, by what was told when it was asked for. */
function slipContent(
  core: HallCore,
  { ticket, slip }: PrintJob,
  row: TicketRow,
): Omit<SlipContent, "statusUrl" | "reprint"> {
  const { config, calendar } = core;
  return {
    hall: config.hall.name,
    number: row.number,
    sector: config.sectors.find((s) => s.id === row.queue)?.name ?? row.queue,
    batch: slip?.batch?.count ?? null,
    zone: slip?.batch?.zone ?? core.zoneOf(row.queue),
    likelyWindow: config.windows.find((w) => w.id === slip?.likelyWindow)?.name ?? null,
    bound: slip?.bound ?? false,
    legs: legsOfTicket(core, ticket),
    ahead: slip?.ahead ?? 0,
    estimate: slip?.estimate ?? null,
    green: row.class === "green",
    slot: row.slot === null ? null : calendar.clock(row.slot),
    issuedAt: calendar.local(row.issuedAt),
  };
}

/** One line a leg, or what a single one is for. */
function legsOfTicket({ memory, zoneOf, matterName }: HallCore, id: PrintJob["ticket"]): string[] {
  const { dispatcher } = memory.states;
  const live = dispatcher.tickets.get(id);
  if (!live) return [];
  const legs = legViews({ dispatcher, zoneOf, matterName }, live);
  const [only] = legs;
  if (legs.length !== 1 || !only) return legs.map(legLine);
  // A batch number says how many beside its sector.
  const many = only.count > 1 && !only.batch;
  if (only.matters.length === 0) return many ? [`代办件数：${only.count}件`] : [];
  const what = only.matters.map((m) => m.name).join("、");
  return [`办理事项：${what}${many ? `（代办${only.count}件）` : ""}`];
}

const PAPERS = {
  acceptance: acceptanceDocument,
  correction: correctionDocument,
  refusal: refusalDocument,
} as const;

/** Whether an outbox has new rows, or, where there are no facts, a row is wanted again. */
export const wakes = (facts: readonly HallEvent[], ...types: readonly HallEvent["type"][]): boolean =>
  facts.length === 0 || facts.some((f) => types.includes(f.type));
