import type { HallEvent } from "../contract/events.ts";
import type { Actor } from "../contract/session.ts";
import type { IdempotencyKey, Ledger } from "../kernel/turn.ts";
import type { Db } from "./database.ts";
import { createProjections } from "./projections.ts";
import { upcast, versionOf } from "./upcast.ts";

export interface Journal extends Ledger {
  /** Facts after `seq`, oldest first. */
  since(seq: number): IterableIterator<HallEvent>;
  lastSeq(): number;
  /** The moment of the last fact; null: there is none. */
  lastAt(): number | null;
  /** Facts with their sequence and actor, for the manager's replay and for exports. */
  count(): number;
}

/** The journal and what is carried along with it, in the one open transaction. */
export function createLedger(db: Db): Journal {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const savepoint = db.prepare("SAVEPOINT command");
  const release = db.prepare("RELEASE command");
  const rollbackTo = db.prepare("ROLLBACK TO command");
  const insert = db.prepare("INSERT INTO journal(at, type, version, actor, data) VALUES(?, ?, ?, ?, ?)");
  const seen = db.prepare<[string, string], { fingerprint: string; answer: string }>(
    "SELECT fingerprint, answer FROM idempotency WHERE scope = ? AND key = ?",
  );
  const remember = db.prepare(
    "INSERT INTO idempotency(scope, key, fingerprint, answer, at) VALUES(?, ?, ?, ?, ?)",
  );
  const read = db.prepare<[number], { at: number; type: string; version: number; data: string }>(
    "SELECT at, type, version, data FROM journal WHERE seq > ? ORDER BY seq",
  );
  const last = db.prepare<[], { seq: number | null }>("SELECT max(seq) AS seq FROM journal");
  const lastAt = db.prepare<[], { at: number }>("SELECT at FROM journal ORDER BY seq DESC LIMIT 1");
  const project = createProjections(db);
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    rollback: () => void rollback.run(),
    savepoint: () => void savepoint.run(),
    release: () => void release.run(),
    rollbackToSavepoint: () => void rollbackTo.run(),
    append: (event: HallEvent, actor: Actor) => {
      insert.run(
        event.at,
        event.type,
        versionOf(event.type),
        JSON.stringify(actor),
        JSON.stringify(event.data),
      );
      project(event);
    },
    recall: ({ scope, key }: IdempotencyKey) => {
      const row = seen.get(scope, key);
      return row ? { fingerprint: row.fingerprint, answer: JSON.parse(row.answer) as unknown } : null;
    },
    remember: ({ scope, key, fingerprint }, answer, at) => {
      remember.run(scope, key, fingerprint, JSON.stringify(answer), at);
    },
    *since(seq) {
      for (const row of read.iterate(seq)) yield upcast(row);
    },
    lastSeq: () => last.get()?.seq ?? 0,
    lastAt: () => lastAt.get()?.at ?? null,
    count: () => last.get()?.seq ?? 0,
  };
}
