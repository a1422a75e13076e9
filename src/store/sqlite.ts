import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";

const require = createRequire(import.meta.url);

/**
 * SQLite. Release 12 is the last that Node 20 loads; built for Node 24.19 or later it aborts the process as soon as an
 * idle garbage collection meets a used-up statement. Release 13 does not, but needs Node 22: npm leaves it out where
 * Node is older (docs/decisions/0013).
 */
export const Database = require(newest()) as typeof BetterSqlite3;

function newest(): string {
  try {
    return require.resolve("better-sqlite3-13");
  } catch {
    return "better-sqlite3";
  }
}
