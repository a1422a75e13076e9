import { expect, test } from "vitest";
import { awayAt, homeOf } from "./away.ts";
import { dispatcher } from "./dispatcher.ts";
import { ruleOf } from "./state.ts";
import { A, DeskHall, MINUTE, RULES, S, W } from "./testing/desk-hall.ts";

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

test("while their clerk is there no other window calls them by the number, and it says whose they are", () => {
  const { hall, person } = moved("clerk");
  const call = { type: "call", window: W(2), ticket: person } as const;
  expect(hall.refusal(call)).toMatchObject({
    refused: "ticket.not-served-here",
    detail: "Z001挂起后由3号窗口办理，2号窗口不能呼叫",
  });
  hall.do({ type: "close", window: W(3) });
  expect(hall.do(call)).toMatchObject([{ type: "ticket.called" }]);
});

test("come back to a clerk who then pauses long, they are anyone's: silently, at the same place", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  const person = hall.issue(A);
  hall.next(1);
  hall.do({ type: "park", window: W(1), reason: "复印" });
  hall.do({ type: "rejoin", ticket: person, byStaff: false });
  const younger = hall.issue(A);
  expect(dispatcher.nextDue(hall.state)).toBe(null);
  hall.do({ type: "pause", window: W(1), reason: null });
  const due = hall.at + RULES.rebindAfterMs;
  expect(dispatcher.nextDue(hall.state)).toBe(due);
  hall.wait(RULES.rebindAfterMs - 1);
  expect(hall.do({ type: "due" })).toEqual([]);
  hall.wait(1);
  expect(hall.do({ type: "due" })).toMatchObject([
    { type: "ticket.bound", data: { ticket: person, window: null, from: null, occurrence: 0 } },
  ]);
  expect(dispatcher.nextDue(hall.state)).toBe(null);
  expect([hall.next(2), hall.next(2)]).toEqual([person, younger]);
});

test("they wait on where no other window can do it, and where a clerk sent them to that window", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  const person = hall.issue(A);
  hall.next(2);
  hall.do({ type: "transfer", window: W(2), to: { window: W(1) } });
  hall.do({ type: "pause", window: W(1), reason: null });
  expect(dispatcher.nextDue(hall.state)).toBe(null);
  const alone = new DeskHall();
  alone.open(1);
  const parked = alone.issue(A);
  alone.next(1);
  alone.do({ type: "park", window: W(1), reason: null });
  alone.do({ type: "rejoin", ticket: parked, byStaff: true });
  alone.do({ type: "pause", window: W(1), reason: null });
  expect(dispatcher.nextDue(alone.state)).toBe(null);
  hall.wait(60 * MINUTE);
  expect(hall.next(2)).toBe(null);
  expect(hall.stateOf(person)).toBe("waiting");
});
