import type { BookingMessageKind } from "../contract/appointment.ts";
import type { TicketId } from "../contract/ids.ts";
import type { MessageKind } from "../contract/ticket.ts";
import type { Db } from "./database.ts";

type AnyKind = MessageKind | BookingMessageKind;

export interface MessageRow<Kind extends AnyKind = AnyKind> {
  readonly id: number;
  /** What it is about: a ticket's id, or a booking's. */
  readonly ticket: TicketId;
  readonly leg: number;
  readonly kind: Kind;
  readonly occurrence: number;
  readonly text: string;
  /** E.164; null once purged. */
  readonly phone: string | null;
  readonly state: string;
  readonly reason: string | null;
  readonly attempts: number;
  readonly expiresAt: number;
  readonly at: number;
  readonly reference: string | null;
}

export interface FailedMessage {
  readonly id: number;
  /** Null for an appointment's. */
  readonly ticket: TicketId | null;
  readonly booking: string | null;
  /** The ticket's number, or the appointment's masked phone. */
  readonly number: string;
  readonly reason: string | null;
  readonly at: number;
  readonly kind: AnyKind;
}

/** The SMS outbox: rows written with the facts that ask for them, marked by the worker. */
export function createMessages(db: Db) {
  const columns = `m.id, coalesce(m.ticket, m.booking) AS ticket, m.leg, m.kind, m.occurrence, m.text, c.phone, m.state, m.reason, m.attempts, m.expires_at AS "expiresAt", m.at, m.reference`;
  const from = "FROM message m JOIN contact c ON c.id = m.contact";
  const due = db.prepare<[number, number], MessageRow>(
    `SELECT ${columns} ${from} WHERE m.state = 'pending' AND m.next_at <= ? ORDER BY m.next_at, m.id LIMIT ?`,
  );
  const nextDue = db.prepare<[], { at: number | null }>(
    "SELECT min(next_at) AS at FROM message WHERE state = 'pending'",
  );
  const ofTicket = db.prepare<[string], MessageRow<MessageKind>>(
    `SELECT ${columns} ${from} WHERE m.ticket = ? ORDER BY m.id`,
  );
  const ofBooking = db.prepare<[string], MessageRow<BookingMessageKind>>(
    `SELECT ${columns} ${from} WHERE m.booking = ? ORDER BY m.id`,
  );
  const sent = db.prepare<[number], MessageRow>(
    `SELECT ${columns} ${from} WHERE m.state = 'sent' AND m.next_at > ? ORDER BY m.next_at LIMIT 200`,
  );
  const sending = db.prepare(
    "UPDATE message SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state = 'pending'",
  );
  const mark = db.prepare(
    "UPDATE message SET state = ?, reference = coalesce(?, reference), reason = ? WHERE id = ?",
  );
  const retry = db.prepare("UPDATE message SET state = 'pending', next_at = ?, reason = ? WHERE id = ?");
  // What a crash left on its way may or may not have arrived: at least once means it goes again.
  const recover = db.prepare("UPDATE message SET state = 'pending' WHERE state = 'sending'");
  const failed = db.prepare<[number], FailedMessage>(
    `SELECT m.id, m.ticket, m.booking, coalesce(t.number, '预约 ' || b.phone, '预约') AS number, m.reason, m.at, m.kind
     FROM message m LEFT JOIN ticket t ON t.id = m.ticket LEFT JOIN booking b ON b.id = m.booking WHERE m.state = 'failed' AND m.at >= ? ORDER BY m.at DESC LIMIT 100`,
  );
  // A later message that went out doesn't mend an earlier one that failed.
  const again = (about: "ticket" | "booking") =>
    db.prepare(
      `UPDATE message SET state = 'pending', next_at = ?, expires_at = ?, reason = NULL WHERE id = (
      SELECT id FROM message WHERE ${about} = ? AND state IN ('failed', 'expired') ORDER BY state = 'failed' DESC, id DESC LIMIT 1)`,
    );
  const resend = again("ticket");
  const resendBooking = again("booking");
  const counts = db.prepare<[number], { state: string; count: number }>(
    `SELECT state, count(*) AS count FROM message WHERE state IN ('pending', 'sending') GROUP BY state
     UNION ALL SELECT 'failed', count(*) FROM message WHERE state = 'failed' AND at >= ?`,
  );
  return {
    due: (now: number, limit: number): readonly MessageRow[] => due.all(now, limit),
    nextDue: (): number | null => nextDue.get()?.at ?? null,
    ofTicket: (ticket: TicketId): readonly MessageRow<MessageKind>[] => ofTicket.all(ticket),
    ofBooking: (booking: string): readonly MessageRow<BookingMessageKind>[] => ofBooking.all(booking),
    awaitingReceipt: (since: number): readonly MessageRow[] => sent.all(since),
    markSending: (ids: readonly number[]) => ids.forEach((id) => void sending.run(id)),
    markSent: (id: number, reference: string) => void mark.run("sent", reference, null, id),
    markDelivered: (id: number) => void mark.run("delivered", null, null, id),
    markFailed: (id: number, reason: string) => void mark.run("failed", null, reason, id),
    markExpired: (id: number) => void mark.run("expired", null, "过时未发", id),
    retry: (id: number, at: number, reason: string) => void retry.run(at, reason, id),
    recover: (): number => recover.run().changes,
    failedSince: (at: number): readonly FailedMessage[] => failed.all(at),
    /** The latest failed message of a ticket goes again; answers how many rows that were. */
    resend: (ticket: TicketId, now: number, expiresAt: number): number =>
      resend.run(now, expiresAt, ticket).changes,
    resendBooking: (booking: string, now: number, expiresAt: number): number =>
      resendBooking.run(now, expiresAt, booking).changes,
    /** What is on its way, and what failed since `since`. */
    counts: (since: number): readonly { state: string; count: number }[] => counts.all(since),
  };
}

export type Messages = ReturnType<typeof createMessages>;
