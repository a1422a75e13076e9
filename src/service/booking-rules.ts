import type { BookingRules } from "../booking/state.ts";
import type { AppointmentRules } from "../contract/appointment-config.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import { type Calendar, weekdayOf } from "../kernel/calendar.ts";
import { createSlotPlan, dayAfter, noSlots } from "../kernel/slot-plan.ts";

const MINUTE = 60_000;
const WEEKDAY_WORDS = ["一", "二", "三", "四", "五", "六", "日"];

/**
 * What booking needs of the config. A hall that no longer takes appointments still keeps those it has given: nothing
 * new can be booked, but whoever was promised a slot gets a number.
 */
export function bookingRules(config: HallConfig, calendar: Calendar): BookingRules {
  const { appointments: rules, sectors } = config;
  const days = rules?.noShow?.days ?? 0;
  const names = new Map(sectors.map((s) => [s.id, s.name]));
  const date = (at: number) => {
    const day = calendar.day(at);
    const [, month, dayOfMonth] = day.split("-").map(Number);
    return `${month}月${dayOfMonth}日（周${WEEKDAY_WORDS[weekdayOf(day) - 1]}）`;
  };
  const clock = (at: number) => calendar.clock(at).replace(/^0/, "");
  return {
    plan: rules
      ? createSlotPlan({ bands: rules.bands, openDaysAhead: rules.openDaysAhead, calendar })
      : noSlots,
    leadMs: (rules?.leadMinutes ?? 0) * MINUTE,
    cancelUntilMs: (rules?.cancelUntilMinutes ?? 0) * MINUTE,
    earlyMs: (rules?.earlyMinutes ?? 20) * MINUTE,
    lateMs: (rules?.lateMinutes ?? 15) * MINUTE,
    late: rules?.late ?? "reduced",
    perPhone: rules?.perPhone ?? 1,
    noShow: rules?.noShow
      ? {
          times: rules.noShow.times,
          withinMs: rules.noShow.withinDays * 1440 * MINUTE,
          until: (last) => calendar.moment(dayAfter(calendar.day(last), days), "00:00"),
        }
      : null,
    remindersOf: (slot) => (rules ? reminders(rules, calendar, slot) : []),
    sectorName: (queue) => names.get(queue) ?? queue,
    date,
    // A slot that ends at midnight ends at 24:00, not at the next day's 0:00.
    when: (from, to) =>
      `${date(from)}${clock(from)}–${calendar.day(to) === calendar.day(from) ? clock(to) : "24:00"}`,
    clock,
    hall: config.hall.name,
    sms: config.sms.provider !== "none",
  };
}

function reminders(rules: AppointmentRules, calendar: Calendar, slot: number): readonly number[] {
  const { remindDayBeforeAt, remindHoursBefore } = rules;
  const dayBefore = dayAfter(calendar.day(slot), -1);
  return [
    ...(remindDayBeforeAt === null ? [] : [calendar.moment(dayBefore, remindDayBeforeAt)]),
    ...(remindHoursBefore > 0 ? [slot - remindHoursBefore * 60 * MINUTE] : []),
  ]
    .filter((at) => at < slot)
    .sort((a, b) => a - b);
}
