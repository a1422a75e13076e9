import type { AuthStore } from "../auth/auth-store.ts";

/** What the command line needs of the hall's data; each call stands alone and works beside a running server. */
export interface CliStore {
  /** Opens the credentials in the data folder, runs `work`, closes them. */
  withAuth<T>(folder: string, work: (auth: AuthStore) => Promise<T>): Promise<T>;
  /** Writes a whole copy to `file`, which must not exist. */
  backup(folder: string, file: string): void;
  /** Replaces the data by a backup; answers under what name the old data were kept. Not beside a running server. */
  restore(folder: string, file: string): string | null;
}
