import { expect, test } from "vitest";
import { ManualClock } from "../kernel/clock.ts";
import { Pace } from "./pace.ts";

const GAP = 100;
const asked = async (pace: Pace) => {
  pace.ask();
  await Promise.resolve();
};

test("the first change is shown at once, the next no sooner than the gap", async () => {
  const clock = new ManualClock(1_000_000);
  let runs = 0;
  const pace = new Pace({ clock, gapMs: GAP, run: () => void runs++ });
  await asked(pace);
  expect(runs).toBe(1);
  await asked(pace);
  expect(runs).toBe(1);
  clock.advance(GAP);
  expect(runs).toBe(2);
});

test("a clock set back by hours holds no screen", async () => {
  const clock = new ManualClock(1_000_000_000);
  let runs = 0;
  const pace = new Pace({ clock, gapMs: GAP, run: () => void runs++ });
  await asked(pace);
  const right = clock.now() - 3_600_000;
  clock.now = () => right;
  await asked(pace);
  expect(runs).toBe(2);
});
