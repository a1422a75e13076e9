import type { BookingState } from "../contract/appointment.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { Db } from "./database.ts";

export interface BookingRow {
  readonly id: string;
  readonly code: string;
  readonly day: string;
  readonly queue: QueueId;
  readonly matters: string;
  readonly slot: number;
  readonly until: number;
  readonly contact: string | null;
  readonly phone: string | null;
  readonly source: string;
  readonly external: string | null;
  readonly version: number | null;
  readonly state: BookingState;
  readonly ticket: TicketId | null;
  readonly number: string | null;
  readonly madeAt: number;
}

/** Reads of appointments of any day; what decides about them stands in the booking feature. */
export function createBookings(db: Db) {
  const columns = `b.id, b.code, b.day, b.queue, b.matters, b.slot, b.until, b.contact, b.phone, b.source, b.external, b.version, b.state, b.ticket, t.number, b.made_at AS "madeAt"`;
  const from = "FROM booking b LEFT JOIN ticket t ON t.id = b.ticket";
  const byId = db.prepare<[string], BookingRow>(`SELECT ${columns} ${from} WHERE b.id = ?`);
  const byExternal = db.prepare<[string, string], BookingRow>(
    `SELECT ${columns} ${from} WHERE b.source = ? AND b.external = ? ORDER BY b.made_at DESC, b.rowid DESC LIMIT 1`,
  );
  const ofDay = db.prepare<[string], BookingRow>(
    `SELECT ${columns} ${from} WHERE b.day = ? ORDER BY b.slot, b.made_at LIMIT 2000`,
  );
  const ofPhone = db.prepare<[string, string], BookingRow>(
    `SELECT ${columns} ${from} JOIN contact c ON c.id = b.contact WHERE c.phone = ? AND b.day >= ? ORDER BY b.slot LIMIT 50`,
  );
  return {
    byId: (id: string): BookingRow | null => byId.get(id) ?? null,
    byExternal: (source: string, external: string): BookingRow | null =>
      byExternal.get(source, external) ?? null,
    ofDay: (day: string): readonly BookingRow[] => ofDay.all(day),
    /** The phone's bookings of `day` and later. */
    ofPhone: (phone: string, day: string): readonly BookingRow[] => ofPhone.all(phone, day),
  };
}

export type Bookings = ReturnType<typeof createBookings>;
