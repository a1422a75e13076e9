import fc from "fast-check";
import { expect, test } from "vitest";
import type { TicketId } from "../contract/ids.ts";
import type { DispatcherCommand } from "./commands.ts";
import { dispatcher, initial } from "./dispatcher.ts";
import type { Place } from "./line.ts";
import { ageOf } from "./policy.ts";
import type { DispatcherState } from "./state.ts";
import { A, B, DeskHall, RULES, S, W } from "./testing/desk-hall.ts";

const window = fc.constantFrom(1, 2, 3);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant("issue" as const),
      queue: fc.constantFrom(A, B),
      green: fc.boolean(),
      legs: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constantFrom(
        "call-next",
        "start",
        "finish",
        "no-show",
        "recall",
        "call-parked",
        "resume",
        "pause-toggle",
        "close" as const,
      ),
      window,
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constantFrom("park", "pause" as const), window }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("open" as const), window }) },
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constant("transfer" as const),
      window,
      to: fc.constantFrom({ queue: A }, { queue: B }, { window: W(1) }, { window: W(2) }, null),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constantFrom("rejoin", "yield", "cancel" as const), ticket: fc.nat(30) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("call" as const), window, ticket: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("end-day" as const), continuous: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function run(hall: DeskHall, s: Step): void {
  hall.wait(7_000);
  switch (s.act) {
    case "issue":
      hall.issue(s.queue, s.green ? "green" : "walk", s.legs ? [s.queue, s.queue === A ? B : A] : [s.queue]);
      return;
    case "open":
      hall.do({ type: "open", window: W(s.window), staff: S(s.window), placed: false });
      return;
    case "park":
    case "pause":
      hall.do({ type: s.act, window: W(s.window), reason: null });
      return;
    case "transfer":
      hall.do({ type: "transfer", window: W(s.window), to: s.to });
      return;
    case "call":
      hall.do({ type: "call", window: W(s.window), ticket: `t${s.ticket}` as TicketId });
      return;
    case "rejoin":
    case "yield":
      hall.do({ type: s.act, ticket: `t${s.ticket}` as TicketId, byStaff: true });
      return;
    case "cancel":
      hall.do({ type: "cancel", ticket: `t${s.ticket}` as TicketId, by: { kind: "system" }, reason: "" });
      return;
    case "end-day":
      hall.do({ type: "end-day", day: "2026-11-23", next: "2026-11-24", continuous: s.continuous });
      return;
    default:
      hall.do({ type: s.act, window: W(s.window) } as DispatcherCommand);
  }
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

test("whatever is pressed in whatever order, every person is in exactly one place", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const hall = new DeskHall();
      for (const s of steps) {
        run(hall, s);
        sound(hall.state);
      }
    }),
    { numRuns: 150, seed: 20261123 },
  );
});

test("folding the facts again gives the same state", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const hall = new DeskHall();
      for (const s of steps) run(hall, s);
      const again = hall.facts.reduce(dispatcher.apply, initial(RULES));
      expect(again).toEqual(hall.state);
    }),
    { numRuns: 100, seed: 20261123 },
  );
});

test("nobody is passed by someone whose age is more than the slack lower", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), window, (steps, n) => {
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
        // A service concluded by this press may have put its next leg into the line.
        const called = places.find((p) => p.ticket === got);
        const lag = places[0] && called ? age(places[0]) - age(called) : 0;
        const advanced = hall.facts.some((f) => f.type === "ticket.advanced" && f.data.ticket === got);
        expect(advanced || lag <= RULES.policy.slackMs).toBe(true);
      }
    }),
    { numRuns: 150, seed: 20261123 },
  );
});
