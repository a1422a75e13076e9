import { expect, test } from "vitest";
import type { HallEvent } from "../../contract/events.ts";
import type { StaffId, WindowId } from "../../contract/ids.ts";
import { event } from "../../kernel/feature.ts";
import { habitsOf } from "./habits.ts";

const at = (clock: string): number => {
  const [hour, minute] = clock.split(":").map(Number) as [number, number];
  return (hour * 60 + minute) * 60_000;
};
const [w1, w2] = ["w1" as WindowId, "w2" as WindowId];
const opened = (window: WindowId, staff: string, clock: string) =>
  event("window.opened", at(clock), { window, staff: staff as StaffId });
const closed = (window: WindowId, staff: string, clock: string) =>
  event("window.closed", at(clock), { window, staff: staff as StaffId });
const paused = (window: WindowId, clock: string) =>
  event("window.paused", at(clock), { window, reason: null });
const resumed = (window: WindowId, clock: string) => event("window.resumed", at(clock), { window });
const habits = (...days: HallEvent[][]) =>
  habitsOf(days.map((facts) => ({ facts, minute: (moment: number) => moment / 60_000 })));

test("whom a window had longest is its usual person, and the pause about noon is their lunch", () => {
  const day = (from: string, to: string) => [
    opened(w1, "anna", "09:00"),
    paused(w1, "10:00"),
    resumed(w1, "10:05"),
    opened(w2, "bo", "09:00"),
    paused(w1, from),
    resumed(w1, to),
    closed(w2, "bo", "12:00"),
    opened(w2, "cleo", "13:10"),
    closed(w1, "anna", "17:00"),
    closed(w2, "cleo", "17:00"),
  ];
  const is = habits(day("11:30", "12:10"), day("11:40", "12:20"), day("11:50", "12:30"));
  expect([...is.usual]).toEqual([
    [w1, "anna"],
    [w2, "cleo"],
  ]);
  // Bo went home and Cleo came: neither is a lunch.
  expect([...is.lunches]).toEqual([["anna", { from: 11 * 60 + 40, to: 12 * 60 + 20 }]]);
});

test("once is no habit, and who changes windows at noon has eaten between", () => {
  const without = [opened(w1, "anna", "09:00"), closed(w1, "anna", "17:00")];
  const once = [
    ...without.slice(0, 1),
    paused(w1, "12:00"),
    resumed(w1, "12:40"),
    closed(w1, "anna", "17:00"),
  ];
  expect(habits(without, without, once).lunches.size).toBe(0);
  const moved = [
    opened(w1, "anna", "09:00"),
    closed(w1, "anna", "12:00"),
    opened(w2, "anna", "13:00"),
    closed(w2, "anna", "17:00"),
  ];
  expect([...habits(moved).lunches.values()]).toEqual([{ from: 720, to: 780 }]);
});
