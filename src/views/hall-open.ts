import type { CheckinState } from "../checkin/state.ts";
import type { Calendar } from "../kernel/calendar.ts";

/** Whether numbers are given now: in the hall's hours, unless a manager stopped them for today. */
export function hallOpen(
  { calendar, checkin }: { readonly calendar: Calendar; readonly checkin: CheckinState },
  now: number,
): { readonly open: true } | { readonly open: false; readonly next: number | null } {
  const stopped = checkin.stopped === calendar.day(now);
  if (!stopped && calendar.isOpen(now)) return { open: true };
  return { open: false, next: calendar.nextOpening(stopped ? calendar.dayEnd(now) : now) };
}
