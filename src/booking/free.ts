import type { QueueId } from "../contract/ids.ts";
import type { Moment } from "../kernel/feature.ts";
import type { Slot } from "../kernel/slot-plan.ts";
import { type BookingState, placesLeft } from "./state.ts";

const MANY = 10_000;

/** Slots of the sector that may be booked now and have a place, the earliest first. */
export function freeSlots(state: BookingState, queue: QueueId, now: Moment, most: number): readonly Slot[] {
  const found: Slot[] = [];
  for (const day of state.rules.plan.days(now.day)) {
    for (const slot of state.rules.plan.slotsOn(queue, day)) {
      if (found.length >= most) return found;
      if (isOpen(state, slot, now) && placesLeft(state, queue, slot.from) > 0) found.push(slot);
    }
  }
  return found;
}

/** The first free slot of another day: for whoever can't be served any more today. */
export const firstFreeLater = (state: BookingState, queue: QueueId, now: Moment): Slot | null =>
  freeSlots(state, queue, now, MANY).find((s) => s.day > now.day) ?? null;

export const isOpen = (state: BookingState, slot: Slot, now: Moment): boolean =>
  now.at < slot.from - state.rules.leadMs;

/** Up to three slots with places near one that is full. */
export function freeNear(state: BookingState, full: Slot, now: Moment): readonly Slot[] {
  return [...freeSlots(state, full.sector, now, 60)]
    .sort((a, b) => Math.abs(a.from - full.from) - Math.abs(b.from - full.from))
    .slice(0, 3)
    .sort((a, b) => a.from - b.from);
}
