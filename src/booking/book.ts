import type { Refusal } from "../contract/problem.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import type { Slot } from "../kernel/slot-plan.ts";
import type { Wish } from "./command.ts";
import { freeNear } from "./free.ts";
import { coolDown } from "./no-shows.ts";
import { type BookingState, bookingsOf, placesLeft } from "./state.ts";

/** One more booking, or why not. The places are counted here, inside the turn: a slot is never sold twice. */
export function book(state: BookingState, wish: Wish, now: Moment): Decision {
  const slot = bookable(state, wish, now);
  if (isRefusal(slot)) return slot;
  return limits(state, wish, now) ?? made(state, wish, slot, null, now);
}

export function made(
  state: BookingState,
  wish: Wish,
  slot: Slot,
  replaces: string | null,
  now: Moment,
): Decision {
  const code = wish.codes.find((c) => !state.codes.has(c));
  if (code === undefined) return refuse("appointment.full", "预约码已用尽，请稍后再试");
  return [
    event("booking.made", now.at, {
      booking: wish.id,
      code,
      queue: wish.queue,
      matters: wish.matters,
      day: slot.day,
      slot: slot.from,
      until: slot.to,
      contact: wish.contact,
      source: wish.source,
      remindAt: state.rules.remindersOf(slot.from).filter((at) => at > now.at),
      replaces,
    }),
  ];
}

/** The slot wished for, if it is one that may be booked now and has a place. */
export function bookable(
  state: BookingState,
  wish: Pick<Wish, "queue" | "slot" | "override">,
  now: Moment,
): Slot | Refusal {
  const { plan, leadMs, when, sectorName } = state.rules;
  const slot = plan.slotAt(wish.queue, wish.slot);
  if (!slot || !plan.days(now.day).includes(slot.day))
    return refuse("appointment.no-slot", `${sectorName(wish.queue)}没有这个预约时段，或还没有开放预约`);
  const closes = wish.override ? slot.to : slot.from - leadMs;
  if (now.at >= closes)
    return refuse("appointment.too-late", `${when(slot.from, slot.to)}的预约时间已过，请另选时段`);
  if (placesLeft(state, wish.queue, slot.from) > 0) return slot;
  const near = freeNear(state, slot, now);
  const others = near.length > 0 ? `。还有名额：${near.map((s) => when(s.from, s.to)).join("、")}` : "";
  return refuse("appointment.full", `${when(slot.from, slot.to)}已约满${others}`);
}

function limits(state: BookingState, { contacts, override }: Wish, now: Moment): Refusal | null {
  if (override || contacts.length === 0) return null;
  const cool = coolDown(state, contacts, now.at);
  if (cool !== null)
    return {
      ...refuse(
        "appointment.cool-down",
        `该手机号多次预约未到，${state.rules.date(cool)}起才能再预约。可以现场取号，有特殊情况请联系大厅`,
      ),
      until: cool,
    };
  const held = bookingsOf(state, contacts).filter((b) => b.state === "booked").length;
  const most = state.rules.perPhone;
  return held >= most
    ? refuse("appointment.limit", `该手机号已有${held}个预约，最多${most}个。请先取消一个`)
    : null;
}
