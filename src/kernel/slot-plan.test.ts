import { expect, test } from "vitest";
import { appointmentRules } from "../contract/appointment-config.ts";
import { hallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import { createCalendar } from "./calendar.ts";
import { createSlotPlan } from "./slot-plan.ts";

const Q = "a" as QueueId;
const WEEK = ["mon", "tue", "wed", "thu", "fri"];
const HOURS = [
  { days: WEEK, from: "08:30", to: "12:00" },
  { days: WEEK, from: "13:30", to: "17:00" },
];

function planOf(band: object, hall: object = {}) {
  const config = hallConfig.parse({
    schema: 1,
    hall: { id: "x", name: "厅", hours: HOURS, ...hall },
    sectors: [{ id: "a", name: "甲", prefix: "A" }],
    windows: [{ id: "w1", name: "1号窗口", sectors: ["a"] }],
  });
  const calendar = createCalendar(config.hall);
  const { bands, openDaysAhead } = appointmentRules.parse({ bands: [{ sector: "a", quota: 2, ...band }] });
  const plan = createSlotPlan({ bands, openDaysAhead, calendar });
  const times = (day: string) =>
    plan.slotsOn(Q, day).map((s) => `${calendar.clock(s.from)}-${calendar.clock(s.to)}`);
  return { plan, calendar, times };
}

test("whole slots inside the hours; the midday closing has none", () => {
  const { times } = planOf({ from: "11:00", to: "14:30", every: 40 });
  expect(times("2026-11-23")).toEqual(["11:00-11:40", "13:40-14:20"]);
});

test.each([
  ["a weekend", "2026-11-21", 0],
  ["a closed day", "2026-11-24", 0],
  ["an extra day runs like the first configured weekday", "2026-11-28", 7],
  ["an ordinary Monday", "2026-11-23", 7],
  ["a weekday the band leaves out", "2026-11-25", 0],
])("%s", (_, day, count) => {
  const { times } = planOf(
    { from: "08:30", to: "12:00", days: ["mon", "tue"] },
    { closedDays: ["2026-11-24"], extraDays: ["2026-11-28"] },
  );
  expect(times(day)).toHaveLength(count);
});

test("a peak season's hours hold", () => {
  const profiles = [
    {
      id: "p",
      name: "高峰",
      when: { kind: "dates", from: "2026-11-23", to: "2026-11-23" },
      hours: [{ days: ["mon"], from: "09:30", to: "11:00" }],
    },
  ];
  const { times } = planOf({ from: "08:30", to: "12:00" }, { profiles });
  expect(times("2026-11-23")).toEqual(["09:30-10:00", "10:00-10:30", "10:30-11:00"]);
});

test("a day to midnight has its last slot, and it is found by its begin", () => {
  const hours = [{ days: [...WEEK, "sat", "sun"], from: "00:00", to: "24:00" }];
  const { plan, calendar, times } = planOf({ from: "23:00", to: "24:00" }, { hours });
  expect(times("2026-11-23")).toEqual(["23:00-23:30", "23:30-00:00"]);
  const last = plan.slotsOn(Q, "2026-11-23")[1];
  expect(plan.slotAt(Q, last?.from ?? 0)).toEqual(last);
  expect(last?.to).toBe(calendar.dayEnd(last?.from ?? 0));
  expect(plan.slotAt(Q, (last?.from ?? 0) + 60_000)).toBeNull();
  expect(plan.slotAt("b" as QueueId, last?.from ?? 0)).toBeNull();
});

test("where summer time begins no slot is in the hour that isn't; where it ends none is twice", () => {
  const hours = [{ days: ["sun"], from: "00:00", to: "06:00" }];
  const { plan, times } = planOf({ from: "01:00", to: "04:00" }, { hours, timeZone: "Europe/Berlin" });
  expect(times("2026-03-29")).toEqual(["01:00-01:30", "01:30-03:00", "03:00-03:30", "03:30-04:00"]);
  const autumn = plan.slotsOn(Q, "2026-10-25");
  expect(new Set(autumn.map((s) => s.from)).size).toBe(autumn.length);
  expect(autumn.every((s) => s.to - s.from === 30 * 60_000)).toBe(true);
});

test("bookable days count from today, over the month's end", () => {
  const { plan } = planOf({ from: "08:30", to: "12:00" });
  const days = plan.days("2026-11-28");
  expect([days[0], days.at(-1), days.length]).toEqual(["2026-11-28", "2026-12-05", 8]);
});
