import type { HallConfig } from "../contract/hall-config.ts";
import type { Refusal } from "../contract/problem.ts";
import { createCalendar } from "../kernel/calendar.ts";
import { refuse } from "../kernel/errors.ts";
import { type JournalDay, openDays } from "../store/days.ts";
import { mattersOf } from "./matters.ts";
import { MEMORY_SHAPE } from "./memory.ts";
import { rulesOf } from "./rules.ts";

export interface PastDaysNeeds {
  readonly config: HallConfig;
  readonly data: string;
  readonly root: string;
  readonly now: () => number;
}

/** The recorded days of a hall, over a connection of its own that only reads, and what is needed to fold them. */
export function openPastDays({ config, data, root, now }: PastDaysNeeds) {
  const calendar = createCalendar(config.hall);
  const reads = openDays(data, { shape: MEMORY_SHAPE, dayOf: calendar.day });
  const matters = { offered: mattersOf(config, root), earlier: reads.keptMatters() };
  const rules = rulesOf(config, matters, null, calendar);
  const find = (day: string): JournalDay | Refusal =>
    reads.days().find((d) => d.day === day) ??
    (day > calendar.day(now())
      ? refuse("day.future", `${day}还没有到（that day has not come yet）`)
      : refuse("day.unknown", `${day}没有记录（nothing is recorded of that day）`));
  return { calendar, reads, rules, find };
}
