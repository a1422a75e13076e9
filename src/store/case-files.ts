import type { CaseId, TicketId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { Db } from "./database.ts";

/** What the store needs of a case to keep its file; the rest of the record is kept whole as JSON. */
export interface CaseHead {
  readonly id: CaseId;
  readonly number: string;
  readonly ticket: TicketId;
}

/** Cases of any day, the numbers given to them, and every matter version a case was pinned to. */
export function createCaseFiles(db: Db) {
  const put =
    db.prepare(`INSERT INTO case_file(id, number, ticket, applicant, state, opened_at, file) VALUES(?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT(id) DO UPDATE SET state = excluded.state, file = excluded.file`);
  const get = db.prepare<[string], { file: string }>("SELECT file FROM case_file WHERE id = ?");
  const ofTicket = db.prepare<[string], { id: CaseId }>(
    "SELECT id FROM case_file WHERE ticket = ? ORDER BY opened_at, id",
  );
  const next = db.prepare<[string], { last: number }>(
    "INSERT INTO case_number(day, last) VALUES(?, 1) ON CONFLICT(day) DO UPDATE SET last = last + 1 RETURNING last",
  );
  const keepMatter = db.prepare("INSERT OR IGNORE INTO matter_version(id, version, matter) VALUES(?, ?, ?)");
  const matters = db.prepare<[], { matter: string }>("SELECT matter FROM matter_version");
  return {
    put: (record: CaseHead & { readonly applicant: string }, state: string, openedAt: number): void =>
      void put.run(
        record.id,
        record.number,
        record.ticket,
        record.applicant,
        state,
        openedAt,
        JSON.stringify(record),
      ),
    get: (id: CaseId): unknown => {
      const row = get.get(id);
      return row ? (JSON.parse(row.file) as unknown) : null;
    },
    ofTicket: (ticket: TicketId): readonly CaseId[] => ofTicket.all(ticket).map((r) => r.id),
    /** The next sequence of the day, from 1. */
    nextSequence: (day: string): number => (next.get(day) as { last: number }).last,
    keepMatter: (matter: Matter): void =>
      void keepMatter.run(matter.id, matter.version, JSON.stringify(matter)),
    keptMatters: (): readonly Matter[] => matters.all().map((r) => JSON.parse(r.matter) as Matter),
  };
}

export type CaseFiles = ReturnType<typeof createCaseFiles>;
