import { expect, it } from "vitest";
import { hallTime, zoneOf } from "./hall-clock.ts";

it("shows the hall's time on a computer set to another zone", () => {
  const now = "2026-11-23T23:31:05.120+08:00";
  expect(hallTime(Date.parse(now), zoneOf(now))).toEqual({
    time: "23:31:05",
    date: "11月23日",
    weekday: "星期一",
  });
});

it("reads zones west of Greenwich, half hours and UTC", () => {
  expect(zoneOf("2026-01-01T00:30:00-03:30")).toBe(-210);
  expect(zoneOf("2026-01-01T00:30:00.000Z")).toBe(0);
});
