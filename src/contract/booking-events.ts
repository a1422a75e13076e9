import type { BookingMessageKind, BookingSource } from "./appointment.ts";
import type { Contact } from "./contact.ts";
import type { QueueId } from "./ids.ts";
import type { Actor } from "./session.ts";

/** What can happen to a booking: part of HallEvents, by the same rules. */
export interface BookingEvents {
  "booking.made": {
    readonly booking: string;
    readonly code: string;
    readonly queue: QueueId;
    readonly matters: readonly string[];
    readonly day: string;
    readonly slot: number;
    readonly until: number;
    readonly contact: Contact | null;
    readonly source: BookingSource;
    readonly remindAt: readonly number[];
    /** The ticket whose person the hall could not serve and booked instead. */
    readonly replaces: string | null;
  };
  "booking.changed": {
    readonly booking: string;
    readonly queue: QueueId;
    readonly matters: readonly string[];
    readonly day: string;
    readonly slot: number;
    readonly until: number;
    readonly contact: Contact | null;
    readonly version: number | null;
    readonly remindAt: readonly number[];
    /** False when only the version or the matters are new: nobody need be told. */
    readonly moved: boolean;
    readonly by: Actor;
  };
  "booking.cancelled": { readonly booking: string; readonly version: number | null; readonly by: Actor };
  /** Nobody came; `counted`: it is held against the phone (爽约). */
  "booking.lapsed": { readonly booking: string; readonly counted: boolean };
  /** Cancelled in an outside system before it ever came here. */
  "booking.withdrawn": { readonly source: BookingSource };
  /** A reminder's time has come; `left` are those still to come. */
  "booking.reminded": { readonly booking: string; readonly left: readonly number[] };
  "booking.message": {
    readonly booking: string;
    readonly kind: BookingMessageKind;
    readonly occurrence: number;
    readonly contact: string;
    readonly text: string;
    readonly expiresAt: number;
  };
}
