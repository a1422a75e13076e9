import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Db } from "../../../src/store/database.ts";
import { Database } from "../../../src/store/sqlite.ts";

/** What the disk held at the moment of a kill, read from a copy so that the hall itself does the recovery. */
export interface DiskState {
  /** Journal rows. */
  readonly offset: number;
  /** Messages handed to the provider whose acceptance was not recorded, as `phone kind`. */
  readonly sending: readonly { readonly phone: string; readonly kind: string }[];
  /** Numbers whose slip was on its way to the printer. */
  readonly printing: readonly string[];
}

export function readDisk(data: string): DiskState {
  return withCopy(data, (db) => ({
    offset: (db.prepare("SELECT coalesce(max(seq), 0) AS n FROM journal").get() as { n: number }).n,
    sending: db
      .prepare(
        "SELECT c.phone, m.kind FROM message m JOIN contact c ON c.id = m.contact WHERE m.state IN ('pending', 'sending') AND m.attempts > 0",
      )
      .all() as { phone: string; kind: string }[],
    printing: (
      db
        .prepare(
          "SELECT t.number FROM print_job p JOIN ticket t ON t.id = p.ticket WHERE p.state IN ('pending', 'printing') AND p.attempts > 0",
        )
        .all() as { number: string }[]
    ).map((r) => r.number),
  }));
}

/** How often the journal says that people of this window were called, by phone number. */
export function callsAt(data: string, window: string): ReadonlyMap<string, number> {
  return withCopy(data, (db) => {
    const rows = db
      .prepare(
        `SELECT substr(c.phone, -11) AS phone, count(*) AS n
         FROM journal j JOIN ticket t ON t.id = j.data ->> 'ticket' JOIN contact c ON c.id = t.contact
         WHERE j.type = 'ticket.called' AND j.data ->> 'window' = ? GROUP BY substr(c.phone, -11)`,
      )
      .all(window) as { phone: string; n: number }[];
    return new Map(rows.map((r) => [r.phone, r.n]));
  });
}

function withCopy<T>(data: string, read: (db: Db) => T): T {
  const copy = mkdtempSync(path.join(os.tmpdir(), "hall-disk-"));
  try {
    for (const file of ["hall.db", "hall.db-wal"])
      if (existsSync(path.join(data, file))) copyFileSync(path.join(data, file), path.join(copy, file));
    const db = new Database(path.join(copy, "hall.db"));
    try {
      return read(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
