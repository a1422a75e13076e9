import type { BookingSource } from "../contract/appointment.ts";
import type { Refusal } from "../contract/problem.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { bookable } from "./book.ts";
import type { BookingCommand, Change } from "./command.ts";
import { type Booking, type BookingState, externalKey, slotKey } from "./state.ts";

/** The booking, if it may still be moved or given back by whoever asks. */
function open(state: BookingState, id: string, free: boolean, now: Moment): Booking | Refusal {
  const booking = state.bookings.get(id);
  if (!booking) return refuse("appointment.unknown", "没有这个预约");
  if (booking.state !== "booked")
    return refuse("appointment.wrong-state", `该预约${STATE_WORDS[booking.state]}，不能再改`);
  const { cancelUntilMs, when } = state.rules;
  if (free || now.at < booking.slot - cancelUntilMs) return booking;
  return refuse(
    "appointment.too-late",
    `${when(booking.slot, booking.until)}的预约须${beforeText(cancelUntilMs)}修改或取消。来不了请电话告知大厅`,
  );
}

const beforeText = (ms: number): string => (ms > 0 ? `提前${Math.round(ms / 60_000)}分钟` : "在时段开始前");

const STATE_WORDS = { booked: "有效", arrived: "已取号", cancelled: "已取消", lapsed: "已过期" } as const;

export function change(state: BookingState, wish: Change, now: Moment): Decision {
  const { version } = wish;
  const known = state.bookings.get(wish.booking)?.source.version ?? null;
  // Overtaken by a newer word, or said twice: what stands, stands, whatever has become of it since.
  if (version !== null && known !== null && version <= known) return saidBefore(state, wish, version < known);
  // Said again once its number was taken, under a newer version: nothing changes, so there is nothing to refuse.
  if (version !== null && hasSame(state, wish)) return [];
  const booking = open(state, wish.booking, wish.free, now);
  if (isRefusal(booking)) return booking;
  const stays = staysPut(booking, wish);
  const slot = stays
    ? { day: booking.day, from: booking.slot, to: booking.until }
    : bookable(state, { queue: wish.queue, slot: wish.slot, override: wish.free }, now);
  if (isRefusal(slot)) return slot;
  if (version === null && saysNothingNew(booking, wish)) return [];
  return [
    event("booking.changed", now.at, {
      booking: booking.id,
      queue: wish.queue,
      matters: wish.matters,
      day: slot.day,
      slot: slot.from,
      until: slot.to,
      contact: wish.contact,
      version: version ?? known,
      remindAt: stays ? booking.remindAt : state.rules.remindersOf(slot.from).filter((at) => at > now.at),
      // Another phone must be told the time and the code as well.
      moved: !stays || otherPhone(booking, wish),
      by: wish.by,
    }),
  ];
}

function saidBefore(state: BookingState, wish: Change, older: boolean): Decision {
  const booking = state.bookings.get(wish.booking);
  if (older || !booking || booking.state === "cancelled" || saysNothingNew(booking, wish)) return [];
  const { channel, external, version } = booking.source;
  return refuse(
    "appointment.exists",
    `${channel}的预约${external}的 version ${version} 已收到，内容不同；修改须带更大的 version`,
  );
}

function hasSame(state: BookingState, wish: Change): boolean {
  const booking = state.bookings.get(wish.booking);
  return (booking?.state === "arrived" || booking?.state === "lapsed") && saysNothingNew(booking, wish);
}

const staysPut = (booking: Booking, wish: Change): boolean =>
  slotKey(booking.queue, booking.slot) === slotKey(wish.queue, wish.slot);

const saysNothingNew = (booking: Booking, wish: Change): boolean =>
  staysPut(booking, wish) && wish.matters.join() === booking.matters.join() && !otherPhone(booking, wish);

const otherPhone = ({ contact }: Booking, wish: Change): boolean =>
  wish.contact !== null && wish.contact.id !== contact?.id;

/** Notes the version of a cancellation, where it is the newest word of that booking. */
export function withdrawn(
  state: BookingState,
  { channel, external }: BookingSource,
  version: number,
  now: Moment,
): Decision {
  if (external === null) return [];
  const newest = state.externals.get(externalKey(channel, external))?.version ?? null;
  if (newest !== null && version <= newest) return [];
  return [event("booking.withdrawn", now.at, { source: { channel, external, version } })];
}

export function cancel(
  state: BookingState,
  command: Extract<BookingCommand, { type: "cancel" }>,
  now: Moment,
): Decision {
  const known = state.bookings.get(command.booking);
  const { version } = command;
  // Said twice, or overtaken by a newer word: what stands, stands. A newer cancellation also keeps out what lies between.
  if (known?.state === "cancelled")
    return version === null ? [] : withdrawn(state, known.source, version, now);
  if (version !== null && known?.source.version != null && version < known.source.version) return [];
  const booking = open(state, command.booking, command.free, now);
  if (isRefusal(booking)) return booking;
  return [
    event("booking.cancelled", now.at, {
      booking: booking.id,
      version: version ?? booking.source.version,
      by: command.by,
    }),
  ];
}
