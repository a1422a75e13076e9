import { describe, expect, test } from "vitest";
import { demoConfig } from "../config/demo.ts";
import { type HallConfigInput, hallConfig } from "../contract/hall-config.ts";
import type { StaffId, WindowId } from "../contract/ids.ts";
import { createCalendar } from "./calendar.ts";
import { createRota } from "./rota.ts";

const MONDAY = "2026-11-23";
const SATURDAY = "2026-11-28";
const WEEK = ["mon", "tue", "wed", "thu", "fri"] as const;
const SPLIT = [
  { days: [...WEEK], from: "08:30", to: "12:00" },
  { days: [...WEEK], from: "13:30", to: "17:00" },
];
type WindowInput = Partial<HallConfigInput["windows"][number]>;

function rotaOf(
  window: WindowInput,
  hours = SPLIT,
  staffHours: { from: string; to: string }[] = [],
  extraDays: string[] = [],
) {
  const config = hallConfig.parse({
    ...demoConfig(),
    hall: { id: "x", name: "厅", hours, extraDays },
    windows: [{ id: "w01", name: "1号窗口", sectors: ["comprehensive"], ...window }],
    staff: [{ id: "s01", name: "张三", hours: staffHours }],
    devices: [],
    lines: [],
  });
  const calendar = createCalendar(config.hall);
  const rota = createRota({ ...config, calendar });
  const clock = (at: number) => (at === calendar.dayEnd(at - 1) ? "24:00" : calendar.clock(at));
  return {
    breaks: (day = MONDAY, staff: string | null = null) =>
      rota
        .plannedBreaks("w01" as WindowId, day, staff as StaffId | null)
        .map((b) => `${clock(b.from)}-${clock(b.to)} ${b.reason}`),
    sectors: (time: string, day = MONDAY) =>
      rota.sectorsAt("w01" as WindowId, calendar.moment(day, time)).join(),
    next: (time: string, day = MONDAY) => clock(rota.nextChange(calendar.moment(day, time))),
    rota,
  };
}

describe("known breaks of a window", () => {
  test.each<[string, WindowInput, { from: string; to: string }[], string[]]>([
    ["the hall's midday closing", {}, [], ["12:00-13:30 午休"]],
    [
      "its own beside it",
      { breaks: [{ from: "10:00", to: "10:15", reason: "工间操" }] },
      [],
      ["10:00-10:15 工间操", "12:00-13:30 午休"],
    ],
    [
      "one that reaches into midday is one break",
      { breaks: [{ from: "11:30", to: "12:30" }] },
      [],
      ["11:30-13:30 午休"],
    ],
    [
      "not on another weekday",
      { breaks: [{ days: ["tue"], from: "10:00", to: "11:00" }] },
      [],
      ["12:00-13:30 午休"],
    ],
    ["a window staffed over midday has none", { hours: [{ from: "08:30", to: "17:00" }] }, [], []],
    [
      "one that opens late and closes early",
      { hours: [{ from: "09:30", to: "16:00" }] },
      [],
      ["08:30-09:30 窗口未安排", "16:00-17:00 窗口未安排"],
    ],
    [
      "one in two shifts",
      {
        hours: [
          { from: "08:00", to: "11:00" },
          { from: "14:00", to: "18:00" },
        ],
      },
      [],
      ["11:00-14:00 窗口未安排"],
    ],
  ])("%s", (_what, window, staffHours, breaks) => {
    expect(rotaOf(window, SPLIT, staffHours).breaks()).toEqual(breaks);
  });

  test("whoever leaves early takes the window's last hour along, and only at the window where they stand", () => {
    const hall = rotaOf({}, SPLIT, [{ from: "08:30", to: "15:30" }]);
    expect(hall.breaks(MONDAY, "s01")).toEqual(["12:00-13:30 午休", "15:30-17:00 下班"]);
    expect(hall.breaks(MONDAY, "s99")).toEqual(["12:00-13:30 午休"]);
  });

  test("there are none on a day the hall is closed, but a break of its own", () => {
    expect(rotaOf({ hours: [{ from: "09:00", to: "10:00" }] }).breaks(SATURDAY)).toEqual([]);
    expect(rotaOf({}).rota.plannedBreaks("w77" as WindowId, MONDAY, null)).toEqual([]);
  });
});

describe("sectors by time of day", () => {
  const tide = rotaOf({
    changes: [
      { at: "14:00", sectors: ["property"] as never },
      { days: ["tue"], at: "10:00", sectors: ["issuing"] as never },
    ],
  });
  test.each([
    ["00:00", MONDAY, "comprehensive"],
    ["13:59", MONDAY, "comprehensive"],
    ["14:00", MONDAY, "property"],
    ["23:59", MONDAY, "property"],
    ["11:00", "2026-11-24", "issuing"],
    ["14:00", "2026-11-24", "property"],
    ["09:00", "2026-11-24", "comprehensive"],
  ])("at %s on %s: %s", (time, day, sectors) => expect(tide.sectors(time, day)).toBe(sectors));

  test("the next change is the next set time, else midnight", () => {
    expect(tide.next("08:00")).toBe("14:00");
    expect(tide.next("14:00")).toBe("24:00");
    expect(tide.next("08:00", "2026-11-24")).toBe("10:00");
  });
});

test("an extra day runs by the rota of the weekday it is like, not as if nobody were planned", () => {
  const window: WindowInput = {
    hours: [{ days: [...WEEK], from: "08:30", to: "17:00" }],
    breaks: [{ days: [...WEEK], from: "10:00", to: "10:15", reason: "工间操" }],
    changes: [{ days: [...WEEK], at: "15:00", sectors: ["property"] }],
  };
  const extra = rotaOf(window, SPLIT, [], [SATURDAY]);
  expect(extra.breaks(SATURDAY)).toEqual(extra.breaks(MONDAY));
  expect(extra.sectors("15:00", SATURDAY)).toBe("property");
  const own = {
    ...window,
    hours: [...(window.hours ?? []), { days: ["sat" as const], from: "08:30", to: "12:00" }],
  };
  expect(rotaOf(own, SPLIT, [], [SATURDAY]).breaks(SATURDAY)).toContain("12:00-17:00 窗口未安排");
});
