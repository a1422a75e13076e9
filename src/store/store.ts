import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { Random } from "../kernel/random.ts";
import { createAuthTables } from "./auth-tables.ts";
import { createBookings } from "./bookings.ts";
import { createCaseFiles } from "./case-files.ts";
import { DATABASE_FILE, lockFolder, openDatabase } from "./database.ts";
import { createDeviceAddresses } from "./device-addresses.ts";
import { createLedger } from "./ledger.ts";
import { createMessages } from "./messages.ts";
import { createPrintJobs } from "./print-jobs.ts";
import { createSlipTemplates } from "./slip-templates.ts";
import { createSnapshots } from "./snapshots.ts";
import { createTickets } from "./tickets.ts";
import { createVault } from "./vault.ts";

export type Store = ReturnType<typeof openStore>;

/**
 * The hall's data in `folder`, held for this server alone until `close`. Throws HallError `store.locked` while another
 * server holds them, `store.newer` when a later release wrote them.
 */
export function openStore(
  folder: string,
  needs: {
    readonly random: Random;
    readonly shape: string;
    /** Whether contacts carry the keyed hash of their phone: every ticket pays for it, and few halls ask it. */
    readonly phoneKeys?: boolean;
  },
) {
  const unlock = lockFolder(folder);
  try {
    const db = openDatabase(folder);
    const forget = db.prepare("DELETE FROM idempotency WHERE at < ?");
    return {
      journal: createLedger(db),
      vault: createVault(db, needs.random, needs.phoneKeys ?? true),
      messages: createMessages(db),
      prints: createPrintJobs(db),
      tickets: createTickets(db),
      bookings: createBookings(db),
      slipTemplates: createSlipTemplates(db),
      caseFiles: createCaseFiles(db),
      snapshots: createSnapshots(db, needs.shape),
      auth: createAuthTables(db),
      deviceAddresses: createDeviceAddresses(db),
      /** Keys older than this are forgotten; a retry comes within minutes. */
      forgetKeys: (before: number): number => forget.run(before).changes,
      /** Carries the write-ahead log into the database and empties it: what was purged stands in neither. */
      emptyLog: (): void => void db.pragma("wal_checkpoint(TRUNCATE)"),
      close: (): void => {
        db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Sets and reads credentials beside a running server: the database is shared, its writes wait for each other. */
export function openAuthOnly(folder: string) {
  const db = openDatabase(folder);
  return { auth: createAuthTables(db), close: () => void db.close() };
}

/** Writes a whole, consistent copy of the database to `file`, beside a running server; `file` must not exist. */
export function backup(folder: string, file: string): void {
  const db = openDatabase(folder);
  try {
    db.prepare("VACUUM INTO ?").run(path.resolve(file));
  } finally {
    db.close();
  }
}

/** Removes what belongs to a replaced database file, so that an old write-ahead log never meets a restored one. */
export function dropLeftovers(folder: string): void {
  for (const end of ["-wal", "-shm"]) {
    const file = path.join(folder, DATABASE_FILE + end);
    if (existsSync(file)) rmSync(file);
  }
}
