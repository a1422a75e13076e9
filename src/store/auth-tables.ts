import type { DevicePage } from "../contract/session.ts";
import type { Db } from "./database.ts";

interface SessionRow {
  readonly hash: string;
  readonly staff: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

interface TokenRow {
  readonly hash: string;
  readonly page: DevicePage;
  readonly id: string;
  readonly createdAt: number;
}

/** Credentials, hashed: the store's side of auth's AuthStore. Every write is its own durable commit. */
export function createAuthTables(db: Db) {
  const password = db.prepare<[string], { hash: string }>("SELECT hash FROM staff_password WHERE staff = ?");
  const setPassword = db.prepare(
    "INSERT INTO staff_password(staff, hash, at) VALUES(?, ?, ?) ON CONFLICT(staff) DO UPDATE SET hash = excluded.hash, at = excluded.at",
  );
  const session = db.prepare<[string], SessionRow>(
    'SELECT hash, staff, at AS "createdAt", expires_at AS "expiresAt" FROM session WHERE hash = ?',
  );
  const putSession = db.prepare(
    "INSERT INTO session(hash, staff, at, expires_at) VALUES(?, ?, ?, ?) ON CONFLICT(hash) DO UPDATE SET expires_at = excluded.expires_at",
  );
  const dropSession = db.prepare("DELETE FROM session WHERE hash = ?");
  const dropOf = db.prepare("DELETE FROM session WHERE staff = ?");
  const dropOld = db.prepare("DELETE FROM session WHERE expires_at <= ?");
  const token = db.prepare<[string], TokenRow>(
    'SELECT hash, page, id, at AS "createdAt" FROM device_token WHERE hash = ?',
  );
  const putToken = db.prepare("INSERT OR REPLACE INTO device_token(hash, page, id, at) VALUES(?, ?, ?, ?)");
  const tokens = db.prepare<[], TokenRow>(
    'SELECT hash, page, id, at AS "createdAt" FROM device_token ORDER BY at',
  );
  const dropTokens = db.prepare("DELETE FROM device_token WHERE page = ? AND id = ?");
  return {
    passwordHash: (staff: string): string | null => password.get(staff)?.hash ?? null,
    setPasswordHash: (staff: string, hash: string, at: number): void => void setPassword.run(staff, hash, at),
    session: (hash: string): SessionRow | null => session.get(hash) ?? null,
    putSession: (s: SessionRow): void => void putSession.run(s.hash, s.staff, s.createdAt, s.expiresAt),
    dropSession: (hash: string): void => void dropSession.run(hash),
    dropSessionsOf: (staff: string): void => void dropOf.run(staff),
    dropSessionsExpiredBefore: (at: number): void => void dropOld.run(at),
    deviceToken: (hash: string): TokenRow | null => token.get(hash) ?? null,
    putDeviceToken: (t: TokenRow): void => void putToken.run(t.hash, t.page, t.id, t.createdAt),
    deviceTokens: (): readonly TokenRow[] => tokens.all(),
    dropDeviceTokens: (page: DevicePage, id: string): number => dropTokens.run(page, id).changes,
  };
}
