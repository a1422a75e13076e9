import { expect, test } from "vitest";
import type { TicketId } from "../contract/ids.ts";
import { dispatcher } from "./dispatcher.ts";
import { type DispatcherRules, ruleOf, type WindowRule } from "./state.ts";
import { callableAt, lineAt } from "./take-over.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";

const ANNOUNCING: DispatcherRules = {
  ...RULES,
  sectors: RULES.sectors.map((s) => ({ ...s, announceAhead: true })),
};

/** Windows 1 and 2 at work, `waiting` people behind, some minutes ago. */
function busyHall(waiting: number, rules = ANNOUNCING) {
  const hall = new DeskHall(rules);
  hall.open(1, 2);
  hall.issue(A);
  hall.next(1);
  hall.do({ type: "start", window: W(1) });
  hall.issue(A);
  hall.next(2);
  hall.do({ type: "start", window: W(2) });
  const line = Array.from({ length: waiting }, () => hall.issue(A));
  return { hall, line };
}
const tell = (hall: DeskHall) => {
  const told: { ticket: TicketId; window: string; from: string | null; occurrence: number }[] = [];
  for (let i = 0; i < 5; i++) {
    const facts = hall.do({ type: "due" });
    if (typeof facts === "string" || facts.length === 0) break;
    for (const fact of facts) if (fact.type === "ticket.promised") told.push(fact.data);
  }
  return told;
};

test("a hall that does not announce has nothing due", () => {
  const { hall } = busyHall(3, RULES);
  expect(dispatcher.nextDue(hall.state)).toBeNull();
  expect(hall.do({ type: "due" })).toEqual([]);
});

test("each window's next person is told in good time, and called there before anybody else", () => {
  const { hall, line } = busyHall(3);
  const due = dispatcher.nextDue(hall.state);
  expect(due).not.toBeNull();
  hall.at = Math.max(hall.at, due ?? 0);
  const told = tell(hall);
  expect(told.map((t) => t.ticket).sort()).toEqual(line.slice(0, 2));
  expect(new Set(told.map((t) => t.window)).size).toBe(2);
  expect(told.every((t) => t.from === null && t.occurrence === 1)).toBe(true);
  hall.wait(6 * MINUTE);
  const first = told[0];
  const window = first?.window === W(1) ? 1 : 2;
  expect(hall.next(window)).toBe(first?.ticket);
});

test("who was told a window that pauses is told the other one, as a change", () => {
  const { hall } = busyHall(2);
  hall.at = Math.max(hall.at, dispatcher.nextDue(hall.state) ?? 0);
  const told = tell(hall);
  const moved = told.find((t) => t.window === W(2));
  hall.do({ type: "finish", window: W(2) });
  hall.do({ type: "pause", window: W(2), reason: null });
  expect(moved && hall.state.tickets.get(moved.ticket)?.phase).toMatchObject({
    state: "waiting",
    only: null,
  });
  const other = told.find((t) => t.window === W(1));
  hall.wait(2 * MINUTE);
  expect(hall.next(1)).toBe(other?.ticket);
  hall.do({ type: "start", window: W(1) });
  hall.wait(4 * MINUTE);
  expect(tell(hall)).toEqual([{ ticket: moved?.ticket, leg: 1, window: W(1), from: W(2), occurrence: 2 }]);
});

test("who was told a window that goes over to another sector is the others' again", () => {
  const { hall } = busyHall(2);
  hall.at = Math.max(hall.at, dispatcher.nextDue(hall.state) ?? 0);
  const moved = tell(hall).find((t) => t.window === W(2));
  expect(moved && hall.state.lines.held.get(W(2))?.map((p) => p.ticket)).toEqual([moved?.ticket]);
  hall.do({ type: "set-sectors", window: W(2), sectors: [B], from: null });
  hall.do({ type: "finish", window: W(2) });
  expect(hall.state.sectors.get(W(2))).toEqual([B]);
  expect(moved && hall.state.tickets.get(moved.ticket)?.phase).toMatchObject({ only: null });
  expect(hall.next(2)).toBeNull();
});

test("a window that would rest takes over who was told another window that still works long", () => {
  const { hall } = busyHall(1);
  hall.at = Math.max(hall.at, dispatcher.nextDue(hall.state) ?? 0);
  const [told] = tell(hall);
  const [holder, free] = told?.window === W(1) ? [1, 2] : [2, 1];
  expect(hall.next(free)).toBe(told?.ticket);
  const called = hall.facts.findLast((f) => f.type === "ticket.called");
  expect(called?.type === "ticket.called" && called.data.reason).toMatch(
    new RegExp(`原通知到${holder}号窗口，那里还要约\\d+分钟才空，改到${free}号窗口`),
  );
});

/** The window that one of the line was told, and that person. */
function announced(waiting: number) {
  const { hall, line } = busyHall(waiting);
  hall.at = Math.max(hall.at, dispatcher.nextDue(hall.state) ?? 0);
  const [told] = tell(hall);
  if (!told) throw new Error("nobody was told");
  return { hall, line, told, at: told.window === W(1) ? 1 : 2, other: told.window === W(1) ? 2 : 1 };
}

test("who was told a window that stands free without calling is called by another that rests, and seen by its clerk", () => {
  const { hall, told, at, other } = announced(1);
  const rests = () => ruleOf(hall.state, W(other)) as WindowRule;
  hall.do({ type: "finish", window: W(other) });
  hall.wait(30_000);
  hall.do({ type: "finish", window: W(at) });
  hall.wait(MINUTE);
  expect(hall.next(other)).toBeNull();
  expect(callableAt(hall.state, rests(), hall.at)).toBe(0);
  hall.wait(2 * MINUTE);
  expect(callableAt(hall.state, rests(), hall.at)).toBe(1);
  expect(lineAt(hall.state, rests(), 5, hall.at).map((t) => t.id)).toEqual([told.ticket]);
  expect(hall.next(other)).toBe(told.ticket);
  const called = hall.facts.findLast((f) => f.type === "ticket.called");
  expect(called?.type === "ticket.called" && called.data.reason).toMatch(
    new RegExp(`原通知到${at}号窗口，那里空着约3分钟没有叫号，改由${other}号窗口叫号$`),
  );
});

test("a window with somebody of its own takes over from one that does not call only whom the order puts before", () => {
  const { hall, line, told, at, other } = announced(1);
  hall.do({ type: "finish", window: W(at) });
  hall.wait(MINUTE);
  const later = hall.issue(A);
  hall.wait(3 * MINUTE);
  expect(hall.next(other)).toBe(told.ticket);
  const called = hall.facts.findLast((f) => f.type === "ticket.called");
  expect(called?.type === "ticket.called" && called.data.reason).toContain("没有叫号");
  expect(line).not.toContain(later);
  expect(hall.next(at)).toBe(later);
});

test("who was told a window and lets others go first is not called there before them", () => {
  const { hall, line, told, at } = announced(3);
  hall.do({ type: "yield", ticket: told.ticket });
  expect(hall.state.tickets.get(told.ticket)?.phase).toMatchObject({ state: "waiting", only: null });
  const called = hall.next(at);
  expect(line).toContain(called);
  expect(called).not.toBe(told.ticket);
});

test("who was called where announced, was set aside and came back is their clerk's, and announced no more", () => {
  const { hall, told, at, other } = announced(1);
  expect(hall.next(at)).toBe(told.ticket);
  hall.do({ type: "park", window: W(at), reason: null });
  hall.do({ type: "rejoin", ticket: told.ticket, byStaff: false });
  expect(hall.do({ type: "call", window: W(other), ticket: told.ticket })).toBe("ticket.not-served-here");
  hall.do({ type: "pause", window: W(at), reason: null });
  expect(hall.state.tickets.get(told.ticket)?.phase).toMatchObject({ only: W(at) });
  hall.do({ type: "resume", window: W(at) });
  expect(hall.next(at)).toBe(told.ticket);
  const fact = hall.facts.findLast((f) => f.type === "ticket.called");
  expect(fact?.type === "ticket.called" && fact.data.reason).not.toContain("提前通知");
});

test("folding the facts again gives the same state, announcements and all", () => {
  const { hall } = busyHall(4);
  hall.at = Math.max(hall.at, dispatcher.nextDue(hall.state) ?? 0);
  tell(hall);
  hall.next(1);
  expect(hall.facts.reduce(dispatcher.apply, dispatcherOf())).toEqual(hall.state);
});

function dispatcherOf() {
  return new DeskHall(ANNOUNCING).state;
}
