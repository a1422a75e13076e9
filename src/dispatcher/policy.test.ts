import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import { type Candidate, choose } from "./choose.ts";
import { factorOf, learnService, meanServiceMs, nothingLearned, paceOf } from "./learning.ts";
import { lineFor, nextFor } from "./order.ts";
import { ACCUMULATING, ageOf, keepsOrder, originOf, policyOf } from "./policy.ts";
import { ruleOf, type WindowRule } from "./state.ts";
import { A, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";

const candidate = (minutes: number, is: TicketClass = "walk", cost = 0, arrival = 0): Candidate => ({
  age: minutes * MINUTE,
  class: is,
  cost,
  arrival,
});

describe("age", () => {
  const at = (minutes: number) => minutes * MINUTE;
  test.each([
    ["a walk-in's is what it waited", "walk", null, 10, 10],
    ["green: three times as fast, five minutes ahead", "green", null, 10, 35],
    ["an appointment before its slot: eight minutes ahead", "appointment", 60, 10, 18],
    ["inside the slot every minute counts twice", "appointment", 5, 10, 28],
    ["a slot that began before arrival counts from arrival", "appointment", -30, 10, 28],
    ["five minutes before the slot count as inside", "appointment", 12, 10, 21],
  ] as const)("%s", (_, is, slot, waited, age) => {
    const claim = { class: is, origin: 0, slot: slot === null ? null : at(slot) };
    expect(ageOf(ACCUMULATING, claim, at(waited))).toBe(at(age));
  });

  test("however long they wait, a quick class is never more than an hour ahead of its waiting time", () => {
    const green = { class: "green", origin: 0, slot: null } as const;
    expect(ageOf(ACCUMULATING, green, at(27))).toBe(at(86));
    expect(ageOf(ACCUMULATING, green, at(28))).toBe(at(88));
    expect(ageOf(ACCUMULATING, green, at(100))).toBe(at(160));
  });

  test("the origin for an age gives that age", () => {
    fc.assert(
      fc.property(fc.constantFrom("walk", "green" as const), fc.integer({ min: 0, max: 1e8 }), (is, age) => {
        const origin = originOf(ACCUMULATING, is, age, 5e9);
        expect(ageOf(ACCUMULATING, { class: is, origin, slot: null }, 5e9)).toBeCloseTo(age, 3);
      }),
    );
  });

  test("ages of one class never change their order, where that is promised", () => {
    fc.assert(
      fc.property(fc.nat(1e7), fc.nat(1e7), fc.nat(1e7), fc.nat(1e7), (a, b, now, later) => {
        for (const is of ["walk", "green"] as const) {
          if (!keepsOrder(ACCUMULATING, is)) continue;
          const older = (t: number) =>
            ageOf(ACCUMULATING, { class: is, origin: a, slot: null }, t) >=
            ageOf(ACCUMULATING, { class: is, origin: b, slot: null }, t);
          expect(older(1e7 + now)).toBe(older(1e7 + now + later));
        }
      }),
    );
  });
});

describe("who of those that wait", () => {
  const pick = (list: readonly Candidate[], kind: Parameters<typeof policyOf>[0] = "accumulating", run = 0) =>
    choose(policyOf(kind), list, list.length, false, run);

  test("nobody", () => {
    expect(pick([])).toBe(-1);
  });
  test("the eldest, where all are equally quick", () => {
    expect(pick([candidate(3), candidate(9), candidate(7)])).toBe(1);
  });
  test("equal ages: who came first", () => {
    expect(pick([candidate(3, "walk", 0, 2), candidate(3, "walk", 0, 1)])).toBe(1);
  });
  test("inside the slack the matter this window is good at goes first", () => {
    expect(pick([candidate(20, "walk", 0), candidate(12, "walk", -0.3)])).toBe(1);
  });
  test("outside the slack never, however good it is", () => {
    expect(pick([candidate(20, "walk", 2), candidate(7.9, "walk", -2)])).toBe(0);
  });
  test("fcfs, strict and ratio do not look at speed", () => {
    for (const kind of ["fcfs", "strict", "ratio"] as const)
      expect(pick([candidate(20, "walk", 2), candidate(19, "walk", -2)], kind)).toBe(0);
  });
  test("strict: a class before the others, whatever they waited", () => {
    const policy = policyOf("strict");
    const ages = (["walk", "appointment", "green"] as const).map((is, i) =>
      ageOf(policy, { class: is, origin: -1e7 * (3 - i), slot: null }, 0),
    );
    expect(ages).toEqual([...ages].sort((a, b) => a - b));
  });
  test("ratio 2:1: two of the priority classes, then a walk-in; whoever is alone is called", () => {
    const both = [candidate(30), candidate(1, "green"), candidate(2, "appointment")];
    expect([0, 1, 2, 3].map((run) => pick(both, "ratio", run))).toEqual([2, 2, 0, 0]);
    expect(pick([candidate(1, "green")], "ratio", 5)).toBe(0);
    expect(pick([candidate(1)], "ratio", 0)).toBe(0);
  });

  test("nobody is ever passed by someone whose age is more than the slack lower", () => {
    const person = fc.record({
      age: fc.integer({ min: 0, max: 200 * MINUTE }),
      class: fc.constantFrom<TicketClass>("walk", "appointment", "green"),
      cost: fc.double({ min: -2, max: 2, noNaN: true }),
      arrival: fc.nat(1000),
    });
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 60 }),
        fc.boolean(),
        (list, slack, flexible) => {
          const policy = { ...ACCUMULATING, slackMs: slack * MINUTE };
          const chosen = list[choose(policy, list, list.length, flexible, 0)];
          const eldest = Math.max(...list.map((c) => c.age));
          expect(eldest - (chosen?.age ?? 0)).toBeLessThanOrEqual(policy.slackMs);
        },
      ),
    );
  });
});

describe("learning", () => {
  const usual = { queue: A as QueueId, matter: "m", count: 1, usualMs: 8 * MINUTE, ownMs: 8 * MINUTE };
  const slow = "s-slow" as StaffId;

  test("little data never counts much, much data does", () => {
    const learned = nothingLearned();
    const see = (times: number) => {
      for (let i = 0; i < times; i++) learnService(learned, { ...usual, staff: slow, ms: 16 * MINUTE });
      return factorOf(learned, slow, "a m");
    };
    expect(factorOf(learned, slow, "a m")).toBe(1);
    expect(see(1)).toBeLessThan(1.1);
    expect(see(400)).toBeGreaterThan(1.8);
  });

  test("a matter nobody has seen is as long as its sector; like cases are seen one by one", () => {
    const learned = nothingLearned();
    for (let i = 0; i < 200; i++)
      learnService(learned, { ...usual, staff: slow, ms: 40 * MINUTE, count: 10 });
    expect(meanServiceMs(learned, A, "other", null, 8 * MINUTE) / MINUTE).toBeCloseTo(4.36, 1);
  });

  test("what cannot be a service teaches nothing: a clock set back, a service nobody ended overnight", () => {
    const learned = nothingLearned();
    for (const ms of [-1, Number.NaN, 5 * 60 * MINUTE]) learnService(learned, { ...usual, staff: slow, ms });
    expect(learned).toEqual(nothingLearned());
    learnService(learned, { ...usual, staff: slow, ms: 5 * 60 * MINUTE, count: 2 });
    expect(learned.version).toBe(1);
  });

  test("a day that is slower than learned is believed within it", () => {
    const learned = nothingLearned();
    for (let i = 0; i < 80; i++) learnService(learned, { ...usual, staff: slow, ms: 9.2 * MINUTE });
    expect(paceOf(learned)).toBeGreaterThan(1.1);
    expect(paceOf(learned)).toBeLessThan(1.15);
  });
});

test("a window calls the matter its clerk is quick at, and says why; skill and level limit it", () => {
  const hall = new DeskHall({
    ...RULES,
    levels: new Map([["hard", 4]]),
    staff: new Map([
      ["s01" as StaffId, { skills: ["a"], level: 3 }],
      ["s02" as StaffId, { skills: ["easy"], level: 5 }],
    ]),
    known: {
      matters: new Map(["easy", "hard", "slow"].map((m) => [m, { meanMs: 8 * MINUTE, cv: 0.5 }])),
      factors: new Map<WindowId, ReadonlyMap<string, number>>([
        [
          W(1),
          new Map([
            ["easy", 0.7],
            ["slow", 1.3],
          ]),
        ],
        [
          W(2),
          new Map([
            ["easy", 1.3],
            ["slow", 0.7],
          ]),
        ],
      ]),
    },
  });
  hall.open(1, 2);
  const rule = (n: number) => ruleOf(hall.state, W(n)) as WindowRule;
  const first = hall.issue(A, "walk", [A], ["slow"]);
  hall.wait(4 * MINUTE);
  const second = hall.issue(A, "walk", [A], ["easy"]);
  hall.wait(MINUTE);
  hall.issue(A, "walk", [A], ["hard"]);
  const next = nextFor(hall.state, rule(1), hall.at);
  expect(next?.ticket.id).toBe(second);
  expect(next?.reason).toBe(
    "先于排在最前的Z001（普通号、5分钟前取号）：Z002（普通号、1分钟前取号）由1号窗口办比各窗口平均快30%，折算等候只少4分钟（最多可让12分钟）",
  );
  // The clerk's page names the same person as the next one.
  expect(lineFor(hall.state, rule(1), 5, hall.at).map((t) => t.id)).toEqual([second, first]);
  // Level 3 can't do the hard matter; the other clerk is trained for one matter only.
  expect(hall.next(1)).toBe(second);
  expect(hall.next(1)).toBe(first);
  expect(hall.next(1)).toBeNull();
  expect(hall.next(2)).toBeNull();
});
