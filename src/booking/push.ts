import { refuse } from "../kernel/errors.ts";
import type { Decision, Moment } from "../kernel/feature.ts";
import { book } from "./book.ts";
import { change } from "./change.ts";
import type { BookingCommand, Wish } from "./command.ts";
import { type Booking, type BookingState, externalKey } from "./state.ts";

/**
 * An outside system says how one of its bookings stands. It may say so twice, late, or in the wrong order: the version
 * decides, and what is older than what is known here changes nothing.
 */
export function push(
  state: BookingState,
  wish: Extract<BookingCommand, { type: "push" }>,
  now: Moment,
): Decision {
  const { channel, external, version } = wish.source;
  if (external === null) return book(state, wish, now);
  const known = state.externals.get(externalKey(channel, external));
  if (!known) return book(state, wish, now);
  if (version !== null && known.version !== null && version < known.version) return [];
  const newer = isNewer(version, known.version);
  const booking = known.booking === null ? undefined : state.bookings.get(known.booking);
  if (booking && booking.state !== "cancelled") return standing(state, booking, wish, newer, now);
  // Cancelled there and booked there again: a new booking, under the same outside id.
  return newer ? book(state, wish, now) : [];
}

function standing(
  state: BookingState,
  booking: Booking,
  wish: Extract<BookingCommand, { type: "push" }>,
  newer: boolean,
  now: Moment,
): Decision {
  const { channel, external, version } = wish.source;
  const same = saysTheSame(booking, wish);
  // Said again once its number was taken, under a newer version too: nothing changes, nothing to refuse.
  if (same && (!newer || booking.state !== "booked")) return [];
  if (booking.state !== "booked")
    return newer ? refuse("appointment.wrong-state", `预约${booking.code}已取号或已过期，不能再改`) : [];
  if (!newer)
    return refuse(
      "appointment.exists",
      `${channel}的预约${external}已存在，内容不同；修改须带更大的 version`,
    );
  return change(
    state,
    {
      booking: booking.id,
      queue: wish.queue,
      matters: wish.matters,
      slot: wish.slot,
      contact: wish.contact,
      version,
      by: wish.by,
      free: true,
    },
    now,
  );
}

function saysTheSame(booking: Booking, wish: Wish): boolean {
  if (booking.queue !== wish.queue || booking.slot !== wish.slot) return false;
  if (!sameMatters(booking.matters, wish.matters)) return false;
  const { contact } = booking;
  if (contact === null) return wish.contact === null;
  return wish.contacts.includes(contact.id) || wish.contact?.id === contact.id;
}

const sameMatters = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((matter, i) => matter === b[i]);

const isNewer = (said: number | null, known: number | null): boolean =>
  said !== null && (known === null || said > known);
