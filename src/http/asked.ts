import type { Actor } from "../contract/session.ts";

/** Who asks, and the key under which a repeat gets the same answer. */
export interface Asked {
  readonly actor: Actor;
  /** Idempotency-Key header with what it was used for: another fingerprint under the same key is refused. */
  readonly key: { readonly scope: string; readonly key: string; readonly fingerprint: string } | null;
}

/** An answer that has been committed. `fresh` is false for a repeat under the same key. */
export interface Done<T> {
  readonly answer: T;
  readonly fresh: boolean;
}
