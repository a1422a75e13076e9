import fc from "fast-check";
import { expect, test } from "vitest";
import type { HallEvent } from "../../contract/events.ts";
import { initial } from "../../dispatcher/dispatcher.ts";
import { rulesOf } from "../simulate/day.ts";
import type { Scenario, SimulatedTicket } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import { richDay } from "../simulate/testing/rich-day.ts";
import { smallDay } from "../simulate/testing/small-day.ts";
import { scenarioOfDay } from "./day-scenario.ts";
import { recordDay } from "./recorded.ts";

/** The journal of a simulated day read back as a scenario. */
function readBack(day: Scenario) {
  const journal: HallEvent[] = [];
  const played = simulate(day, false, (fact) => void journal.push(fact));
  const shadow = scenarioOfDay({
    recorded: recordDay(initial(rulesOf(day)), journal),
    before: initial(rulesOf(day)),
    start: 0,
    plannedBreaks: (window) => rulesOf(day).rota.plannedBreaks(window, "", null),
  });
  return { played, shadow };
}

const moved = ([from, to]: [number, number], by: number): [number, number] => [from + by, to + 2 * by];

/** Days on which no two things happen at the same moment: what is first then is no one's to say. */
const apartOf = (day: Scenario): Scenario => ({
  ...day,
  announce: false,
  binding: "atCall",
  windows: day.windows.map((w, i) => ({
    ...w,
    openAt: w.openAt + i * 0.013,
    known: w.known.map((span) => moved(span, i * 0.017)),
    pauses: w.pauses.map((span) => moved(span, i * 0.023 + 0.005)),
  })),
  tickets: day.tickets.map((t, i) => ({
    ...t,
    at: t.at + i * 0.0021,
    work: t.work + 0.2 + i * 0.0037,
    noShowCost: t.noShowCost + 0.1 + i * 0.0043,
  })),
});
const apart = smallDay.map(apartOf);
const RUNS = { numRuns: 60, seed: 20261125, endOnFailure: true };

test("a simulated day's journal gives its arrivals, services and no-shows back", () => {
  fc.assert(
    fc.property(apart, (day) => {
      const { shadow } = readBack(day);
      const asked = [...day.tickets].sort((a, b) => a.at - b.at);
      expect(shadow.scenario.tickets.map((t) => t.id)).toEqual(asked.map((t) => t.id));
      for (const [i, read] of shadow.scenario.tickets.entries()) {
        const ticket = asked[i] as Scenario["tickets"][number];
        expect(read.at).toBeCloseTo(ticket.at, 6);
        expect([read.class, read.noShow, read.slot ?? null]).toEqual([
          ticket.class,
          ticket.noShow,
          ticket.slot ?? null,
        ]);
        if (ticket.noShow) expect(read.noShowCost).toBeCloseTo(ticket.noShowCost, 6);
        else expect(read.work).toBeCloseTo(ticket.work, 6);
      }
    }),
    RUNS,
  );
});

/** Minutes that everybody together waits longer when the day is read back and played again; and how many people. */
function longerAgain(day: Scenario): { readonly minutes: number; readonly people: number } {
  const { played, shadow } = readBack(day);
  const again = new Map(
    simulate({ ...shadow.scenario, policy: day.policy }, false).tickets.map((t) => [t.id, t.calledAt]),
  );
  const longer = played.tickets.map((t) => (again.get(t.id) as number) - (t.calledAt as number));
  return { minutes: longer.reduce((a, b) => a + b, 0), people: longer.length };
}

test("played again under the same rules, everybody is called when and where they were", () => {
  fc.assert(
    fc.property(apart, (drawn) => {
      const day = { ...drawn, windows: drawn.windows.map((w) => ({ ...w, known: [], pauses: [] })) };
      const { played, shadow } = readBack(day);
      const again = new Map(
        simulate({ ...shadow.scenario, policy: day.policy }, false).tickets.map((t) => [t.id, t]),
      );
      for (const ticket of played.tickets) {
        expect(again.get(ticket.id)?.calledAt).toBeCloseTo(ticket.calledAt as number, 4);
        expect(again.get(ticket.id)?.servedBy).toBe(ticket.servedBy);
      }
    }),
    RUNS,
  );
});

/** Nobody parks and no window closes: what is called back or kept open is told apart. */
const richApart = richDay.map((drawn): Scenario => {
  const day = apartOf(drawn);
  const windows = day.windows
    .slice(0, 3)
    .map(({ changes: _, closeAt: __, ...w }) => ({ ...w, known: [], pauses: [] }));
  return { ...day, windows, tickets: day.tickets.map(({ parks: _, ...t }) => t) };
});

function expectSame(is: SimulatedTicket | undefined, was: SimulatedTicket): void {
  if (was.calledAt === null) return;
  expect(is?.calledAt).toBeCloseTo(was.calledAt, 4);
  expect(is?.servedBy).toBe(was.servedBy);
  if (was.finishedAt !== null) expect(is?.finishedAt).toBeCloseTo(was.finishedAt, 4);
}

test("batch windows, legs, rejoins and late appointments are read back and play the same day", () => {
  const seen = { legs: 0, rejoined: 0, batch: 0 };
  fc.assert(
    fc.property(richApart, (day) => {
      const { played, shadow } = readBack(day);
      const again = new Map(
        simulate({ ...shadow.scenario, policy: day.policy }, false).tickets.map((t) => [t.id, t]),
      );
      for (const ticket of played.tickets) expectSame(again.get(ticket.id), ticket);
      const { tickets } = shadow.scenario;
      seen.legs += tickets.filter((t) => t.more).length;
      seen.rejoined += tickets.filter((t) => typeof t.returns === "number").length;
      seen.batch += tickets.filter((t) => (t.count ?? 1) > 2).length;
    }),
    RUNS,
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

test("with breaks and pauses it is the same day up to seconds", () => {
  const days = fc.sample(apart, { numRuns: 60, seed: 20261125 }).map(longerAgain);
  const people = days.reduce((sum, d) => sum + d.people, 0);
  expect(people).toBeGreaterThan(500);
  expect(Math.abs(days.reduce((sum, d) => sum + d.minutes, 0) / people)).toBeLessThan(0.2);
});
