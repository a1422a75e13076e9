import { expect, test } from "vitest";
import { demoConfig } from "../config/demo.ts";
import { type HallConfigInput, hallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import { createCalendar } from "./calendar.ts";
import { createDayPlans } from "./day-plan.ts";

const Q = "comprehensive" as QueueId;
const WEEK = ["mon", "tue", "wed", "thu", "fri"] as const;
const SATURDAY = "2026-11-28";

function quotaOn(day: string, quota: NonNullable<HallConfigInput["sectors"][number]["quota"]>) {
  const hours = [
    { days: [...WEEK], from: "08:30", to: "12:00" },
    { days: [...WEEK], from: "13:30", to: "17:00" },
  ];
  const config = hallConfig.parse({
    ...demoConfig(),
    hall: { id: "x", name: "厅", hours, extraDays: [SATURDAY] },
    sectors: [{ id: Q, name: "综合受理", prefix: "Z", quota }],
  });
  const made = createDayPlans({ config, calendar: createCalendar(config.hall) }).quota(Q, day);
  return made && { bands: made.bands.map((b) => b.text), free: made.free.map((f) => f.text) };
}

test("opening hours in which no band holds are known, lunch is not", () => {
  const band = (from: string, to: string) => ({ from, to, most: 3 });
  expect(quotaOn("2026-11-23", { bands: [band("10:00", "11:00"), band("16:00", "17:00")] })?.free).toEqual([
    "08:30–10:00",
    "11:00–12:00",
    "13:30–16:00",
  ]);
  expect(quotaOn("2026-11-23", { bands: [band("08:30", "17:00")] })?.free).toEqual([]);
  expect(quotaOn("2026-11-23", { perDay: 5 })?.free).toEqual(["08:30–12:00", "13:30–17:00"]);
});

test("an extra day has the bands of the weekday it runs like, or its own where some are named", () => {
  const bands = [{ days: [...WEEK], from: "08:30", to: "10:00", most: 2 }];
  expect(quotaOn(SATURDAY, { bands })?.bands).toEqual(["08:30–10:00"]);
  const own = [...bands, { days: ["sat" as const], from: "09:00", to: "12:00", most: 2 }];
  expect(quotaOn(SATURDAY, { bands: own })?.bands).toEqual(["09:00–12:00"]);
  expect(quotaOn("2026-11-29", { bands })?.bands).toEqual([]);
});
