import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import type BetterSqlite3 from "better-sqlite3";
import { HallError } from "../kernel/errors.ts";
import { MIGRATIONS } from "./migrations.ts";
import { Database } from "./sqlite.ts";

export type Db = BetterSqlite3.Database;

export const DATABASE_FILE = "hall.db";

/**
 * Opens the hall's database in `folder` (made when missing) and steps its schema up.
 * Throws HallError `store.newer` for a file of a later release.
 */
export function openDatabase(folder: string): Db {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, DATABASE_FILE);
  const db = new Database(file, { timeout: 2_000 });
  try {
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.pragma("foreign_keys = ON");
    // What is read again and again is kept in memory anyway; a larger cache costs as much and brings nothing.
    db.pragma("cache_size = -4000");
    // Each command is a savepoint; what undoes one belongs in memory, not in a file of its own.
    db.pragma("temp_store = MEMORY");
    // What is purged is overwritten, not only marked free: a phone number must not be left in the file's gaps.
    db.pragma("secure_delete = ON");
    migrate(db, file);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Opens the hall's database beside a running server, only to read. Throws `store.none` where there is none, `store.newer`. */
export function openToRead(folder: string): Db {
  const file = path.join(folder, DATABASE_FILE);
  if (!existsSync(file)) throw new HallError("store.none", `${folder} holds no hall's data`);
  const db = new Database(file, { readonly: true, fileMustExist: true, timeout: 2_000 });
  try {
    refuseNewer(db.pragma("user_version", { simple: true }) as number, file, MIGRATIONS.length);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Holds the data folder for one server: a second one on the same data would hand out the same numbers. The lock is
 * SQLite's own on a file beside the database, so the system frees it when the process dies, however it dies.
 * Throws HallError `store.locked`. The answer gives it back.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, "server.lock");
  const lock = new Database(file, { timeout: 3_000 });
  try {
    lock.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    // biome-ignore lint/style/useErrorCause: HallError takes its cause third, after the code
    throw new HallError("store.locked", `${folder} is in use by another hall server`, { cause: error });
  }
  return () => lock.close();
}

/** Steps by one, each in a transaction; an existing file is copied aside before its first step. */
export function migrate(db: Db, file: string, steps: readonly string[] = MIGRATIONS): void {
  const version = db.pragma("user_version", { simple: true }) as number;
  refuseNewer(version, file, steps.length);
  if (version > 0 && version < steps.length && !db.memory) {
    db.exec(`VACUUM INTO '${`${file}.before-v${version + 1}`.replaceAll("'", "''")}'`);
  }
  // A table that others refer to can only be made anew while foreign keys are not enforced; they are counted instead.
  const enforced = db.pragma("foreign_keys", { simple: true });
  db.pragma("foreign_keys = OFF");
  try {
    for (const [index, sql] of steps.entries()) {
      if (index < version) continue;
      db.transaction(() => {
        db.exec(sql);
        const broken = db.pragma("foreign_key_check") as unknown[];
        if (broken.length > 0) {
          throw new HallError(
            "store.migration",
            `${file}: step ${index + 1} leaves ${broken.length} rows that refer to nothing`,
          );
        }
        db.pragma(`user_version = ${index + 1}`);
      })();
    }
  } finally {
    db.pragma(`foreign_keys = ${enforced === 1 ? "ON" : "OFF"}`);
  }
}

function refuseNewer(version: number, file: string, known: number): void {
  if (version <= known) return;
  throw new HallError(
    "store.newer",
    `${file} was written by a later release (schema ${version}, this one knows ${known}); install that release or restore a backup`,
  );
}
