import type { BookingMessageKind, BookingSource, BookingState as State } from "../contract/appointment.ts";
import type { Contact } from "../contract/contact.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { SlotPlan } from "../kernel/slot-plan.ts";

/** What the config says of appointments, in milliseconds. */
export interface BookingRules {
  readonly plan: SlotPlan;
  readonly leadMs: number;
  readonly cancelUntilMs: number;
  readonly earlyMs: number;
  readonly lateMs: number;
  readonly late: "keep" | "reduced" | "walk";
  readonly perPhone: number;
  readonly noShow: {
    readonly times: number;
    readonly withinMs: number;
    /** When the day begins on which may be booked again, so long after the last one. */
    readonly until: (last: number) => number;
  } | null;
  /** When to remind of a slot that begins then, in order. */
  readonly remindersOf: (slot: number) => readonly number[];
  readonly sectorName: (queue: QueueId) => string;
  /** `11月24日（周二）9:00–9:30` */
  readonly when: (from: number, to: number) => string;
  /** `11月24日（周二）` */
  readonly date: (at: number) => string;
  /** `9:00` */
  readonly clock: (at: number) => string;
  readonly hall: string;
  /** Whether the hall sends SMS at all. */
  readonly sms: boolean;
}

export interface Booking {
  readonly id: string;
  /** Eight digits, the first never 1: on a keypad they can't be taken for a phone. */
  readonly code: string;
  readonly madeAt: number;
  queue: QueueId;
  matters: readonly string[];
  day: string;
  slot: number;
  until: number;
  contact: Contact | null;
  source: BookingSource;
  state: State;
  ticket: TicketId | null;
  /** Reminders still to come. */
  remindAt: readonly number[];
  /** How often each kind of SMS was asked for. */
  said: Partial<Record<BookingMessageKind, number>>;
  /** The phone took a number in that sector on that day: whoever came is no no-show. */
  came: boolean;
}

/** What another system's booking stands at here. */
export interface External {
  /** Null: withdrawn before it ever arrived. */
  readonly booking: string | null;
  readonly version: number | null;
  readonly at: number;
}

export interface BookingState {
  readonly rules: BookingRules;
  readonly bookings: Map<string, Booking>;
  /** Codes of bookings that may still be checked in. */
  readonly codes: Map<string, string>;
  readonly externals: Map<string, External>;
  /** Places taken, by sector and begin of the slot. */
  readonly taken: Map<string, number>;
  /** Slots nobody came to, by contact; the oldest first. */
  noShows: readonly { readonly contact: string; readonly at: number }[];
}

export function initialBooking(rules: BookingRules): BookingState {
  return {
    rules,
    bookings: new Map(),
    codes: new Map(),
    externals: new Map(),
    taken: new Map(),
    noShows: [],
  };
}

export const slotKey = (queue: QueueId, slot: number): string => `${queue} ${slot}`;
export const externalKey = (source: string, external: string): string => `${source}\n${external}`;

/** Places left in a slot; never below none, whatever the config says now. */
export function placesLeft(state: BookingState, queue: QueueId, slot: number): number {
  const planned = state.rules.plan.slotAt(queue, slot);
  if (!planned) return 0;
  let taken = state.taken.get(slotKey(queue, slot)) ?? 0;
  for (const old of unplanned(state))
    if (old.queue === queue && old.from < planned.to && planned.from < old.to)
      taken += state.taken.get(slotKey(queue, old.from)) ?? 0;
  return Math.max(0, planned.quota - taken);
}

interface Unplanned {
  readonly queue: QueueId;
  readonly from: number;
  readonly to: number;
}

/** Found once for a state: all that is booked later is booked into slots that are planned. */
const unplannedOf = new WeakMap<BookingState, readonly Unplanned[]>();

/** Slots of an earlier config, in which people are booked still: those planned across them now have fewer places. */
function unplanned(state: BookingState): readonly Unplanned[] {
  const known = unplannedOf.get(state);
  if (known) return known;
  const found = new Map<string, Unplanned>();
  for (const { queue, slot, until, state: at } of state.bookings.values())
    if (at !== "cancelled" && !state.rules.plan.slotAt(queue, slot))
      found.set(slotKey(queue, slot), { queue, from: slot, to: until });
  const made = [...found.values()];
  unplannedOf.set(state, made);
  return made;
}

/** The live bookings of a phone, known by the vault's ids of it, in the order of their slots. */
export function bookingsOf(state: BookingState, contacts: readonly string[]): readonly Booking[] {
  const ids = new Set(contacts);
  return [...state.bookings.values()]
    .filter((b) => b.contact !== null && ids.has(b.contact.id))
    .sort((a, b) => a.slot - b.slot || a.madeAt - b.madeAt);
}

/** Slots in which more people are booked than the config has places now: they are honoured, the manager is told. */
export function overbooked(state: BookingState): readonly {
  readonly queue: QueueId;
  readonly slot: number;
  readonly booked: number;
  readonly quota: number;
}[] {
  const found = new Map<string, { queue: QueueId; slot: number; booked: number; quota: number }>();
  for (const { queue, slot, state: at } of state.bookings.values()) {
    if (at !== "booked") continue;
    const key = slotKey(queue, slot);
    const quota = state.rules.plan.slotAt(queue, slot)?.quota ?? 0;
    const booked = state.taken.get(key) ?? 0;
    if (booked > quota) found.set(key, { queue, slot, booked, quota });
  }
  return [...found.values()].sort((a, b) => a.slot - b.slot);
}

/** When this booking next does something by itself. */
export function dueOf(rules: BookingRules, booking: Booking): number | null {
  if (booking.state !== "booked") return null;
  return Math.min(booking.remindAt[0] ?? Number.POSITIVE_INFINITY, booking.until + rules.lateMs);
}

/** When the next reminder goes out or the next booking lapses; null: nothing is booked. */
export function nextDue(state: BookingState): number | null {
  let next = Number.POSITIVE_INFINITY;
  for (const booking of state.bookings.values())
    next = Math.min(next, dueOf(state.rules, booking) ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(next) ? next : null;
}
