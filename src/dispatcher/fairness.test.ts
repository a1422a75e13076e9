import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { TicketId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import { event } from "../kernel/feature.ts";
import { dispatcher, initial } from "./dispatcher.ts";
import { serves, staffAt } from "./eligibility.ts";
import { lineFor, placeOf } from "./order.ts";
import { ACCUMULATING, ageOf, policyOf } from "./policy.ts";
import { type DispatcherRules, type QueueTicket, ruleOf, type WindowRule } from "./state.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";

// What the order promises (issue: Properties), over the hall's own decide and apply, with its real rates.

const rulesOf = (kind: Parameters<typeof policyOf>[0]): DispatcherRules => ({
  ...RULES,
  policy: policyOf(kind, ACCUMULATING),
});
const REAL = rulesOf("accumulating");
const SEED = 20261125;

const window = fc.constantFrom(1, 2, 3);
const arrival = fc.record({
  act: fc.constant("issue" as const),
  queue: fc.constantFrom(A, B),
  class: fc.constantFrom<TicketClass>("walk", "walk", "green", "appointment"),
  slotIn: fc.integer({ min: -10, max: 40 }),
  legs: fc.boolean(),
  matter: fc.constantFrom("m1", "m2", null),
});
const press = fc.record({
  act: fc.constantFrom("call-next", "call-next", "call-next", "start", "finish", "no-show" as const),
  window,
});
const step = fc.oneof(
  { weight: 5, arbitrary: arrival },
  { weight: 7, arbitrary: press },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("wait" as const), minutes: fc.nat(12) }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constantFrom("rejoin", "yield" as const), ticket: fc.nat(40) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("transfer" as const),
      window,
      to: fc.constantFrom({ queue: A }, { queue: B }, { window: W(2) }),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
const steps = fc.array(step, { minLength: 10, maxLength: 140, size: "max" });

function run(hall: DeskHall, s: Step): void {
  hall.wait(20_000);
  switch (s.act) {
    case "issue": {
      const slot = s.class === "appointment" ? hall.at + s.slotIn * MINUTE : null;
      const legs = s.legs ? [s.queue, s.queue === A ? B : A] : [s.queue];
      hall.issue(s.queue, s.class, legs, s.matter === null ? [] : [s.matter], 1, slot);
      return;
    }
    case "wait":
      hall.wait(s.minutes * MINUTE);
      return;
    case "rejoin":
    case "yield":
      hall.do({ type: s.act, ticket: `t${s.ticket}` as TicketId, byStaff: true });
      return;
    case "transfer":
      hall.do({ type: "transfer", window: W(s.window), to: s.to });
      return;
    default:
      hall.do({ type: s.act, window: W(s.window) });
  }
}

const begun = (rules: DispatcherRules): DeskHall => {
  const hall = new DeskHall(rules);
  hall.open(1, 2, 3);
  return hall;
};

/** Whom a window called from the line by its own rule; transfers and legs of this very press among them. */
const calls = (facts: readonly HallEvent[]) =>
  facts.flatMap((f) => (f.type === "ticket.called" && f.data.from === "waiting" ? [f.data] : []));

/** Who waits as the facts of this press stand, but for the call itself, and could have been called at that window. */
function couldBeCalled(hall: DeskHall, window: number): readonly QueueTicket[] {
  const rule = ruleOf(hall.state, W(window));
  return [...hall.state.tickets.values()].filter((t) => {
    const { phase } = t;
    if (!rule || phase.state !== "waiting" || (phase.only !== null && phase.only !== W(window))) return false;
    const { queue, matter, batch } = placeOf(t);
    return (
      phase.only !== null || serves(hall.state, rule, staffAt(hall.state, W(window)), queue, matter, batch)
    );
  });
}

/** Presses in any order; `seen` looks at each call with whoever was left standing. */
function everyCall(
  rules: DispatcherRules,
  seen: (hall: DeskHall, called: QueueTicket, left: readonly QueueTicket[], window: number) => void,
): number {
  let counted = 0;
  fc.assert(
    fc.property(steps, (all) => {
      const hall = begun(rules);
      for (const s of all) {
        const before = hall.facts.length;
        run(hall, s);
        if (s.act !== "call-next") continue;
        for (const call of calls(hall.facts.slice(before))) {
          const called = hall.state.tickets.get(call.ticket) as QueueTicket;
          counted++;
          seen(hall, called, couldBeCalled(hall, s.window), s.window);
        }
      }
    }),
    { numRuns: 60, seed: SEED },
  );
  return counted;
}

const agesOf = (hall: DeskHall, tickets: readonly QueueTicket[]) =>
  tickets.map((t) => ageOf(hall.state.rules.policy, placeOf(t), hall.at));

test("nobody is passed by someone whose age is more than the slack lower, be it by a leg planned in the same press", () => {
  const seen = everyCall(REAL, (hall, called, left) => {
    const [age = 0] = agesOf(hall, [called]);
    expect(Math.max(age, ...agesOf(hall, left)) - age).toBeLessThanOrEqual(REAL.policy.slackMs);
  });
  expect(seen).toBeGreaterThan(500);
});

test("whoever comes an hour and the slack later is never called first, whatever class, whatever comes", () => {
  const most = 60 * MINUTE + REAL.policy.slackMs;
  // More than the windows can serve, all day: people of every class come two by two, one window is free at a time.
  const flood = fc.array(arrival, { minLength: 150, maxLength: 200, size: "max" });
  let passed = 0;
  const passing = (hall: DeskHall, at: number) => {
    const before = hall.facts.length;
    hall.do({ type: "call-next", window: W(at) });
    return calls(hall.facts.slice(before)).flatMap(({ ticket }) => {
      const { issuedAt } = hall.state.tickets.get(ticket) as QueueTicket;
      return couldBeCalled(hall, at).map((t) => issuedAt - t.issuedAt);
    });
  };
  fc.assert(
    fc.property(flood, fc.integer({ min: 0, max: 3 }), (people, minutes) => {
      const hall = begun(REAL);
      for (const [n, person] of people.entries()) {
        run(hall, { ...person, legs: false });
        hall.wait(minutes * MINUTE);
        if (n % 2 === 1) continue;
        for (const by of passing(hall, 1 + ((n / 2) % 3))) {
          if (by > 0) passed++;
          expect(by).toBeLessThanOrEqual(most);
        }
      }
    }),
    { numRuns: 20, seed: SEED },
  );
  expect(passed).toBeGreaterThan(100);
});

describe("halls whose rules demand another order", () => {
  const RANK = { green: 2, appointment: 1, walk: 0 } as const;

  test("strict: never a lower class while a higher one could be called, and within a class in order", () => {
    const seen = everyCall(rulesOf("strict"), (_, called, left) => {
      for (const t of left) {
        // Who let others go first may have let a lower class go.
        if (t.origin === t.issuedAt) expect(RANK[t.class]).toBeLessThanOrEqual(RANK[called.class]);
        if (t.class === called.class) expect(t.origin).toBeGreaterThanOrEqual(called.origin);
      }
    });
    expect(seen).toBeGreaterThan(500);
  });

  test("fcfs: whoever came first, whatever class", () => {
    const seen = everyCall(rulesOf("fcfs"), (_, called, left) => {
      for (const t of left) expect(t.origin).toBeGreaterThanOrEqual(called.origin);
    });
    expect(seen).toBeGreaterThan(500);
  });

  test("ratio: neither walk-ins nor the priority classes starve, and within each it is in order", () => {
    const seen = everyCall(rulesOf("ratio"), (hall, called, left, at) => {
      // Whoever was put behind others stands among the walk-ins.
      const onWalkSide = (t: QueueTicket) => t.class === "walk" || t.steady;
      const isWalk = onWalkSide(called);
      // While walk-ins wait: after so many of the priority classes one of them.
      if (!isWalk && left.some(onWalkSide))
        expect(hall.state.runs.get(W(at))).toBeLessThanOrEqual(hall.state.rules.policy.ratio);
      for (const t of left)
        if (onWalkSide(t) === isWalk) expect(t.origin).toBeGreaterThanOrEqual(called.origin);
    });
    expect(seen).toBeGreaterThan(500);
  });

  test("ratio 2:1, one window, both always waiting: two of the one, one of the other", () => {
    const hall = new DeskHall(rulesOf("ratio"));
    hall.open(1);
    for (let i = 0; i < 9; i++) {
      hall.issue(A, "walk");
      hall.issue(A, i % 2 === 0 ? "green" : "appointment");
    }
    const called = Array.from(
      { length: 9 },
      () => hall.state.tickets.get(hall.next(1) as TicketId)?.class === "walk",
    );
    expect(called).toEqual([false, false, true, false, false, true, false, false, true]);
  });
});

describe("a missed number rejoins behind so many, whatever class it is", () => {
  const classes = ["walk", "green", "appointment"] as const;
  const order = (rules: DispatcherRules, is: TicketClass, waiters: readonly TicketClass[]) => {
    const hall = new DeskHall(rules);
    hall.open(1);
    const late = hall.issue(A, is, [A], [], 1, is === "appointment" ? hall.at : null);
    hall.next(1);
    hall.do({ type: "no-show", window: W(1) });
    for (const w of waiters) {
      hall.wait(3 * MINUTE);
      hall.issue(A, w);
    }
    hall.wait(10 * MINUTE);
    hall.do({ type: "rejoin", ticket: late, byStaff: false });
    return waiters.concat("walk").map(() => {
      const called = hall.next(1);
      hall.wait(6 * MINUTE);
      return called === late;
    });
  };

  test.each(classes)("%s, behind two of four walk-ins", (is) => {
    expect(order(REAL, is, ["walk", "walk", "walk", "walk"])).toEqual([false, false, true, false, false]);
  });
  test.each(classes)("%s, at the end where the hall says so", (is) => {
    const rules = { ...REAL, rejoin: { position: "end", after: 2, times: 1 } } as const;
    expect(order(rules, is, ["walk", "walk", "walk"])).toEqual([false, false, false, true]);
  });
  test.each(classes)("%s, where nobody is before: at once", (is) => {
    const rules = { ...REAL, rejoin: { position: "after", after: 0, times: 1 } } as const;
    expect(order(rules, is, ["walk", "green", "walk"])[0]).toBe(true);
  });
  test.each([
    ["walk", [false, false, false, true, false]],
    ["green", [true, false, false, false, false]],
  ] as const)("strict: %s keeps to its class", (is, expected) => {
    const waiters: TicketClass[] =
      is === "walk" ? ["green", "green", "green", "walk"] : ["walk", "walk", "walk", "walk"];
    expect(order(rulesOf("strict"), is, waiters)).toEqual(expected);
  });

  test("its second matter has the class's own pace again", () => {
    const hall = new DeskHall(REAL);
    hall.open(1, 3);
    const late = hall.issue(A, "green", [A, B]);
    hall.next(1);
    hall.do({ type: "no-show", window: W(1) });
    hall.do({ type: "rejoin", ticket: late, byStaff: false });
    expect(placeOf(hall.state.tickets.get(late) as QueueTicket).class).toBe("walk");
    hall.next(1);
    hall.do({ type: "finish", window: W(1) });
    expect(placeOf(hall.state.tickets.get(late) as QueueTicket).class).toBe("green");
  });

  test("who lets the next one go first is behind that one, in the green channel too", () => {
    const hall = new DeskHall(REAL);
    hall.open(1);
    const green = hall.issue(A, "green");
    const others = [1, 2].map(() => {
      hall.wait(1000);
      return hall.issue(A);
    });
    hall.do({ type: "yield", ticket: green });
    hall.wait(5 * MINUTE);
    expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([others[0], green, others[1]]);
  });
});

test("the next leg of a visit is called in the very press that ends the one before, when its person is the eldest", () => {
  const hall = new DeskHall(REAL);
  hall.open(2);
  const visit = hall.issue(A, "walk", [A, B]);
  hall.next(2);
  hall.wait(20 * MINUTE);
  const other = hall.issue(A);
  expect(hall.next(2)).toBe(visit);
  expect(calls(hall.facts).at(-1)).toMatchObject({
    ticket: visit,
    leg: 2,
    reason: expect.stringContaining("接着办下一项"),
  });
  expect(hall.next(2)).toBe(other);
});

test("decisions know nothing of what comes later, nor of anything but the journal", () => {
  fc.assert(
    fc.property(
      steps,
      steps,
      steps,
      fc.constantFrom("accumulating", "strict", "ratio", "fcfs" as const),
      (past, one, other, kind) => {
        const announcing = RULES.sectors.map((s) => ({ ...s, announceAhead: true }));
        const rules = { ...rulesOf(kind), sectors: announcing };
        const live = (later: readonly Step[]) => {
          const hall = begun(rules);
          for (const s of past) run(hall, s);
          hall.do({ type: "due" });
          const then = { facts: [...hall.facts], at: hall.at };
          for (const s of later) run(hall, s);
          return { hall, then };
        };
        const a = live(one);
        const b = live(other);
        expect(b.then.facts).toEqual(a.then.facts);
        // A hall folded from the journal of then decides as the one that lived through it.
        const folded = DeskHall.folded(rules, a.then.facts, a.then.at);
        for (const s of one) run(folded, s);
        expect(folded.facts).toEqual(a.hall.facts);
        expect(a.hall.facts.reduce(dispatcher.apply, initial(rules))).toEqual(a.hall.state);
      },
    ),
    { numRuns: 40, seed: SEED },
  );
});

test("a clock set back changes nobody's place, and newcomers stand behind", () => {
  const hall = begun(REAL);
  const slot = hall.at + 30 * MINUTE;
  const first = hall.issue(A, "walk");
  hall.wait(2 * MINUTE);
  const second = hall.issue(A, "appointment", [A], [], 1, slot);
  const busy = hall.issue(B);
  hall.next(3);
  hall.wait(10 * MINUTE);
  const order = () =>
    lineFor(hall.state, ruleOf(hall.state, W(1)) as WindowRule, 9, hall.at).map((t) => t.id);
  expect(order()).toEqual([second, first]);
  hall.wait(-3 * 60 * MINUTE);
  dispatcher.apply(hall.state, event("clock.set-back", hall.at, { by: 3 * 60 * MINUTE }));
  const newcomer = hall.issue(A);
  expect(order()).toEqual([second, first, newcomer]);
  expect(hall.state.tickets.get(busy)?.phase).toMatchObject({
    state: "called",
    since: hall.at - 10 * MINUTE,
  });
  expect(hall.state.desks.get(W(3))).toMatchObject({ since: hall.at - 10 * MINUTE });
  expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([second, first, newcomer]);
});
