import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";

const require = createRequire(import.meta.url);
const NEEDED_BY_13 = 22;

/**
 * SQLite. Release 12 is the last that Node 20 loads; built for Node 24.19 or later it aborts the process as soon as an
 * idle garbage collection meets a used-up statement. Release 13 does not, but needs Node 22: npm leaves it out where
 * Node is older (docs/decisions/0013).
 */
export const Database = require(newest()) as typeof BetterSqlite3;

function newest(): string {
  // Packages that were installed by a newer Node may be run by an older one.
  if (Number.parseInt(process.versions.node, 10) < NEEDED_BY_13) return "better-sqlite3";
  try {
    return require.resolve("better-sqlite3-13");
  } catch {
    return "better-sqlite3";
  }
}
