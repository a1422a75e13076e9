import fc from "fast-check";
import { expect, test } from "vitest";
import { type Scenario, type SimulatedDay, type SimulatedTicket, scenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { oneLine } from "./testing/one-line.ts";
import { smallDay } from "./testing/small-day.ts";

const RUNS = { numRuns: 60, seed: 20261125 };
/** Minutes are made of milliseconds in the hall: a float's last digits may differ. */
const NEAR = 1e-6;

interface Held {
  readonly ticket: SimulatedTicket;
  readonly from: number;
  readonly to: number;
}

/** What held each window, by begin. */
function heldBy(day: Scenario, played: SimulatedDay): Map<string, Held[]> {
  const held = new Map<string, Held[]>(day.windows.map((w) => [w.id, []]));
  for (const [i, ticket] of played.tickets.entries()) {
    if (ticket.servedBy === null || ticket.calledAt === null) continue;
    const to = ticket.finishedAt ?? ticket.calledAt + (day.tickets[i]?.noShowCost ?? 0);
    held.get(ticket.servedBy)?.push({ ticket, from: ticket.calledAt, to });
  }
  for (const list of held.values()) list.sort((a, b) => a.from - b.from || a.to - b.to);
  return held;
}

const serves = (day: Scenario, window: string, matter: string) => {
  const sector = day.windows.find((w) => w.id === window)?.sector;
  return sector === null || sector === day.matters.find((m) => m.id === matter)?.sector;
};

test("the same scenario and seed give the same answer byte for byte", () => {
  fc.assert(
    fc.property(smallDay, (day) => {
      expect(JSON.stringify(simulate(structuredClone(day)))).toBe(JSON.stringify(simulate(day)));
    }),
    { ...RUNS, numRuns: 15 },
  );
});

test("everybody is called once, at a window that can serve them, held there as long as the contract says", () => {
  fc.assert(
    fc.property(smallDay, (day) => {
      const played = simulate(day, false);
      expect(played.tickets.map((t) => t.id)).toEqual(day.tickets.map((t) => t.id));
      for (const [i, t] of played.tickets.entries()) {
        const asked = day.tickets[i] as Scenario["tickets"][number];
        const window = day.windows.find((w) => w.id === t.servedBy);
        if (!window || t.calledAt === null) throw new Error(`${t.id} was never called`);
        expect(serves(day, window.id, asked.matter)).toBe(true);
        expect(t.calledAt).toBeGreaterThanOrEqual(Math.max(asked.at, window.openAt) - NEAR);
        if (asked.noShow) expect([t.startedAt, t.finishedAt]).toEqual([null, null]);
        else {
          expect(t.startedAt).toBeCloseTo(t.calledAt + day.walk, 6);
          expect(t.finishedAt).toBeCloseTo(
            t.calledAt + day.walk + asked.work * (window.factor[asked.matter] as number),
            6,
          );
        }
      }
    }),
    RUNS,
  );
});

/** Until when each of the window's breaks keeps it, by begin; breaks that fall together come one after another. */
function breaksOf(window: Scenario["windows"][number], services: readonly Held[]) {
  let end = window.openAt;
  return [
    ...window.known.map(([from, to]) => ({ from, to, known: true })),
    ...window.pauses.map(([from, to]) => ({ from, to, known: false })),
  ]
    .sort((a, b) => a.from - b.from)
    .map(({ from, to, known }) => {
      const during = services.find((s) => s.from < from - NEAR && s.to > from + NEAR);
      const begin = Math.max(end, from, during?.to ?? 0);
      end = known ? Math.max(to, begin + 0.75 * (to - from)) : begin + (to - from);
      return { from, begin, end };
    });
}

test("no window has two people at once", () => {
  fc.assert(
    fc.property(smallDay, (day) => {
      for (const services of heldBy(day, simulate(day, false)).values())
        for (const [i, next] of services.entries())
          expect(next.from).toBeGreaterThanOrEqual((services[i - 1]?.to ?? 0) - NEAR);
    }),
    RUNS,
  );
});

test("a break begins when the service ends; a known one lasts at least three quarters, a pause in full", () => {
  fc.assert(
    fc.property(smallDay, (day) => {
      const held = heldBy(day, simulate(day, false));
      for (const window of day.windows) {
        const services = held.get(window.id) as Held[];
        for (const rest of breaksOf(window, services))
          for (const { from } of services)
            expect(from > rest.from + NEAR && from < rest.end - NEAR).toBe(false);
      }
    }),
    RUNS,
  );
});

test("fcfs is one plain line: the same calls as a line written without the dispatcher", () => {
  fc.assert(
    fc.property(smallDay, (day) => {
      const plain = { ...day, policy: "fcfs" as const, announce: false, binding: "atCall" as const };
      const called = simulate(plain, false).tickets.map((t) => t.calledAt);
      const expected = oneLine(plain);
      for (const [i, at] of called.entries()) expect(at).toBeCloseTo(expected[i] as number, 6);
    }),
    { ...RUNS, numRuns: 150 },
  );
});

/** One window, one matter of ten minutes; tickets as [id, at, class]. */
const oneWindow = (policy: Scenario["policy"], tickets: readonly (readonly [string, number, string])[]) =>
  scenario.parse({
    schema: 1,
    policy,
    walk: 0,
    matters: [{ id: "m", sector: "s", mean: 10, cv: 0.5 }],
    windows: [{ id: "w", sector: "s" }],
    tickets: tickets.map(([id, at, by]) => ({ id, at, matter: "m", class: by, work: 10 })),
  });
const order = (day: Scenario) =>
  [...simulate(day, false).tickets]
    .sort((a, b) => (a.calledAt ?? 0) - (b.calledAt ?? 0))
    .map((t) => t.id)
    .join(" ");

test("each policy calls in the order its name says", () => {
  const people = [
    ["w1", 0, "walk"],
    ["w2", 1, "walk"],
    ["w3", 2, "walk"],
    ["a1", 3, "appointment"],
    ["a2", 4, "appointment"],
    ["g1", 5, "green"],
    ["a3", 6, "appointment"],
  ] as const;
  expect(order(oneWindow("fcfs", people))).toBe("w1 w2 w3 a1 a2 g1 a3");
  expect(order(oneWindow("strict", people))).toBe("w1 g1 a1 a2 a3 w2 w3");
  expect(order(oneWindow("ratio", people))).toBe("w1 a1 a2 w2 g1 a3 w3");
  // Default: green counts three times its minutes and five more, an appointment has eight minutes' start.
  expect(order(oneWindow("default", people))).toBe("w1 g1 a1 a2 a3 w2 w3");
});

test("by default an old walk-in goes before young priority; strictly it waits", () => {
  const people = [
    ["w1", 0, "walk"],
    ["w2", 0.5, "walk"],
    ["w3", 1, "walk"],
    ["a1", 18, "appointment"],
    ["a2", 19, "appointment"],
  ] as const;
  expect(order(oneWindow("default", people))).toBe("w1 w2 w3 a1 a2");
  expect(order(oneWindow("strict", people))).toBe("w1 w2 a1 a2 w3");
});

test("waits are told with the windows that open later and those that change what they serve", () => {
  const day = scenario.parse({
    schema: 1,
    walk: 1,
    matters: [
      { id: "a", sector: "s", mean: 5, cv: 0 },
      { id: "b", sector: "q", mean: 5, cv: 0 },
    ],
    windows: [
      { id: "w1", sector: "s", openAt: 30 },
      { id: "w2", sector: "s", openAt: 30, changes: [{ at: 50, sectors: ["q"] }] },
    ],
    tickets: [
      { id: "early", at: 0, matter: "a", work: 5 },
      { id: "other", at: 10, matter: "b", work: 5 },
    ],
  });
  const [early, other] = simulate(day).tickets;
  expect([early?.calledAt, other?.calledAt]).toEqual([30, 50]);
  expect(early?.estimate).toEqual({ minutes: 30, upTo: 30 });
  expect(other?.estimate).toEqual({ minutes: 40, upTo: 40 });
});

test("a ticket that no window can serve stays uncalled, and the day ends all the same", () => {
  const day = scenario.parse({
    schema: 1,
    announce: true,
    walk: 1,
    matters: [
      { id: "a", sector: "a", mean: 5, cv: 0.5 },
      { id: "b", sector: "b", mean: 5, cv: 0.5 },
    ],
    windows: [{ id: "w", sector: "a", pauses: [[2, 4]] }],
    tickets: [
      { id: "t1", at: 0, matter: "b", work: 5 },
      { id: "t2", at: 1, matter: "a", work: 5 },
    ],
  });
  const [never, served] = simulate(day).tickets;
  expect(never).toEqual({
    id: "t1",
    promisedWindow: null,
    servedBy: null,
    calledAt: null,
    startedAt: null,
    finishedAt: null,
    estimate: null,
    promises: [],
  });
  expect(served).toMatchObject({ servedBy: "w", calledAt: 1, startedAt: 2, finishedAt: 7 });
});

test("who comes to a window that rests is told that there is no wait", () => {
  const [first] = simulate(oneWindow("default", [["t1", 3, "walk"]])).tickets;
  expect(first).toMatchObject({ calledAt: 3, estimate: { minutes: 0, upTo: 0 } });
});

test("announced ahead, promises come before the call and the last one is the promised window; else there are none", () => {
  const windows = ["w1", "w2", "w3"].map((id) => ({ id, sector: "s" }));
  const tickets = Array.from({ length: 40 }, (_, i) => ({
    id: `t${i}`,
    at: i,
    matter: "m",
    work: 6 + (i % 5),
  }));
  const day = scenario.parse({
    schema: 1,
    announce: true,
    walk: 0.5,
    matters: [{ id: "m", sector: "s", mean: 8, cv: 0.3 }],
    windows,
    tickets,
  });
  const played = simulate(day).tickets;
  const told = played.filter((t) => t.promises.length > 0);
  expect(told.length).toBeGreaterThan(10);
  for (const t of told) {
    expect(t.promisedWindow).toBe(t.promises.at(-1)?.[1]);
    for (const [at] of t.promises) {
      expect(at).toBeGreaterThanOrEqual(tickets.find((x) => x.id === t.id)?.at ?? 0);
      expect(at).toBeLessThanOrEqual(t.calledAt as number);
    }
  }
  const silent = simulate({ ...day, announce: false }).tickets;
  expect(silent.every((t) => t.promises.length === 0 && t.promisedWindow === null)).toBe(true);
});

test("bound with the number, everybody is called where they were told last, and told more only after a change", () => {
  fc.assert(
    fc.property(smallDay, (drawn) => {
      const day = { ...drawn, binding: "atTicket" as const };
      for (const [i, t] of simulate(day, false).tickets.entries()) {
        const asked = day.tickets[i] as (typeof day.tickets)[number];
        // Who came before any window was open is called by the first that can.
        if (t.promises.length === 0) continue;
        expect(t.servedBy).toBe(t.promisedWindow);
        expect(t.promises[0]?.[0]).toBe(asked.at);
        const moves = t.promises.map(([, window]) => window);
        expect(moves.every((window, n) => window !== moves[n - 1])).toBe(true);
      }
    }),
    { ...RUNS, numRuns: 100 },
  );
});

test("bound with the number, one slow service holds up those behind it while another window rests", () => {
  const day = scenario.parse({
    schema: 1,
    walk: 0,
    matters: [{ id: "m", sector: "s", mean: 5, cv: 0.5 }],
    windows: ["w1", "w2"].map((id) => ({ id, sector: "s" })),
    tickets: [30, 2, 2, 2].map((work, i) => ({ id: `t${i}`, at: i, matter: "m", work })),
  });
  const late = simulate(day, false).tickets;
  const bound = simulate({ ...day, binding: "atTicket" }, false).tickets;
  expect(late.map((t) => t.calledAt)).toEqual([0, 1, 3, 5]);
  expect(bound.map((t) => [t.servedBy, t.calledAt])).toEqual([
    ["w1", 0],
    ["w2", 1],
    ["w1", 30],
    ["w2", 3],
  ]);
  // A pause of the slow window beyond the limit moves whoever waits there.
  const windows = day.windows.map((w) =>
    w.id === "w1" ? { ...w, pauses: [[30, 60]] as [number, number][] } : w,
  );
  const moved = simulate({ ...day, windows, binding: "atTicket", rebindAfter: 5 }, false).tickets;
  expect(moved[2]).toMatchObject({
    servedBy: "w2",
    calledAt: 35,
    promises: [
      [2, "w1"],
      [35, "w2"],
    ],
  });
});

test("leaving out the estimates changes nothing else", () => {
  fc.assert(
    fc.property(smallDay, (day) => {
      const bare = (played: SimulatedDay) => played.tickets.map(({ estimate: _, ...rest }) => rest);
      expect(bare(simulate(day, false))).toEqual(bare(simulate(day)));
    }),
    { ...RUNS, numRuns: 15 },
  );
});
