import type { DevicePage } from "../contract/session.ts";

/** A staff session as it is kept: the token itself is never stored, only its SHA-256 (hex). Times are epoch ms. */
export interface StoredSession {
  readonly hash: string;
  readonly staff: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A page's token as it is kept; there may be several for one page, each can be taken back. */
export interface StoredDeviceToken {
  readonly hash: string;
  readonly page: DevicePage;
  readonly id: string;
  readonly createdAt: number;
}

/**
 * Where credentials live. Every write is durable when it returns; a write that fails throws. Reads see at once what
 * another process (the command line) wrote, so nothing here is cached above it.
 */
export interface AuthStore {
  passwordHash(staff: string): string | null;
  setPasswordHash(staff: string, hash: string, at: number): void;
  session(hash: string): StoredSession | null;
  /** Inserts, or moves the expiry of a session that is there. */
  putSession(session: StoredSession): void;
  dropSession(hash: string): void;
  dropSessionsOf(staff: string): void;
  dropSessionsExpiredBefore(at: number): void;
  deviceToken(hash: string): StoredDeviceToken | null;
  putDeviceToken(token: StoredDeviceToken): void;
  deviceTokens(): readonly StoredDeviceToken[];
  /** Answers how many there were. */
  dropDeviceTokens(page: DevicePage, id: string): number;
}

/** In memory, for tests and for halls that keep nothing. */
export function memoryAuthStore(): AuthStore {
  const passwords = new Map<string, string>();
  const sessions = new Map<string, StoredSession>();
  const tokens = new Map<string, StoredDeviceToken>();
  const dropWhere = <T>(map: Map<string, T>, gone: (entry: T) => boolean): number => {
    const keys = [...map].filter(([, entry]) => gone(entry)).map(([key]) => key);
    for (const key of keys) map.delete(key);
    return keys.length;
  };
  return {
    passwordHash: (staff) => passwords.get(staff) ?? null,
    setPasswordHash: (staff, hash) => void passwords.set(staff, hash),
    session: (hash) => sessions.get(hash) ?? null,
    putSession: (session) => void sessions.set(session.hash, session),
    dropSession: (hash) => void sessions.delete(hash),
    dropSessionsOf: (staff) => void dropWhere(sessions, (s) => s.staff === staff),
    dropSessionsExpiredBefore: (at) => void dropWhere(sessions, (s) => s.expiresAt <= at),
    deviceToken: (hash) => tokens.get(hash) ?? null,
    putDeviceToken: (token) => void tokens.set(token.hash, token),
    deviceTokens: () => [...tokens.values()],
    dropDeviceTokens: (page, id) => dropWhere(tokens, (t) => t.page === page && t.id === id),
  };
}
