import fc from "fast-check";
import { expect, test } from "vitest";
import { awayAt } from "./away.ts";
import { dispatcher, initial } from "./dispatcher.ts";
import type { Place } from "./line.ts";
import { ACCUMULATING, ageOf } from "./policy.ts";
import type { DispatcherState } from "./state.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";
import { run, type Step, step, window } from "./testing/random-steps.test-kit.ts";
import { planAt } from "./today/begin.ts";

/** Both sectors have their windows announced ahead. */
const ANNOUNCING = { ...RULES, sectors: RULES.sectors.map((s) => ({ ...s, announceAhead: true })) };

/** Both sectors bind people to a window with their number; pauses are soon too long for it. */
const BINDING = {
  ...RULES,
  sectors: RULES.sectors.map((s) => ({ ...s, binding: "atTicket" as const })),
  rebindAfterMs: 5 * MINUTE,
};

/** More than three like cases go to window 2 only. */
const BATCH = {
  ...RULES,
  sectors: RULES.sectors.map((s) => ({ ...s, batchAbove: 3 })),
  windows: RULES.windows.map((w) => ({ ...w, batch: w.id === W(2) })),
};

/** Parked people are seen at some window that is open, whenever one is that they could go to. */
function parkedAreSeen(state: DispatcherState): void {
  const seen = new Set(state.rules.windows.flatMap((w) => awayAt(state, w).parked.map((t) => t.id)));
  for (const ticket of state.tickets.values())
    if (ticket.phase.state === "parked") expect(seen.has(ticket.id)).toBe(true);
}

/** Nobody vanishes, nobody is in two places, and the lines are in order. */
function sound(state: DispatcherState): void {
  const inLine = placesIn(state).map((p) => p.ticket);
  expect(new Set(inLine).size).toBe(inLine.length);
  const atDesk = [...state.desks.values()].flatMap((d) => ("ticket" in d ? [d.ticket] : []));
  expect(new Set(atDesk).size).toBe(atDesk.length);
  for (const ticket of state.tickets.values()) {
    expect(inLine.includes(ticket.id)).toBe(ticket.phase.state === "waiting");
    expect(atDesk.includes(ticket.id)).toBe(
      ticket.phase.state === "called" || ticket.phase.state === "serving",
    );
    expect(state.away.has(ticket.id)).toBe(
      ticket.phase.state === "parked" || ticket.phase.state === "missed",
    );
  }
  for (const ticket of state.tickets.values())
    if (ticket.phase.state === "waiting" && ticket.promised !== null)
      // Null: the window told paused or closed since, and the person is anyone's again.
      expect([ticket.promised, null]).toContain(ticket.phase.only);
  for (const ticket of state.tickets.values())
    if (ticket.phase.state === "waiting" && ticket.bound !== null)
      // Null: their window closed, and no other was there to take them.
      expect([ticket.bound, null]).toContain(ticket.phase.only);
  for (const lane of state.lines.lanes.values()) {
    const origins = lane.places.map((p) => p.origin);
    expect(origins).toEqual([...origins].sort((a, b) => a - b));
    expect(lane.places.every((p) => p.only === null)).toBe(true);
  }
}

function placesIn(state: DispatcherState): readonly Place[] {
  return [
    ...[...state.lines.lanes.values()].flatMap((lane) => lane.places),
    ...[...state.lines.held.values()].flat(),
  ];
}

/** Nobody is called where a plan holds; answers how often one came about. */
function calledOutside({ state, facts }: DeskHall, since: number): number {
  let begun = 0;
  for (const fact of facts.slice(since)) {
    if (fact.type === "ticket.called") expect(planAt(state, fact.data.window, fact.at)).toBeNull();
    const away = fact.type === "window.paused" || fact.type === "window.closed";
    if (away && planAt(state, fact.data.window, fact.at)) begun++;
  }
  return begun;
}

/** From now on nothing is planned. */
function withdrawAll(hall: DeskHall): void {
  for (const [window, plans] of hall.state.plans)
    for (const { id } of plans) hall.do({ type: "withdraw-plan", window, plan: id });
}

const hallRules = fc.constantFrom(RULES, ANNOUNCING, BINDING, BATCH);

/** With announcements and bindings the day has begun: they are for people who wait behind busy windows. */
function begun(rules: typeof RULES): DeskHall {
  const hall = new DeskHall(rules);
  if (rules === RULES) return hall;
  // Who comes before the windows open is bound to none.
  if (rules === BINDING) hall.open(1, 2, 3);
  for (let i = 0; i < 12; i++) hall.issue(i % 2 === 0 ? A : B);
  for (const n of [1, 2, 3]) {
    hall.open(n);
    hall.next(n);
  }
  hall.wait(6 * MINUTE);
  hall.do({ type: "due" });
  return hall;
}

/** Promises and bindings in all the runs: were there none, they would prove nothing about them. */
let promised = 0;
let rebound = 0;
/** Windows that went on a planned pause, or closed as planned. */
let planned = 0;

test("whatever is pressed in whatever order, whatever the clock does, every person is in exactly one place", () => {
  fc.assert(
    fc.property(hallRules, fc.array(step, { maxLength: 120, size: "max" }), (rules, steps) => {
      const hall = begun(rules);
      for (const s of steps) {
        const before = hall.facts.length;
        run(hall, s);
        sound(hall.state);
        parkedAreSeen(hall.state);
        planned += calledOutside(hall, before);
      }
      promised += hall.facts.filter((f) => f.type === "ticket.promised").length;
      rebound += hall.facts.filter((f) => f.type === "ticket.bound" && f.data.from !== null).length;
    }),
    { numRuns: 80, seed: 20261123 },
  );
  expect(promised).toBeGreaterThan(25);
  expect(rebound).toBeGreaterThan(20);
  expect(planned).toBeGreaterThan(10);
});

test("folding the facts again gives the same state", () => {
  fc.assert(
    fc.property(hallRules, fc.array(step, { maxLength: 120, size: "max" }), (rules, steps) => {
      const hall = begun(rules);
      for (const s of steps) run(hall, s);
      const again = hall.facts.reduce(dispatcher.apply, initial(rules));
      expect(again).toEqual(hall.state);
    }),
    { numRuns: 150, seed: 20261123 },
  );
});

const priority = fc.record({
  class: fc.constantFrom("green" as const, "appointment" as const),
  /** Nobody comes during this service. */
  skip: fc.constantFrom(false, false, false, true),
});

test("a walk-in is called in bounded time, however long priority people keep coming as fast as they are served", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 8 }),
      fc.integer({ min: 2, max: 10 }),
      fc.array(priority, { minLength: 80, maxLength: 80 }),
      (before, service, stream) => {
        const hall = new DeskHall({ ...RULES, policy: ACCUMULATING });
        hall.open(1);
        for (let i = 0; i < before; i++) hall.issue(A, "green");
        const walkIn = hall.issue(A);
        const begin = hall.at;
        // The eldest of the others has waited as long as the first of them take; green ages three times as fast.
        const bound = 3 * before * service + 8 + ACCUMULATING.slackMs / MINUTE + 2 * service;
        for (const { class: by, skip } of stream) {
          if (hall.next(1) === walkIn) break;
          hall.wait(service * MINUTE);
          if (!skip) hall.issue(A, by);
          expect((hall.at - begin) / MINUTE).toBeLessThanOrEqual(bound + service);
        }
        expect(hall.stateOf(walkIn)).toBe("called");
      },
    ),
    { numRuns: 60, seed: 20261125 },
  );
});

test("nobody is passed by someone whose age is more than the slack lower", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120, size: "max" }), window, (steps, n) => {
      const hall = new DeskHall();
      for (const s of steps) run(hall, s);
      const rule = RULES.windows.find((w) => w.id === W(n));
      const age = (p: Place) => ageOf(RULES.policy, p, hall.at);
      const places = placesIn(hall.state)
        .filter((p) => (p.only === null && rule?.sectors.includes(p.queue)) || p.only === W(n))
        .sort((a, b) => age(b) - age(a) || a.arrival - b.arrival);
      const got = hall.next(n);
      const desk = hall.state.desks.get(W(n));
      if (desk?.state === "calling" && typeof got === "string" && got.startsWith("t")) {
        // Whom this press puts into the line with the next leg of the visit is measured in fairness.test.ts.
        const called = places.find((p) => p.ticket === got);
        const lag = places[0] && called ? age(places[0]) - age(called) : 0;
        expect(lag).toBeLessThanOrEqual(RULES.policy.slackMs);
      }
    }),
    { numRuns: 150, seed: 20261123 },
  );
});

test("a walk-in is called even while three times as many of the green channel come as can be served", () => {
  const hall = new DeskHall({ ...RULES, policy: ACCUMULATING });
  hall.open(1);
  hall.issue(A, "green");
  const walkIn = hall.issue(A);
  const begin = hall.at;
  for (let service = 0; service < 100 && hall.next(1) !== walkIn; service++) {
    hall.wait(5 * MINUTE);
    for (let i = 0; i < 3; i++) hall.issue(A, "green");
  }
  expect(hall.stateOf(walkIn)).toBe("called");
  expect((hall.at - begin) / MINUTE).toBeLessThan(220);
});

test("bound with the number, everybody is called as long as one window that can do it works on", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100, size: "max" }), (steps) => {
      const hall = new DeskHall(BINDING);
      hall.open(2);
      for (const s of steps) run(hall, s);
      // From now on window 2, which can do everything, works alone; the others close for good.
      for (const n of [1, 2, 3]) {
        hall.do({ type: "finish", window: W(n) });
        hall.do({ type: "close", window: W(n) });
      }
      withdrawAll(hall);
      hall.open(2);
      for (let call = 0; call < 300 && placesIn(hall.state).length > 0; call++) {
        hall.wait(3 * MINUTE);
        hall.do({ type: "due" });
        hall.next(2);
        sound(hall.state);
      }
      expect(placesIn(hall.state)).toEqual([]);
    }),
    { numRuns: 80, seed: 20261125 },
  );
});

test("many like cases are called next by the batch window only, and all of them are while it works", () => {
  let batches = 0;
  /** Call-next at a window: it brings many like cases to window 2, or to the window somebody sent them to by hand. */
  const press = (hall: DeskHall, n: number, s: Step) => {
    const sent = new Set((hall.state.lines.held.get(W(n)) ?? []).map((p) => p.ticket));
    const before = hall.facts.length;
    run(hall, s);
    for (const fact of hall.facts.slice(before)) {
      if (fact.type !== "ticket.called" || fact.data.from !== "waiting" || sent.has(fact.data.ticket))
        continue;
      if (!hall.state.tickets.get(fact.data.ticket)?.batch) continue;
      expect(fact.data.window).toBe(W(2));
      batches++;
    }
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100, size: "max" }), (steps) => {
      const hall = new DeskHall(BATCH);
      hall.open(1, 2, 3);
      for (const s of steps) {
        if (s.act === "call-next") press(hall, s.window, s);
        else run(hall, s);
      }
      // From now on all work on, and nobody else comes.
      for (const n of [1, 2, 3]) {
        hall.do({ type: "finish", window: W(n) });
        hall.do({ type: "close", window: W(n) });
      }
      withdrawAll(hall);
      hall.open(1, 2, 3);
      for (let round = 0; round < 150 && placesIn(hall.state).length > 0; round++) {
        hall.wait(3 * MINUTE);
        for (const n of [1, 3, 2] as const) press(hall, n, { act: "call-next", window: n });
        sound(hall.state);
      }
      expect(placesIn(hall.state)).toEqual([]);
    }),
    { numRuns: 80, seed: 20261125 },
  );
  expect(batches).toBeGreaterThan(60);
});
