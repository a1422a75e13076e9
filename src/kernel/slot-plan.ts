import type { AppointmentBand } from "../contract/appointment-config.ts";
import type { QueueId } from "../contract/ids.ts";
import { WEEKDAYS } from "../contract/plan-config.ts";
import type { Calendar } from "./calendar.ts";

/** A span that people may be booked into, epoch ms, `to` excluded. */
export interface Slot {
  readonly sector: QueueId;
  readonly day: string;
  readonly from: number;
  readonly to: number;
  readonly quota: number;
}

/** The slots that the config plans. Pure: the same answer for the same day. */
export interface SlotPlan {
  /** In order, never overlapping; none on a day when the hall is closed. */
  slotsOn(sector: QueueId, day: string): readonly Slot[];
  /** The slot that begins then. */
  slotAt(sector: QueueId, from: number): Slot | null;
  /** The days that may be booked on `today`, in order, closed ones among them. */
  days(today: string): readonly string[];
}

type SlotCalendar = Pick<Calendar, "day" | "clock" | "moment" | "openPeriods" | "weekday">;

const KEPT = 400;
const MINUTE = 60_000;

export function createSlotPlan(needs: {
  readonly bands: readonly AppointmentBand[];
  readonly openDaysAhead: number;
  readonly calendar: SlotCalendar;
}): SlotPlan {
  const { bands, openDaysAhead, calendar } = needs;
  const kept = new Map<string, readonly Slot[]>();
  const slotsOn = (sector: QueueId, day: string): readonly Slot[] => {
    const key = `${sector} ${day}`;
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= KEPT) kept.clear();
    const made = bands
      .filter((b) => b.sector === sector && holdsOn(b, day, calendar))
      .flatMap((b) => slotsOf(b, day, calendar))
      .sort((a, b) => a.from - b.from);
    kept.set(key, made);
    return made;
  };
  return {
    slotsOn,
    slotAt: (sector, from) => slotsOn(sector, calendar.day(from)).find((s) => s.from === from) ?? null,
    days: (today) => Array.from({ length: openDaysAhead + 1 }, (_, n) => dayAfter(today, n)),
  };
}

function holdsOn(band: AppointmentBand, day: string, calendar: SlotCalendar): boolean {
  const name = WEEKDAYS[calendar.weekday(day) - 1];
  return band.days === undefined || (name !== undefined && band.days.includes(name));
}

/**
 * Whole slots inside the hall's hours of that day: one that would run into the midday closing is left out. A time that
 * the change to summer time skips has none; an hour that comes twice has the first.
 */
function slotsOf(band: AppointmentBand, day: string, calendar: SlotCalendar): Slot[] {
  const open = calendar.openPeriods(day);
  const slots: Slot[] = [];
  const end = minutesOf(band.to);
  for (let at = minutesOf(band.from); at + band.every <= end; at += band.every) {
    const from = calendar.moment(day, timeOf(at));
    const to = calendar.moment(day, timeOf(at + band.every));
    const whole = to - from === band.every * MINUTE && calendar.clock(from) === timeOf(at);
    if (whole && open.some((p) => p.from <= from && to <= p.to))
      slots.push({ sector: band.sector, day, from, to, quota: band.quota });
  }
  return slots;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

/** The day `count` days after `day`. */
export const dayAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);

/** Whether 预约 is a way on in this sector: nothing may recommend it elsewhere. */
export const takesBookings = (
  { appointments }: { readonly appointments?: { readonly bands: readonly AppointmentBand[] } | undefined },
  sector: QueueId,
): boolean => appointments?.bands.some((b) => b.sector === sector) ?? false;

/** A hall that takes no appointments. */
export const noSlots: SlotPlan = { slotsOn: () => [], slotAt: () => null, days: () => [] };
