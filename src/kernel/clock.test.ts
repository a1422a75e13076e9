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
