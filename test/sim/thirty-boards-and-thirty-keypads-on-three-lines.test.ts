import { expect, onTestFinished, test } from "vitest";
import { BusyHall, callTimes } from "./support/busy-hall.ts";
import { seeded } from "./support/seeded.ts";

const BAUD = 9600;
const PER_LINE = 10;

test.each([1, 3])(
  "60 calls a minute for ten minutes at 9600 baud: every board right, no press lost, calls near the wire's limit (seed %i)",
  async (seed) => {
    const hall = new BusyHall({ lines: 3, perLine: PER_LINE, baud: BAUD, random: seeded(seed) });
    onTestFinished(() => hall.stop());
    hall.start();
    await hall.clock.run(hall.clock.now() + 10_000);
    expect(hall.wrong()).toEqual([]);
    await hall.minutes(10, 60);
    await hall.clock.run(hall.clock.now() + 5_000);
    expect(hall.presses).toBe(300);
    // As many on the windows' pages; a press more or less would be one lost or taken twice.
    expect(hall.calls.length).toBe(hall.presses + 300);
    expect(hall.calls.filter((c) => c.shownAt === null)).toEqual([]);
    expect(hall.wrong()).toEqual([]);
    expect(hall.health().filter((d) => d.health !== "ok")).toEqual([]);
    const { worst, limit, median, limitMedian } = callTimes(hall, PER_LINE, BAUD);
    expect(worst / limit).toBeLessThanOrEqual(1.3);
    expect(median / limitMedian).toBeLessThanOrEqual(1.3);
  },
);

test("every call by keypad: a press finds the wire quiet in time, however much there is to repaint", async () => {
  const hall = new BusyHall({ lines: 3, perLine: PER_LINE, baud: BAUD, random: seeded(2) });
  onTestFinished(() => hall.stop());
  hall.start();
  await hall.clock.run(hall.clock.now() + 10_000);
  await hall.minutes(10, 60, 0);
  await hall.clock.run(hall.clock.now() + 5_000);
  expect(hall.presses).toBe(600);
  expect(hall.calls).toHaveLength(600);
  expect(hall.wrong()).toEqual([]);
  const { worst, limit } = callTimes(hall, PER_LINE, BAUD);
  expect(worst / limit).toBeLessThanOrEqual(1.3);
});

test("a board that has lost its power costs the calls of the others little", async () => {
  const hall = new BusyHall({ lines: 1, perLine: PER_LINE, baud: BAUD, random: seeded(7) });
  onTestFinished(() => hall.stop());
  hall.start();
  await hall.clock.run(hall.clock.now() + 10_000);
  hall.darken(3);
  await hall.minutes(5, 20);
  await hall.clock.run(hall.clock.now() + 5_000);
  expect(hall.wrong().map((text) => text.split(":")[0])).toEqual(["led-3"]);
  expect(
    hall
      .health()
      .filter((d) => d.health !== "ok")
      .map((d) => d.id),
  ).toEqual(["led-3"]);
  expect(hall.calls.filter((c) => c.shownAt === null && c.window !== 3)).toEqual([]);
  const { worst, limit } = callTimes(hall, PER_LINE, BAUD);
  // One question to the dark board may stand before a call, never two.
  expect(worst).toBeLessThanOrEqual(1.3 * limit + 160);
});

test("when the adapter is pulled out and put back every board and keypad is right again", async () => {
  const hall = new BusyHall({ lines: 3, perLine: PER_LINE, baud: BAUD, random: seeded(5) });
  onTestFinished(() => hall.stop());
  hall.start();
  await hall.minutes(1, 60);
  hall.wires[1]?.unplug();
  await hall.minutes(1, 60);
  await hall.clock.run(hall.clock.now() + 5_000);
  expect(hall.wrong()).toEqual([]);
});
