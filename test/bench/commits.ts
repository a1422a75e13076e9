import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Database } from "../../src/store/sqlite.ts";

/** Commits a second of one small row each (WAL, synchronous=FULL): what the disk under the hall can do. */
export function rawCommits(seconds: number): number {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hall-bench-"));
  const db = new Database(path.join(folder, "raw.db"));
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.exec("CREATE TABLE t(id INTEGER PRIMARY KEY, at INTEGER, text TEXT) STRICT");
    const insert = db.prepare("INSERT INTO t(at, text) VALUES(?, ?)");
    const begun = performance.now();
    let n = 0;
    while (performance.now() - begun < seconds * 1_000) {
      insert.run(Date.now(), "a ticket's worth of text, about as long as one row of the journal");
      n++;
    }
    return n / ((performance.now() - begun) / 1_000);
  } finally {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
