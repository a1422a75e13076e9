import type { BookingSource } from "../contract/appointment.ts";
import type { Contact } from "../contract/contact.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";

/** What somebody wants to be booked, with everything random or stored as an input. */
export interface Wish {
  readonly id: string;
  /** Codes to choose from: the first that nobody holds. */
  readonly codes: readonly string[];
  readonly queue: QueueId;
  readonly matters: readonly string[];
  readonly slot: number;
  readonly contact: Contact | null;
  /** The vault's ids of the same phone on any day: what it holds and missed is counted by them. */
  readonly contacts: readonly string[];
  readonly source: BookingSource;
  /** Staff: whatever the phone holds, and until the slot ends. Never past the quota. */
  readonly override: boolean;
}

export interface Change {
  readonly booking: string;
  readonly queue: QueueId;
  readonly matters: readonly string[];
  readonly slot: number;
  /** The same phone, kept for the new day; null: none. */
  readonly contact: Contact | null;
  readonly version: number | null;
  readonly by: Actor;
  /** Not bound to the citizens' time limits: staff, and sources that already told their citizen. */
  readonly free: boolean;
}

export type BookingCommand =
  | ({ readonly type: "book" } & Wish)
  /** By an outside system, known by its own id: booked, changed, or known already. */
  | ({ readonly type: "push"; readonly by: Actor } & Wish)
  | ({ readonly type: "change" } & Change)
  | {
      readonly type: "cancel";
      readonly booking: string;
      readonly version: number | null;
      readonly by: Actor;
      readonly free: boolean;
    }
  /** A pushed cancellation of what never arrived: whatever comes later of an older version is too late. */
  | { readonly type: "withdraw"; readonly source: BookingSource; readonly by: Actor }
  /** A ticket that can't be served today gets a slot; `slot` null: the first one free. */
  | ({ readonly type: "rebook"; readonly ticket: string } & Omit<Wish, "slot" | "override" | "source"> & {
        readonly slot: number | null;
      })
  | { readonly type: "due" };
