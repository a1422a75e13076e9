import { deserialize, serialize } from "node:v8";
import type { Db } from "./database.ts";

export interface Snapshot {
  readonly seq: number;
  readonly state: unknown;
}

const DENSE_MS = 35 * 86_400_000;

/**
 * The features' memory at a point of the journal, so that a restart replays a day and not years. A snapshot is only
 * read by the release that knows its `shape`; without one the whole journal is folded again. The last month's are all
 * kept, of the time before one a month: whoever looks at a past day folds a month at the most.
 */
export function createSnapshots(db: Db, shape: string) {
  const latest = db.prepare<[string], { seq: number; state: Buffer }>(
    "SELECT seq, state FROM snapshot WHERE shape = ? ORDER BY seq DESC LIMIT 1",
  );
  const put = db.prepare("INSERT OR REPLACE INTO snapshot(seq, at, shape, state) VALUES(?, ?, ?, ?)");
  const prune = db.prepare<[string, number, string]>(
    `DELETE FROM snapshot WHERE seq NOT IN (SELECT seq FROM snapshot ORDER BY seq DESC LIMIT 3)
       AND (shape <> ? OR at < ?)
       AND (shape <> ? OR seq NOT IN (SELECT min(seq) FROM snapshot GROUP BY shape, strftime('%Y-%m', at / 1000, 'unixepoch')))`,
  );
  return {
    latest: (): Snapshot | null => {
      const row = latest.get(shape);
      return row ? { seq: row.seq, state: deserialize(row.state) as unknown } : null;
    },
    save: (seq: number, at: number, state: unknown): void => {
      put.run(seq, at, shape, serialize(state));
      prune.run(shape, at - DENSE_MS, shape);
    },
  };
}
