/** The hall's rules for who comes too early or too late for a booked slot. */
export interface SlotRules {
  readonly earlyMs: number;
  readonly lateMs: number;
  readonly late: "keep" | "reduced" | "walk";
}

/** Begin and end of a booked slot, epoch ms. */
export interface Slot {
  readonly slot: number;
  readonly until: number;
}

/** When its number may be taken first. */
export const slotOpens = ({ earlyMs }: SlotRules, { slot }: Slot): number => slot - earlyMs;

/** The booking has lapsed: only a walk-in number is left. */
export const slotIsOver = ({ lateMs }: SlotRules, { until }: Slot, now: number): boolean =>
  until + lateMs <= now;

/**
 * What a number taken in time, or late but not too late, counts as. Without a `slot` an appointment has its head start
 * only: its age grows no faster than anybody's. Counting from the arrival is no loss, whoever is late arrives late.
 */
export function slotRights(
  { late }: SlotRules,
  { slot, until }: Slot,
  now: number,
): { readonly class: "appointment" | "walk"; readonly slot: number | null } {
  if (now < until || late === "keep") return { class: "appointment", slot };
  return late === "walk" ? { class: "walk", slot } : { class: "appointment", slot: null };
}
