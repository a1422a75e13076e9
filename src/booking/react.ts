import type { BookingMessageKind } from "../contract/appointment.ts";
import type { HallEvent } from "../contract/events.ts";
import { event, type Moment } from "../kernel/feature.ts";
import { occurrenceOf } from "./apply.ts";
import type { Booking, BookingState } from "./state.ts";
import { bookedText, cancelledText, changedText, rebookedText, reminderText } from "./texts.ts";

/** The SMS that a fact asks for, sent by the outbox after the commit. */
export function react(state: BookingState, fact: HallEvent, now: Moment): readonly HallEvent[] {
  switch (fact.type) {
    case "booking.made":
      return fact.data.replaces === null
        ? say(state, fact.data.booking, "booked", bookedText, now)
        : say(state, fact.data.booking, "rebooked", rebookedText, now);
    case "booking.changed":
      return fact.data.moved ? say(state, fact.data.booking, "changed", changedText, now) : [];
    case "booking.cancelled":
      return say(state, fact.data.booking, "cancelled", cancelledText, now);
    case "booking.reminded":
      return say(state, fact.data.booking, "reminder", reminderText, now);
    default:
      return [];
  }
}

function say(
  state: BookingState,
  id: string,
  kind: BookingMessageKind,
  text: (state: BookingState, booking: Booking) => string,
  now: Moment,
): HallEvent[] {
  const booking = state.bookings.get(id);
  if (!booking?.contact || !state.rules.sms) return [];
  return [
    event("booking.message", now.at, {
      booking: id,
      kind,
      occurrence: occurrenceOf(booking, kind),
      contact: booking.contact.id,
      text: text(state, booking),
      // Once the slot has begun nobody needs to be told of it.
      expiresAt: Math.max(booking.slot, now.at + 60_000),
    }),
  ];
}
