import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdtempSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { HallError, messageOf } from "../kernel/errors.ts";
import { DATABASE_FILE, lockFolder, openDatabase } from "./database.ts";
import { dropLeftovers } from "./store.ts";

/**
 * Puts a backup in the place of the database in `folder`. The copy is opened, stepped up and checked beside it first,
 * so a file that is no backup changes nothing; what was there is kept under the name that is answered (null: nothing
 * was). Throws HallError `store.locked` while a server runs, `store.newer` for a later release's file,
 * `store.not-a-backup` for anything else.
 */
export function restore(folder: string, file: string, now: number): string | null {
  if (!existsSync(file)) throw new HallError("store.not-a-backup", `${file}: no such file`);
  const unlock = lockFolder(folder);
  const beside = mkdtempSync(path.join(folder, "restore-"));
  try {
    const copy = path.join(beside, DATABASE_FILE);
    copyFileSync(file, copy);
    checkCopy(beside, file);
    const current = path.join(folder, DATABASE_FILE);
    const kept = existsSync(current) ? `${current}.before-restore-${stamp(now)}` : null;
    if (kept) keepAside(folder, current, kept);
    toDisk(copy);
    renameSync(copy, current);
    toDisk(folder);
    return kept && path.basename(kept);
  } finally {
    rmSync(beside, { recursive: true, force: true });
    unlock();
  }
}

/** Whether the copy is a hall's database, whole; opening it also steps an older one up. */
function checkCopy(folder: string, file: string): void {
  // An empty or foreign database would be stepped up into an empty hall; a hall's own has a schema version already.
  if (schemaOf(path.join(folder, DATABASE_FILE)) === 0)
    throw new HallError("store.not-a-backup", `${file} is not a hall's database`);
  try {
    const db = openDatabase(folder);
    try {
      const found = db.pragma("integrity_check", { simple: true });
      if (found !== "ok") throw new HallError("store.not-a-backup", `${file} is damaged: ${String(found)}`);
      // One file from here on: what the steps wrote must not stay in a log beside it.
      db.pragma("wal_checkpoint(TRUNCATE)");
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof HallError) throw error;
    // biome-ignore lint/style/useErrorCause: HallError takes its cause third, after the code
    throw new HallError("store.not-a-backup", `${file} is not a hall's backup: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** The replaced database with all it had: its log is folded in before it is renamed. */
function keepAside(folder: string, current: string, kept: string): void {
  try {
    const db = openDatabase(folder);
    db.pragma("wal_checkpoint(TRUNCATE)");
    db.close();
  } catch {
    // A database too broken to open is what a restore is for; it is kept as it is.
  }
  // A second name, not a move: a plug pulled before the next step leaves the old data in their place.
  linkSync(current, kept);
  dropLeftovers(folder);
}

/** The schema version in an SQLite file's header (user_version, 4 bytes at 60); 0 for any other file. */
function schemaOf(file: string): number {
  const header = Buffer.alloc(64);
  const handle = openSync(file, "r");
  try {
    const read = readSync(handle, header, 0, header.length, 0);
    const magic = header.toString("latin1", 0, 16) === "SQLite format 3\0";
    return magic && read === header.length ? header.readUInt32BE(60) : 0;
  } finally {
    closeSync(handle);
  }
}

function toDisk(file: string): void {
  const handle = openSync(file, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const stamp = (now: number): string => new Date(now).toISOString().replace(/\D/g, "").slice(0, 14);
