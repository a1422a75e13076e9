import type { TicketId } from "../contract/ids.ts";

/** A message that waits to be sent. Times are epoch ms. */
export interface OutboxMessage {
  readonly id: number;
  readonly ticket: TicketId;
  readonly leg: number;
  readonly kind: string;
  readonly occurrence: number;
  /** E.164; null once the number was purged. */
  readonly phone: string | null;
  readonly text: string;
  /** Tries so far. */
  readonly attempts: number;
  /** After this it is not worth sending. */
  readonly expiresAt: number;
}

/**
 * Where the worker's messages come from. Every mark is durable when its promise resolves; a rejected one was not made.
 * `sending` counts a try; what stands so after a crash is put back by `recover`, so a message goes at least once.
 */
export interface MessageOutbox {
  /** Pending messages whose time has come, in the order to send them. */
  due(now: number, limit: number): readonly OutboxMessage[];
  /** When the next pending message falls due; null: none is pending. */
  nextDue(): number | null;
  recover(): Promise<void>;
  sending(ids: readonly number[]): Promise<void>;
  sent(id: number, reference: string): Promise<void>;
  delivered(id: number): Promise<void>;
  failed(id: number, reason: string): Promise<void>;
  /** Back to pending, due at `at`. */
  retry(id: number, at: number, reason: string): Promise<void>;
  expired(id: number): Promise<void>;
  /** Sent after `since`, not yet known to be delivered. */
  awaitingReceipt(since: number): readonly { readonly id: number; readonly reference: string | null }[];
}
