import type { HallConfig } from "../contract/hall-config.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { PrintJob, PrintJobs } from "../store/print-jobs.ts";
import { firstPrinter } from "./rules.ts";

interface ReprintNeeds {
  readonly config: HallConfig;
  readonly prints: PrintJobs;
}

/** Every paper of the ticket that failed, or else a copy of its slip; on the printer asked for, its own, or the first. */
export function reprints({ config, prints }: ReprintNeeds, ticket: Ticket, asked: string | null) {
  const jobs = prints.ofTicket(ticket.id);
  // A paper that failed twice is wanted once.
  const failed = jobs.filter(
    (j, i) => j.state === "failed" && !jobs.slice(i + 1).some((k) => samePaper(j, k) && k.state === "failed"),
  );
  const slip = jobs.findLast((j) => j.kind === "slip");
  const known = (id: string | null) => config.devices.some((d) => d.role === "ticket-printer" && d.id === id);
  const facts = {
    ahead: ticket.ahead,
    estimate: ticket.estimate,
    likelyWindow: (ticket.boundWindow ?? ticket.likelyWindow)?.id ?? null,
    bound: ticket.boundWindow !== null,
    ...batchNow(ticket),
  };
  const wanted =
    failed.length > 0
      ? failed
      : [slip ?? { kind: "slip" as const, caseId: null, leg: ticket.leg, occurrence: 0, printer: "" }];
  return wanted.flatMap((job) => {
    const printer = asked ?? (known(job.printer) ? job.printer : firstPrinter(config));
    if (printer === null || !known(printer)) return [];
    const same = jobs.filter((j) => samePaper(j, job));
    const occurrence = Math.max(0, ...same.map((j) => j.occurrence)) + 1;
    return [
      {
        ticket: ticket.id,
        leg: job.leg,
        kind: job.kind,
        occurrence,
        printer,
        case: job.caseId,
        slip: job.kind === "slip" ? facts : null,
      },
    ];
  });
}

function batchNow({ legs, zone }: Ticket) {
  const present = legs.find((l) => l.state === "present");
  return present?.batch && zone ? { batch: { count: present.count, zone: present.zone ?? zone } } : {};
}

const samePaper = (
  a: Pick<PrintJob, "kind" | "caseId" | "leg">,
  b: Pick<PrintJob, "kind" | "caseId" | "leg">,
): boolean => a.kind === b.kind && a.caseId === b.caseId && a.leg === b.leg;
