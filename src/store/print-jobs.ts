import type { PrintKind, SlipFacts } from "../contract/events.ts";
import type { CaseId, TicketId } from "../contract/ids.ts";
import type { Db } from "./database.ts";

export type PrintState = "pending" | "printing" | "handed" | "printed" | "failed" | "superseded";

export interface PrintJob {
  readonly id: number;
  readonly ticket: TicketId;
  readonly leg: number;
  readonly kind: PrintKind;
  readonly occurrence: number;
  /** The printer it was asked for on. */
  readonly printer: string;
  /** The one that had it last, which may have taken over; null: none yet. */
  readonly onPrinter: string | null;
  readonly caseId: CaseId | null;
  readonly slip: SlipFacts | null;
  readonly state: PrintState;
  readonly reason: string | null;
  readonly attempts: number;
  readonly at: number;
}

type Row = Omit<PrintJob, "slip"> & { readonly slip: string | null };

export interface FailedPrint {
  readonly id: number;
  readonly ticket: TicketId;
  readonly number: string;
  readonly kind: PrintKind;
  readonly reason: string | null;
  readonly at: number;
}

const toJob = (row: Row): PrintJob => ({
  ...row,
  slip: row.slip ? (JSON.parse(row.slip) as SlipFacts) : null,
});

/** The print outbox. `handed`: all bytes are with the printer, its word is awaited; such a job is not printed again. */
export function createPrintJobs(db: Db) {
  const columns = `id, ticket, leg, kind, occurrence, printer, on_printer AS "onPrinter", case_id AS "caseId", slip, state, reason, attempts, at`;
  const due = db.prepare<[number], Row>(
    `SELECT ${columns} FROM print_job WHERE state IN ('pending', 'handed') AND next_at <= ? ORDER BY id LIMIT 100`,
  );
  const nextDue = db.prepare<[], { at: number | null }>(
    "SELECT min(next_at) AS at FROM print_job WHERE state IN ('pending', 'handed')",
  );
  const ofTicket = db.prepare<[string], Row>(`SELECT ${columns} FROM print_job WHERE ticket = ? ORDER BY id`);
  const latestOfCase = db.prepare<[string], Row>(
    `SELECT ${columns} FROM print_job WHERE case_id = ? ORDER BY id DESC LIMIT 1`,
  );
  const mark = db.prepare("UPDATE print_job SET state = ?, reason = ? WHERE id = ?");
  const printing = db.prepare(
    "UPDATE print_job SET state = 'printing', attempts = attempts + 1, on_printer = ? WHERE id = ?",
  );
  // What never reached paper does not make the next try a repeat.
  const retry = db.prepare(
    "UPDATE print_job SET state = 'pending', reason = ?, next_at = ?, attempts = max(0, attempts - ?) WHERE id = ?",
  );
  const recover = db.prepare("UPDATE print_job SET state = 'pending' WHERE state = 'printing'");
  const failed = db.prepare<[number], FailedPrint>(
    "SELECT p.id, p.ticket, t.number, p.kind, p.reason, p.at FROM print_job p JOIN ticket t ON t.id = p.ticket WHERE p.state = 'failed' AND p.at >= ? ORDER BY p.at DESC LIMIT 100",
  );
  const supersede = db.prepare(
    "UPDATE print_job SET state = 'superseded' WHERE ticket = ? AND kind = ? AND ifnull(case_id, '') = ifnull(?, '') AND state IN ('failed', 'pending') AND id < ?",
  );
  const counts = db.prepare<[number], { state: string; count: number }>(
    `SELECT state, count(*) AS count FROM print_job WHERE state IN ('pending', 'printing', 'handed') GROUP BY state
     UNION ALL SELECT 'failed', count(*) FROM print_job WHERE state = 'failed' AND at >= ?`,
  );
  return {
    due: (now: number): readonly PrintJob[] => due.all(now).map(toJob),
    nextDue: (): number | null => nextDue.get()?.at ?? null,
    ofTicket: (ticket: TicketId): readonly PrintJob[] => ofTicket.all(ticket).map(toJob),
    latestOfCase: (id: CaseId): PrintJob | null => {
      const row = latestOfCase.get(id);
      return row ? toJob(row) : null;
    },
    markPrinting: (id: number, printer: string) => void printing.run(printer, id),
    mark: (id: number, state: PrintState, reason: string | null) => void mark.run(state, reason, id),
    retry: (id: number, at: number, reason: string, begun: boolean) =>
      void retry.run(reason, at, begun ? 0 : 1, id),
    recover: (): number => recover.run().changes,
    failedSince: (at: number): readonly FailedPrint[] => failed.all(at),
    /** Older unprinted copies of the same paper are not wanted any more once a newer one was asked for. */
    supersede: (job: Pick<PrintJob, "ticket" | "kind" | "caseId" | "id">) =>
      void supersede.run(job.ticket, job.kind, job.caseId, job.id),
    /** What is on its way, and what failed since `since`. */
    counts: (since: number): readonly { state: string; count: number }[] => counts.all(since),
  };
}

export type PrintJobs = ReturnType<typeof createPrintJobs>;
