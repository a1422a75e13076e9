import { expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import { orderPolicy } from "../../contract/order-config.ts";
import { assign } from "./assign.ts";
import { drawDays, expectedOf } from "./expected.ts";
import { fewestWindows } from "./fewest.ts";
import { type Visitor, waitsIn } from "./line.ts";
import { type ProposalNeeds, propose, spansOf } from "./propose.ts";

const [A, B] = ["a" as QueueId, "b" as QueueId];
const every = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

test("a line by hand: two windows, then one, and nobody is broken off", () => {
  const day: Visitor[] = [
    { at: 0, hold: 40 },
    { at: 1, hold: 40 },
    { at: 2, hold: 10 },
  ];
  // At 30 one window closes when its service ends, so the third waits for the other's end.
  expect(waitsIn([day], [2, 1])).toMatchObject({ mean: (41 - 2) / 3 });
  expect(waitsIn([day], [2, 2]).mean).toBeCloseTo((40 - 2) / 3);
  expect(waitsIn([day], [3, 1]).mean).toBe(0);
  expect(waitsIn([[{ at: 5, hold: 1 }]], [0, 1]).mean).toBe(25);
});

const busy = drawDays(
  [...every(4, 2), ...every(4, 8), ...every(4, 2)],
  { meanMinutes: 8, spread: 0.5, walkMinutes: 1 },
  { days: 6, seed: 3 },
);

test("the fewest windows keep the target, one less anywhere does not, and a looser target needs no more", () => {
  const needs = { most: every(6, 12), least: every(6, 1) };
  const tight = fewestWindows(busy, { ...needs, target: 5 });
  expect(tight.enough).toBe(true);
  const { mean, worst } = waitsIn(busy, tight.windows);
  expect(mean).toBeLessThanOrEqual(5);
  expect(worst).toBeLessThanOrEqual(10);
  for (const [i, n] of tight.windows.entries()) {
    if (n <= 1) continue;
    const less = waitsIn(
      busy,
      tight.windows.map((m, j) => (i === j ? m - 1 : m)),
    );
    expect(less.mean > 5 || less.worst > 10).toBe(true);
  }
  expect(Math.max(...tight.windows.slice(2, 4))).toBeGreaterThan(tight.windows[0] as number);
  const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);
  expect(sum(fewestWindows(busy, { ...needs, target: 30 }).windows)).toBeLessThan(sum(tight.windows));
  const few = fewestWindows(busy, { ...needs, most: every(6, 2), target: 5 });
  expect(few).toMatchObject({ enough: false });
  expect(Math.max(...few.windows)).toBe(2);
  // Before anybody comes no window helps, however short of the target the day stays.
  const late = busy.map((day) => day.map((v) => ({ ...v, at: v.at + 120 })));
  expect(
    fewestWindows(late, { most: every(10, 2), least: every(10, 1), target: 5 }).windows.slice(0, 4),
  ).toEqual([1, 1, 1, 1]);
});

test("expected people: walk-ins as on past days, appointments the usual or what is booked", () => {
  const come = (at: number, booked = false, queue = A) => ({ queue, at, booked });
  const past = [[come(1), come(2), come(20, true)], [come(3), come(16), come(400)], [come(1, false, B)]];
  expect(expectedOf(A, past, [come(17, true), come(18, true)], 3)).toEqual([1, 1 / 3 + 2, 1 / 3]);
  expect(expectedOf(A, [], [], 2)).toEqual([0, 0]);
});

const window = (id: string, sectors: QueueId[], free = every(4, true)) => ({
  id: id as WindowId,
  sectors,
  free,
});
const person = (id: string, can: QueueId[], there = every(4, true)) => ({
  id: id as StaffId,
  there,
  can: (q: QueueId) => can.includes(q),
});

test("windows go on rather than change, breaks and skills are kept, and what is missing is told", () => {
  const needed = new Map([
    [A, [1, 2, 1, 1]],
    [B, [1, 1, 1, 1]],
  ]);
  const windows = [window("w1", [A], [true, true, false, true]), window("w2", [A, B]), window("w3", [B])];
  const none = assign(needed, windows, []);
  const rows = Object.fromEntries(none.windows.map((w) => [w.window, w.open.map((q) => q ?? "-").join("")]));
  expect(rows).toEqual({ w1: "aa--", w2: "-aaa", w3: "bbbb" });
  expect(none.missing).toEqual([]);
  const two = assign(needed, windows, [person("s1", [A]), person("s2", [B])]);
  expect(two.windows.find((w) => w.window === "w3")?.staff).toBe("s2");
  expect(two.windows.find((w) => w.window === "w1")?.staff).toBe("s1");
  expect(two.missing).toEqual([
    { slot: 1, queue: A, count: 1 },
    { slot: 2, queue: A, count: 1 },
  ]);
});

test("a proposal keeps the target under the dispatcher's own order, with fewer windows than all", () => {
  const needs: ProposalNeeds = {
    sectors: [
      { id: A, expected: [...every(8, 1), ...every(8, 4), ...every(8, 1)], meanMinutes: 8, spread: 0.5 },
      { id: B, expected: every(24, 1), meanMinutes: 6, spread: 0.5 },
    ],
    windows: ["w1", "w2", "w3", "w4", "w5", "w6"].map((id, i) =>
      window(id, i < 3 ? [A] : i < 5 ? [A, B] : [B], every(12, true)),
    ),
    present: new Map([
      ["w1" as WindowId, every(12, true)],
      ["w6" as WindowId, every(12, true)],
    ]),
    staff: [],
    open: every(12, true),
    target: 10,
    walkMinutes: 1,
    order: orderPolicy.parse({}),
    seed: 5,
  };
  const { assignment, waits, short } = propose(needs);
  expect(short).toEqual([]);
  expect(waits.get(A)?.proposed).toBeLessThanOrEqual(10);
  expect(waits.get(B)?.proposed).toBeLessThanOrEqual(10);
  expect(waits.get(A)?.present).toBeGreaterThan(10);
  const hours = assignment.windows.flatMap((w) => w.open.filter((q) => q !== null)).length;
  expect(hours).toBeLessThan(6 * 12 * 0.7);
  expect(propose(needs)).toEqual(propose(needs));
});

test("runs of half hours", () => {
  expect(spansOf([A, A, null, B])).toEqual([
    [0, 2],
    [3, 4],
  ]);
  expect(spansOf([false, true])).toEqual([[1, 2]]);
});
