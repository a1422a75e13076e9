import { expect, test } from "vitest";
import { MIGRATIONS } from "./migrations.ts";
import { Database } from "./sqlite.ts";

// Asked at every commit or at every start: with years of rows, a scan would stop the hall.
test.each([
  "SELECT id FROM message WHERE state = 'pending' AND next_at <= 5 ORDER BY next_at, id LIMIT 5",
  "SELECT min(next_at) FROM message WHERE state = 'pending'",
  "UPDATE message SET state = 'pending' WHERE state = 'sending'",
  "SELECT id FROM message WHERE state = 'sent' AND next_at > 5 ORDER BY next_at LIMIT 200",
  "SELECT id FROM message WHERE state = 'failed' AND at >= 5 ORDER BY at DESC LIMIT 100",
  "SELECT id FROM message WHERE ticket = 'x' ORDER BY id",
  "SELECT id FROM print_job WHERE state IN ('pending', 'handed') AND next_at <= 5 ORDER BY id LIMIT 100",
  "UPDATE print_job SET state = 'pending' WHERE state = 'printing'",
  "SELECT id FROM print_job WHERE ticket = 'x' ORDER BY id",
  "SELECT id FROM print_job WHERE case_id = 'x' ORDER BY id DESC LIMIT 1",
  "SELECT id FROM case_file WHERE ticket = 'x' ORDER BY opened_at, id",
  "UPDATE contact SET phone = NULL WHERE day < '2026-11-01' AND phone IS NOT NULL",
  "UPDATE period SET until = 1 WHERE ticket = 'x' AND until IS NULL",
  "SELECT id FROM ticket WHERE token = 'x'",
  "DELETE FROM idempotency WHERE at < 5",
  "SELECT max(seq) FROM journal",
])("%s uses an index", (sql) => {
  const db = new Database(":memory:");
  for (const step of MIGRATIONS) db.exec(step);
  const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  expect(plan.map((row) => row.detail).filter((d) => d.startsWith("SCAN"))).toEqual([]);
  db.close();
});
