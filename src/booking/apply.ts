import type { BookingMessageKind } from "../contract/appointment.ts";
import type { HallEvent, HallEvents, HallEventType } from "../contract/events.ts";
import { type Booking, type BookingState, externalKey, slotKey } from "./state.ts";

const DAY = 86_400_000;
/** How long an outside booking that is over is remembered: what comes later of it is for a slot long past. */
const EXTERNAL_KEPT = 30 * DAY;

/** Folds one fact into who is booked when, in place. */
export function apply(state: BookingState, event: HallEvent): BookingState {
  const handler = HANDLERS[event.type] as ((state: BookingState, event: HallEvent) => void) | undefined;
  handler?.(state, event);
  return state;
}

type Handlers = { readonly [T in HallEventType]?: (state: BookingState, event: HallEvent<T>) => void };

const HANDLERS: Handlers = {
  "booking.made": (state, { at, data }) => {
    const { booking: id, replaces: _, ...facts } = data;
    const booking: Booking = {
      ...facts,
      id,
      madeAt: at,
      state: "booked",
      ticket: null,
      said: {},
      came: false,
    };
    state.bookings.set(id, booking);
    state.codes.set(booking.code, id);
    take(state, booking, 1);
    remember(state, booking, at);
  },
  "booking.changed": (state, { at, data }) => {
    const booking = state.bookings.get(data.booking);
    if (!booking) return;
    take(state, booking, -1);
    booking.queue = data.queue;
    booking.matters = data.matters;
    booking.day = data.day;
    booking.slot = data.slot;
    booking.until = data.until;
    booking.contact = data.contact;
    booking.remindAt = data.remindAt;
    booking.source = { ...booking.source, version: data.version };
    if (data.moved) booking.came = false;
    take(state, booking, 1);
    remember(state, booking, at);
  },
  "booking.cancelled": (state, { at, data }) => {
    const booking = state.bookings.get(data.booking);
    if (!booking) return;
    booking.source = { ...booking.source, version: data.version };
    take(state, booking, -1);
    remember(state, booking, at);
    end(state, booking, "cancelled");
  },
  "booking.lapsed": (state, { at, data }) => {
    const booking = state.bookings.get(data.booking);
    if (!booking) return;
    if (data.counted && booking.contact)
      state.noShows = [...state.noShows, { contact: booking.contact.id, at }];
    end(state, booking, "lapsed");
  },
  "booking.withdrawn": (state, { at, data }) => {
    const { channel, external, version } = data.source;
    if (external === null) return;
    const key = externalKey(channel, external);
    const id = state.externals.get(key)?.booking ?? null;
    const booking = id === null ? undefined : state.bookings.get(id);
    if (booking) booking.source = { ...booking.source, version };
    state.externals.set(key, { booking: id, version, at });
  },
  "booking.reminded": (state, { data }) => {
    const booking = state.bookings.get(data.booking);
    if (booking) booking.remindAt = data.left;
  },
  "booking.message": (state, { data }) => {
    const booking = state.bookings.get(data.booking);
    if (booking) booking.said = { ...booking.said, [data.kind]: data.occurrence };
  },
  "ticket.issued": (state, { data }) => {
    const booking = data.booking ? state.bookings.get(data.booking) : undefined;
    if (booking?.state === "booked") {
      booking.ticket = data.ticket;
      end(state, booking, "arrived");
    }
    came(state, data);
  },
  // A clock that ran ahead keeps nobody from booking for longer.
  "clock.set-back": (state, { at }) => {
    state.noShows = state.noShows.map((n) => ({ ...n, at: Math.min(n.at, at) }));
  },
  "day.ended": (state, { at, data }) => {
    for (const [id, { day, state: stands }] of state.bookings)
      if (day < data.next && stands !== "booked") state.bookings.delete(id);
    for (const [key, { booking, at: since }] of state.externals)
      if (!(booking && state.bookings.has(booking)) && since < at - EXTERNAL_KEPT)
        state.externals.delete(key);
    const { noShow } = state.rules;
    // As long as a cool-down that this one helped to begin can last.
    state.noShows = state.noShows.filter((n) => noShow && noShow.until(n.at + noShow.withinMs) > at);
    for (const key of state.taken.keys())
      if (Number(key.slice(key.lastIndexOf(" ") + 1)) < at - 2 * DAY) state.taken.delete(key);
  },
};

function take(state: BookingState, { queue, slot }: Booking, by: 1 | -1): void {
  const key = slotKey(queue, slot);
  const taken = (state.taken.get(key) ?? 0) + by;
  if (taken > 0) state.taken.set(key, taken);
  else state.taken.delete(key);
}

function remember(state: BookingState, { id, source }: Booking, at: number): void {
  if (source.external === null) return;
  state.externals.set(externalKey(source.channel, source.external), {
    booking: id,
    version: source.version,
    at,
  });
}

/** Whoever took a number without the code, too early say, has come all the same. */
function came(state: BookingState, { contact, day, legs }: HallEvents["ticket.issued"]): void {
  if (!contact) return;
  for (const booking of state.bookings.values())
    if (
      booking.state === "booked" &&
      booking.contact?.id === contact.id &&
      booking.day === day &&
      legs.some((l) => l.queue === booking.queue)
    )
      booking.came = true;
}

function end(state: BookingState, booking: Booking, to: "arrived" | "cancelled" | "lapsed"): void {
  booking.state = to;
  booking.remindAt = [];
  state.codes.delete(booking.code);
}

export const occurrenceOf = (booking: Booking, kind: BookingMessageKind): number =>
  (booking.said[kind] ?? 0) + 1;
