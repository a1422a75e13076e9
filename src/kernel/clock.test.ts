import { afterEach, expect, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("the system clock never calls back before the time it was asked for", async () => {
  const early = await Promise.all(
    Array.from(
      { length: 300 },
      (_, i) =>
        new Promise<boolean>((resolve) => {
          const at = Date.now() + 1 + (i % 60);
          systemClock.at(at, () => resolve(systemClock.now() < at));
        }),
    ),
  );
  expect(early.filter(Boolean)).toHaveLength(0);
});

test("a clock that is set back by an hour holds no callback for an hour", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const began = Date.now();
  let now = began;
  vi.spyOn(Date, "now").mockImplementation(() => now);
  let called = 0;
  systemClock.at(began + 1_000, () => called++);
  now = began - 3_600_000;
  vi.advanceTimersByTime(1_000);
  expect(called).toBe(1);
});

test("a callback that was taken back does not come, not even when its timer fired early", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const began = Date.now();
  let now = began;
  vi.spyOn(Date, "now").mockImplementation(() => now);
  let called = 0;
  const cancel = systemClock.at(began + 1_000, () => called++);
  now = began + 999;
  vi.advanceTimersByTime(1_000);
  expect(called).toBe(0);
  cancel();
  now = began + 2_000;
  vi.advanceTimersByTime(1_000);
  expect(called).toBe(0);
});

test("a clock that is set forward, or a machine that slept, holds no callback for more than five seconds", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const began = Date.now();
  let ahead = 0;
  vi.spyOn(Date, "now").mockImplementation(() => began + performance.now() + ahead);
  let called = 0;
  systemClock.at(Date.now() + 7_200_000, () => called++);
  vi.advanceTimersByTime(60_000);
  ahead = 7_200_000;
  expect(called).toBe(0);
  vi.advanceTimersByTime(5_002);
  expect(called).toBe(1);
});

test("however long a callback is asked for, a clock set back meanwhile doesn't make it longer", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const began = Date.now();
  let ahead = 0;
  vi.spyOn(Date, "now").mockImplementation(() => began + performance.now() + ahead);
  let called = 0;
  systemClock.at(Date.now() + 60_000, () => called++);
  vi.advanceTimersByTime(20_000);
  ahead = -3_600_000;
  vi.advanceTimersByTime(39_000);
  expect(called).toBe(0);
  vi.advanceTimersByTime(1_000);
  expect(called).toBe(1);
});
