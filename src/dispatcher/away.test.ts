import { expect, test } from "vitest";
import { awayAt, homeOf } from "./away.ts";
import { ruleOf } from "./state.ts";
import { A, DeskHall, RULES, S, W } from "./testing/desk-hall.ts";

const parkedAt = (hall: DeskHall, n: number) => {
  const rule = ruleOf(hall.state, W(n));
  return rule ? awayAt(hall.state, rule).parked.map((t) => t.id) : [];
};

/** Someone parked by s01 at w01, whose clerk has gone over to w03, which serves another sector. */
function moved(policy: "clerk" | "window") {
  const hall = new DeskHall({ ...RULES, parked: policy });
  hall.open(1, 2);
  const person = hall.issue(A);
  hall.next(1);
  hall.do({ type: "park", window: W(1), reason: "复印" });
  hall.do({ type: "close", window: W(1) });
  hall.do({ type: "open", window: W(3), staff: S(1), placed: false });
  return { hall, person };
}

test("parked people follow their clerk to another window, and may be called there whatever it serves", () => {
  const { hall, person } = moved("clerk");
  expect([1, 2, 3].map((n) => parkedAt(hall, n))).toEqual([[], [], [person]]);
  expect(hall.do({ type: "call-parked", window: W(3) })).toMatchObject([{ type: "ticket.called" }]);
  expect(hall.stateOf(person)).toBe("called");
});

test("back in line, they wait for their clerk's window alone", () => {
  const { hall, person } = moved("clerk");
  hall.do({ type: "rejoin", ticket: person, byStaff: true });
  expect(hall.next(2)).toBe(null);
  expect(hall.next(3)).toBe(person);
});

test("by the other policy they stay with the window, whoever sits there", () => {
  const { hall, person } = moved("window");
  hall.do({ type: "open", window: W(1), staff: S(4), placed: false });
  expect([1, 2, 3].map((n) => parkedAt(hall, n))).toEqual([[person], [], []]);
  expect(hall.do({ type: "call-parked", window: W(1) })).toMatchObject([{ type: "ticket.called" }]);
});

test.each(["clerk", "window"] as const)(
  "%s: when nobody is there any more, whoever can do it sees and calls them",
  (policy) => {
    const { hall, person } = moved(policy);
    hall.do({ type: "close", window: W(3) });
    const ticket = hall.state.tickets.get(person);
    expect(ticket && homeOf(hall.state, ticket)).toBe(null);
    expect([1, 2, 3].map((n) => parkedAt(hall, n))).toEqual([[person], [person], []]);
    expect(hall.do({ type: "call-parked", window: W(2) })).toMatchObject([{ type: "ticket.called" }]);
  },
);
