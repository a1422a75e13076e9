import { expect, test } from "vitest";
import type { QueueId } from "../../contract/ids.ts";
import { figuresOf, type Outcome } from "./figures.ts";

const wait = (at: number, calledAt: number | null, over: Partial<Outcome> = {}): Outcome => ({
  at,
  class: "walk",
  queue: "a" as QueueId,
  kind: "a",
  calledAt,
  finishedAt: calledAt === null ? null : calledAt + 5,
  window: "w1",
  promises: [],
  ...over,
});
const NEEDS = {
  sectors: [
    { id: "a" as QueueId, name: "甲" },
    { id: "b" as QueueId, name: "乙" },
  ],
  announced: false,
  clock: (minute: number) => `min ${minute}`,
};

test("waits by class and sector, and classes against walk-ins", () => {
  const figures = figuresOf(
    [
      wait(0, 10),
      wait(1, 21, { queue: "b" as QueueId }),
      wait(2, 5, { class: "green" }),
      wait(3, null, { class: "appointment" }),
    ],
    NEEDS,
  );
  expect(figures.all).toEqual({ people: 4, uncalled: 1, mean: 11, p95: 19, max: 20 });
  expect(figures.classes.map((c) => [c.class, c.people, c.mean])).toEqual([
    ["walk", 2, 15],
    ["appointment", 1, null],
    ["green", 1, 3],
  ]);
  expect(figures.sectors.map((s) => [s.name, s.mean])).toEqual([
    ["甲", 6.5],
    ["乙", 20],
  ]);
  expect(figures).toMatchObject({
    greenToWalk: 0.2,
    appointmentToWalk: null,
    lastServed: "min 26",
    told: null,
  });
});

test("overtaken is who of the same kind and class came earlier and was called more than five minutes later", () => {
  const of = (list: Outcome[]) => figuresOf(list, NEEDS).overtaken;
  expect(of([wait(0, 20), wait(1, 14)])).toBe(0.5);
  expect(of([wait(0, 20), wait(1, 15)])).toBe(0);
  expect(of([wait(0, 20), wait(0, 10)])).toBe(0);
  expect(of([wait(0, 20), wait(1, 10, { kind: "b" })])).toBe(0);
  expect(of([wait(0, 20), wait(1, 10, { class: "green" })])).toBe(0);
  expect(of([wait(0, 30), wait(1, 29), wait(2, 10)])).toBe(0.667);
});

test("announced windows count when told three minutes before the call, and as changed when another called", () => {
  const told = (list: Outcome[]) => figuresOf(list, { ...NEEDS, announced: true }).told;
  expect(told([wait(0, 10, { promises: [[7, "w1"]] })])).toEqual({ ahead: 1, changed: 0 });
  expect(told([wait(0, 10, { promises: [[7.1, "w1"]] })])).toEqual({ ahead: 0, changed: 0 });
  expect(
    told([
      wait(0, 10, {
        promises: [
          [2, "w2"],
          [6, "w1"],
        ],
      }),
      wait(0, 4),
    ]),
  ).toEqual({ ahead: 1, changed: 0.5 });
});
