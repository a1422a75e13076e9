import fc from "fast-check";
import { expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import { orderPolicy } from "../../contract/order-config.ts";
import { assign } from "./assign.ts";
import { type Coming, drawVisits, expectedOf } from "./expected.ts";
import { fewestWindows } from "./fewest.ts";
import { type Visitor, waitsIn } from "./line.ts";
import { type RotaKind, spansOf } from "./played.ts";
import { type ProposalNeeds, propose } from "./propose.ts";

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

/** Somebody with one matter of a sector; `minutes` from the first half hour. */
const come = (at: number, queue = A, matter: string | null = null, is: Coming["class"] = "walk"): Coming => ({
  at,
  class: is,
  legs: [{ queue, matter, count: 1, after: 0 }],
});
/** As many as that in each quarter hour. */
const coming = (counts: readonly number[], queue = A): Coming[] =>
  counts.flatMap((n, quarter) =>
    Array.from({ length: n }, (_, i) => come(quarter * 15 + (i * 15) / n, queue)),
  );
const service = () => ({ meanMinutes: 8, spread: 0.5 });
const draw = (past: readonly Coming[], quarters: number, queues: readonly QueueId[] = [A, B], seed = 3) =>
  drawVisits({ queues, past: [past], booked: [], quarters, service }, { days: 6, seed });

const busy = draw(coming([...every(4, 2), ...every(4, 8), ...every(4, 2)]), 12, [A]).map((day) =>
  day.map(({ at, legs }): Visitor => ({ at, hold: 1 + (legs[0]?.work ?? 0) })),
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
  const slotted = (at: number) => come(at, A, null, "appointment");
  const past = [[come(1), come(2), slotted(20)], [come(3), come(16), come(400)], [come(1, B)]];
  expect(expectedOf(A, past, [slotted(17), slotted(18)], 3)).toEqual([1, 1 / 3 + 2, 1 / 3]);
  expect(expectedOf(A, [], [], 2)).toEqual([0, 0]);
  // Whoever asks for two things comes to both lines, to the second when the first is done.
  const both: Coming = {
    ...come(1),
    legs: [come(1).legs[0], { queue: B, matter: null, count: 1, after: 16 }],
  };
  expect([A, B].map((q) => expectedOf(q, [[both]], [], 3))).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
});

test("days are drawn from what was asked for at about that time, with its matters and like cases", () => {
  const past: Coming[] = [
    ...Array.from({ length: 12 }, (_, i) => come(i, A, "early")),
    ...Array.from({ length: 12 }, (_, i) => ({
      ...come(105 + i, A, "late"),
      legs: [{ queue: A, matter: "late", count: 3, after: 0 }] as Coming["legs"],
    })),
  ];
  const drawn = draw(past, 8, [A]).flat();
  expect(drawn.length).toBeGreaterThan(100);
  for (const { at, legs } of drawn)
    expect([legs[0]?.matter, legs[0]?.count]).toEqual(at < 15 ? ["early", 1] : ["late", 3]);
  const mean = (matter: string) => {
    const works = drawn.flatMap((v) => v.legs.filter((l) => l.matter === matter).map((l) => l.work));
    return works.reduce((x, y) => x + y, 0) / works.length;
  };
  expect(mean("late") / mean("early")).toBeGreaterThan(2);
});

const window = (id: string, sectors: QueueId[], free = every(4, true)) => ({
  id: id as WindowId,
  sectors,
  batch: false,
  usual: null as StaffId | null,
  free,
});
const person = (id: string, can: readonly QueueId[], there = every(4, true), factor = 1) => ({
  id: id as StaffId,
  there,
  can: (q: QueueId) => can.includes(q),
  factor: () => factor,
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

test("whoever usually sits there does; else the quickest without a window of their own", () => {
  const needed = new Map([[A, [2, 2, 2, 2]]]);
  const windows = [
    { ...window("w1", [A]), usual: "slow" as StaffId },
    window("w2", [A]),
    { ...window("w3", [B]), usual: "own" as StaffId },
  ];
  const staff = [
    person("mid", [A], every(4, true), 1),
    person("own", [A, B], every(4, true), 0.5),
    person("quick", [A], [true, true, false, true], 0.8),
    person("slow", [A], every(4, true), 1.6),
  ];
  const { windows: rows, missing } = assign(needed, windows, staff);
  expect(rows.map((r) => r.staff)).toEqual(["slow", "quick", null]);
  // At lunch the window closes: no gap is bridged by somebody who eats.
  expect(rows[1]?.open).toEqual([A, A, null, A]);
  expect(missing).toEqual([{ slot: 2, queue: A, count: 1 }]);
});

const needsOf = (of: Partial<ProposalNeeds>): ProposalNeeds => ({
  queues: [A, B],
  kinds: [A, B].map((queue): RotaKind => ({ queue, matter: null, ...service() })),
  days: draw([...coming([...every(8, 1), ...every(8, 4), ...every(8, 1)]), ...coming(every(24, 1), B)], 24),
  windows: ["w1", "w2", "w3", "w4", "w5", "w6"].map((id, i) =>
    window(id, i < 3 ? [A] : i < 5 ? [A, B] : [B], every(12, true)),
  ),
  present: new Map(["w1", "w6"].map((id) => [id as WindowId, every(12, true)])),
  staff: [],
  batchAbove: new Map(),
  slots: 12,
  open: every(12, true),
  target: 10,
  walkMinutes: 1,
  order: orderPolicy.parse({}),
  factor: () => 1,
  ...of,
});
const hoursOf = ({ assignment }: ReturnType<typeof propose>) =>
  assignment.windows.flatMap((w) => w.open.filter((q) => q !== null)).length;

test("a proposal keeps the target under the dispatcher's own order, with fewer windows than all", () => {
  const needs = needsOf({});
  const proposal = propose(needs);
  expect(proposal.short).toEqual([]);
  expect(proposal.waits.get(A)?.proposed).toBeLessThanOrEqual(10);
  expect(proposal.waits.get(B)?.proposed).toBeLessThanOrEqual(10);
  expect(proposal.waits.get(A)?.present).toBeGreaterThan(10);
  expect(hoursOf(proposal)).toBeLessThan(6 * 12 * 0.7);
  expect(propose(needs)).toEqual(proposal);
});

test("slow people need more windows, quick ones fewer", () => {
  const at = (factor: number) =>
    hoursOf(
      propose(
        needsOf({
          staff: ["s1", "s2", "s3", "s4", "s5", "s6"].map((id) =>
            person(id, [A, B], every(12, true), factor),
          ),
          factor: () => factor,
        }),
      ),
    );
  const [quick, usual, slow] = [at(0.7), at(1), at(1.4)] as [number, number, number];
  expect(quick).toBeLessThan(usual);
  expect(usual).toBeLessThan(slow);
});

test("whatever the hall: no wait over both target and present rota; windows, people and their lunch are kept", () => {
  const bools = (n: number) =>
    fc.array(
      fc.integer({ min: 0, max: 5 }).map((x) => x > 0),
      { minLength: n, maxLength: n },
    );
  const halls = fc.record({
    a: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 }),
    b: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 12 }),
    free: fc.array(bools(6), { minLength: 4, maxLength: 4 }),
    present: fc.array(bools(6), { minLength: 4, maxLength: 4 }),
    there: fc.array(bools(6), { maxLength: 4 }),
    can: fc.array(fc.constantFrom([A], [B], [A, B]), { minLength: 4, maxLength: 4 }),
    factors: fc.array(fc.integer({ min: 6, max: 16 }), { minLength: 4, maxLength: 4 }),
    target: fc.integer({ min: 2, max: 20 }),
  });
  fc.assert(
    fc.property(halls, (hall) => {
      const windows = hall.free.map((free, i) => ({
        ...window(`w${i}`, i < 2 ? [A] : i < 3 ? [A, B] : [B], free),
        usual: (i < hall.there.length ? `s${i}` : null) as StaffId | null,
      }));
      const staff = hall.there.map((there, i) =>
        person(`s${i}`, hall.can[i] ?? [], there, (hall.factors[i] as number) / 10),
      );
      const { waits, assignment } = propose(
        needsOf({
          windows,
          staff,
          present: new Map(windows.map((w, i) => [w.id, hall.present[i] as boolean[]])),
          days: draw([...coming(hall.a), ...coming(hall.b, B)], 12),
          slots: 6,
          open: every(6, true),
          target: hall.target,
          factor: (_, who, { queue }) => {
            const is = staff.find((s) => s.id === who);
            if (!is) return 1;
            return is.can(queue) ? is.factor() : 0;
          },
        }),
      );
      for (const { present, proposed } of waits.values())
        expect(proposed ?? 0).toBeLessThanOrEqual(Math.max(hall.target, present ?? 0) + 1e-6);
      const named = assignment.windows.flatMap((row) => row.staff ?? []);
      expect(new Set(named).size).toBe(named.length);
      for (const row of assignment.windows) {
        const free = windows.find((w) => w.id === row.window)?.free;
        const there = staff.find((s) => s.id === row.staff)?.there;
        row.open.forEach((queue, slot) => {
          if (queue === null) return;
          expect(free?.[slot]).toBe(true);
          if (staff.length > 0) expect(there?.[slot]).toBe(true);
        });
      }
    }),
    { numRuns: 25, seed: 20261125 },
  );
});

test("runs of half hours", () => {
  expect(spansOf([A, A, null, B])).toEqual([
    [0, 2],
    [3, 4],
  ]);
  expect(spansOf([false, true])).toEqual([[1, 2]]);
});
