import type { CalendarProfile, ProfileDays } from "../contract/plan-config.ts";

/** What deciding on a profile's days needs of the everyday calendar. */
export interface EverydayCalendar {
  readonly isClosedDay: (day: string) => boolean;
  /** Whether the hall is open on that day of an ordinary week, or as an extra day. */
  readonly isOpenDay: (day: string) => boolean;
}

/** A run of closed days further back than this belongs to another season. */
const LOOK_BACK_DAYS = 60;

/** The first listed profile that holds on `day`, `YYYY-MM-DD`; null on an ordinary day. */
export function profileOn(
  profiles: readonly CalendarProfile[],
  day: string,
  everyday: EverydayCalendar,
): CalendarProfile | null {
  return profiles.find((p) => holdsOn(p.when, day, everyday)) ?? null;
}

function holdsOn(when: ProfileDays, day: string, everyday: EverydayCalendar): boolean {
  switch (when.kind) {
    case "dates":
      return when.from <= day && day <= when.to;
    case "yearly": {
      const date = day.slice(5);
      // 12-20 to 01-10 runs over the new year.
      return when.from <= when.to
        ? when.from <= date && date <= when.to
        : date >= when.from || date <= when.to;
    }
    case "monthly": {
      const date = Number(day.slice(8));
      return when.from <= date && date <= when.to;
    }
    case "after-closed":
      return isSoonAfterClosed(day, when.days, everyday);
  }
}

/** Whether `day` is one of the first `count` open days after a run of closed ones. */
function isSoonAfterClosed(day: string, count: number, everyday: EverydayCalendar): boolean {
  if (everyday.isClosedDay(day)) return false;
  let open = everyday.isOpenDay(day) ? 1 : 0;
  let before = dayBefore(day);
  for (let i = 0; i < LOOK_BACK_DAYS && open <= count; i++, before = dayBefore(before)) {
    if (everyday.isClosedDay(before)) return true;
    if (everyday.isOpenDay(before)) open++;
  }
  return false;
}

const dayBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
