import type { QueueId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import type { TicketClass, TicketState } from "../contract/ticket.ts";
import type { Db } from "./database.ts";

export interface TicketRow {
  readonly id: TicketId;
  readonly token: VisitToken;
  readonly number: string;
  readonly queue: QueueId;
  readonly class: TicketClass;
  readonly slot: number | null;
  readonly state: TicketState;
  readonly leg: number;
  readonly window: WindowId | null;
  readonly phone: string | null;
  readonly matters: string;
  readonly kiosk: string | null;
  readonly issuedAt: number;
  readonly calledAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export interface RatingRow {
  readonly leg: number;
  readonly score: 1 | 2 | 3 | 4 | 5;
  readonly reasons: string;
  readonly comment: string | null;
  readonly via: string;
}

/** Reads of tickets of any day; today's live state stands in the dispatcher. */
export function createTickets(db: Db) {
  const columns = `id, token, number, queue, class, slot, state, leg, window, phone, matters, kiosk, issued_at AS "issuedAt", called_at AS "calledAt", started_at AS "startedAt", ended_at AS "endedAt"`;
  const byId = db.prepare<[string], TicketRow>(`SELECT ${columns} FROM ticket WHERE id = ?`);
  const byToken = db.prepare<[string], TicketRow>(`SELECT ${columns} FROM ticket WHERE token = ?`);
  const rating = db.prepare<[string], RatingRow>(
    "SELECT leg, score, reasons, comment, via FROM rating WHERE ticket = ? ORDER BY leg DESC LIMIT 1",
  );
  return {
    byId: (id: string): TicketRow | null => byId.get(id) ?? null,
    byToken: (token: string): TicketRow | null => byToken.get(token) ?? null,
    latestRating: (id: string): RatingRow | null => rating.get(id) ?? null,
  };
}
