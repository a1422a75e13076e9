import type { TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { refuse } from "../kernel/errors.ts";
import type { Moment } from "../kernel/feature.ts";
import { slotIsOver, slotOpens, slotRights } from "./rights.ts";
import { type Booking, type BookingState, bookingsOf } from "./state.ts";

/** By its code or id, or by the phone that booked it (the vault's ids of that phone). */
export type CheckInBy = { readonly code: string } | { readonly contacts: readonly string[] };

export type CheckIn =
  | {
      readonly booking: Booking;
      readonly class: "appointment" | "walk";
      /** The booked slot; null: too late for its faster clock. */
      readonly slot: number | null;
    }
  /** It has its number already. */
  | { readonly again: TicketId }
  | Refusal;

/**
 * 预约取号: whether a booking gets its number now. Early: told when to come; inside its slot: with all rights; late: by
 * the hall's rule; after that it has lapsed. Whatever is not there is one and the same answer.
 */
export function checkIn(state: BookingState, by: CheckInBy, byStaff: boolean, now: Moment): CheckIn {
  const asked = "code" in by ? byCode(state, by.code) : byPhone(state, by.contacts, now);
  if (asked.length === 0) return nothing("code" in by);
  const ready = asked.find(
    (b) =>
      b.state === "booked" &&
      opens(state, b, byStaff && b.day === now.day) <= now.at &&
      !isOver(state, b, now),
  );
  if (ready) return given(state, ready, now);
  const taken = asked.find((b) => b.state === "arrived" && b.ticket !== null);
  if (taken?.ticket) return { again: taken.ticket };
  const early = asked.find((b) => b.state === "booked" && !isOver(state, b, now));
  return early ? tooEarly(state, early) : nothing("code" in by);
}

function byCode(state: BookingState, code: string): readonly Booking[] {
  const booking =
    state.bookings.get(state.codes.get(code) ?? code) ?? arrivedWith(state, code) ?? pushedAs(state, code);
  return booking && booking.state !== "cancelled" ? [booking] : [];
}

/** A code is given to somebody else only when nobody can come with it; until the day ends it still finds its number. */
function arrivedWith(state: BookingState, code: string): Booking | undefined {
  for (const booking of state.bookings.values())
    if (booking.code === code && booking.state === "arrived") return booking;
  return undefined;
}

/** The number on another system's own paper or in its QR; one that two systems gave to two people is nobody's. */
function pushedAs(state: BookingState, external: string): Booking | undefined {
  const named = [...state.externals].flatMap(([key, { booking }]) =>
    booking !== null && key.split("\n")[1] === external ? (state.bookings.get(booking) ?? []) : [],
  );
  return named.length === 1 ? named[0] : undefined;
}

/** The phone's bookings of today; one that began yesterday and is not over yet is today's too. */
function byPhone(state: BookingState, contacts: readonly string[], now: Moment): readonly Booking[] {
  return bookingsOf(state, contacts).filter(
    (b) =>
      b.state !== "cancelled" &&
      (b.day === now.day ||
        (b.state === "booked" && opens(state, b, false) <= now.at && !isOver(state, b, now))),
  );
}

const opens = ({ rules }: BookingState, booking: Booking, byStaff: boolean): number =>
  byStaff ? Number.NEGATIVE_INFINITY : slotOpens(rules, booking);
const isOver = ({ rules }: BookingState, booking: Booking, now: Moment): boolean =>
  slotIsOver(rules, booking, now.at);

function given({ rules }: BookingState, booking: Booking, now: Moment): CheckIn {
  return { booking, ...slotRights(rules, booking, now.at) };
}

function tooEarly({ rules }: BookingState, booking: Booking): Refusal {
  const { slot, until } = booking;
  const from = slotOpens(rules, booking);
  return {
    ...refuse(
      "appointment.too-early",
      `您的预约是${rules.when(slot, until)}，${rules.clock(from)}起可以取号。现在想办，可以先取普通号`,
    ),
    nextOpening: from,
  };
}

const nothing = (byCodeGiven: boolean): Refusal =>
  refuse(
    "appointment.unknown",
    byCodeGiven
      ? "没有可以取号的预约，请核对预约码。预约已过期的，可以取普通号"
      : "该手机号今天没有可以取号的预约。预约已过期的，可以取普通号",
  );
