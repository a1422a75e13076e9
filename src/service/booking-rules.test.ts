import { expect, test } from "vitest";
import { demoConfig } from "../config/demo.ts";
import { hallConfig } from "../contract/hall-config.ts";
import { createCalendar } from "../kernel/calendar.ts";
import { bookingRules } from "./booking-rules.ts";

test("a cool-down ends with the beginning of the day it names, summer time or not", () => {
  const config = hallConfig.parse({
    ...demoConfig(),
    hall: { ...demoConfig().hall, timeZone: "Europe/Berlin" },
    appointments: {
      bands: [{ sector: "comprehensive", from: "09:00", to: "11:00", quota: 2 }],
      noShow: { times: 1, withinDays: 30, days: 10 },
    },
  });
  const calendar = createCalendar(config.hall);
  const { noShow, date } = bookingRules(config, calendar);
  const until = noShow?.until(calendar.moment("2026-03-24", "11:15")) ?? 0;
  expect([calendar.iso(until), date(until)]).toEqual(["2026-04-03T00:00:00.000+02:00", "4月3日（周五）"]);
});
