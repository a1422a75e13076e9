import { expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { TicketId } from "../contract/ids.ts";
import { aheadOf } from "./ahead.ts";
import { dispatcher } from "./dispatcher.ts";
import { waitingFor } from "./order.ts";
import { ruleOf, type WindowRule } from "./state.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";

const BINDING = {
  ...RULES,
  sectors: RULES.sectors.map((s) => ({ ...s, binding: "atTicket" as const })),
};
/** A hall where windows 1 and 2 can do sector A, 2 and 3 sector B. */
const open = (...windows: number[]) => {
  const hall = new DeskHall(BINDING);
  hall.open(...windows);
  return hall;
};
const boundOf = (hall: DeskHall, ticket: TicketId) => {
  const found = hall.state.tickets.get(ticket);
  return found?.phase.state === "waiting" ? found.phase.only : null;
};
const changes = (hall: DeskHall) =>
  hall.facts.filter((f): f is HallEvent<"ticket.bound"> => f.type === "ticket.bound").map((f) => f.data);

test("each number goes to the window with the shortest expected wait, and only that one calls it", () => {
  const hall = open(1, 2);
  const line = [1, 2, 3, 4].map(() => hall.issue(A));
  expect(line.map((t) => boundOf(hall, t))).toEqual([W(1), W(2), W(1), W(2)]);
  expect(hall.next(2)).toBe(line[1]);
  expect(hall.next(1)).toBe(line[0]);
  // 2 is done with its people and rests though the line at 1 is long.
  expect(hall.next(2)).toBe(line[3]);
  expect(hall.next(2)).toBeNull();
  expect(boundOf(hall, line[2] as TicketId)).toBe(W(1));
  expect(hall.do({ type: "call", window: W(2), ticket: line[2] as TicketId })).toBe("ticket.not-served-here");
  const told = hall.facts.find((f) => f.type === "ticket.called" && f.data.ticket === line[0]);
  expect(told?.type === "ticket.called" && told.data.reason).toContain("已定在本窗口");
});

test("the number is told with its window as binding, its place in that window's line, and once", () => {
  const hall = open(1, 2);
  hall.issue(A);
  hall.issue(A);
  const third = hall.issue(A);
  const placed = hall.facts.findLast((f) => f.type === "ticket.placed");
  expect(placed?.data).toMatchObject({ ticket: third, likelyWindow: W(1), bound: true, ahead: 1 });
  expect(changes(hall).at(-1)).toMatchObject({ ticket: third, window: W(1), from: null, occurrence: 0 });
  expect(hall.facts.filter((f) => f.type === "ticket.placed")).toHaveLength(3);
  expect(waitingFor(hall.state, ruleOf(hall.state, W(2)) as WindowRule)).toBe(1);
});

test("a long service keeps newcomers away from its window; a known break does too", () => {
  const begin = new DeskHall().at;
  const hall = new DeskHall({
    ...BINDING,
    rota: {
      ...BINDING.rota,
      plannedBreaks: (window) =>
        window === W(1) ? [{ from: begin + 4 * MINUTE, to: begin + 64 * MINUTE, reason: "午休" }] : [],
    },
  });
  hall.open(1, 2);
  const line = [1, 2, 3, 4].map(() => hall.issue(A));
  // Window 1 calls one before its break; whoever would come after it waits shorter at 2.
  expect(line.map((t) => boundOf(hall, t))).toEqual([W(1), W(2), W(2), W(2)]);
});

test("within a window the policy's age decides, not the window's speed", () => {
  const hall = open(1);
  const first = hall.issue(A);
  hall.wait(MINUTE);
  const second = hall.issue(A);
  hall.wait(MINUTE);
  const green = hall.issue(A, "green");
  expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([green, first, second]);
});

test("when the window closes the others take its people over, spread, and each is told where", () => {
  const hall = open(1, 2);
  const line = Array.from({ length: 6 }, () => hall.issue(A));
  const at2 = line.filter((t) => boundOf(hall, t) === W(2));
  expect(at2).toHaveLength(3);
  hall.do({ type: "close", window: W(2) });
  expect(line.every((t) => boundOf(hall, t) === W(1))).toBe(true);
  expect(changes(hall).slice(-3)).toEqual(
    at2.map((ticket) => ({ ticket, leg: 1, window: W(1), from: W(2), occurrence: 1, why: "closed" })),
  );
});

test("when the last window closes nobody is told another; its people are its own again when it opens", () => {
  const hall = open(1);
  const ticket = hall.issue(A);
  const before = changes(hall).length;
  hall.do({ type: "close", window: W(1) });
  expect(changes(hall)).toHaveLength(before);
  hall.open(1);
  expect(changes(hall).at(-1)).toMatchObject({ ticket, window: W(1), occurrence: 0, why: "reopened" });
  expect(boundOf(hall, ticket)).toBe(W(1));
});

test("others open but none that can do it: told that whichever can first will call", () => {
  const hall = open(1, 3);
  const ticket = hall.issue(A);
  hall.do({ type: "close", window: W(1) });
  expect(changes(hall).at(-1)).toMatchObject({ ticket, window: null, from: W(1), occurrence: 1 });
  hall.open(2);
  expect(hall.next(2)).toBe(ticket);
});

test("a short pause changes nothing; one beyond the limit hands the people over, if anybody else can", () => {
  const hall = open(1, 2);
  const line = [1, 2, 3, 4].map(() => hall.issue(A));
  hall.do({ type: "pause", window: W(1), reason: null });
  const due = dispatcher.nextDue(hall.state);
  expect(due).toBe(hall.at + 10 * MINUTE);
  expect(hall.do({ type: "due" })).toEqual([]);
  hall.at = (due ?? 0) - 1;
  expect(hall.do({ type: "due" })).toEqual([]);
  hall.at++;
  hall.do({ type: "due" });
  expect(line.map((t) => boundOf(hall, t))).toEqual([W(2), W(2), W(2), W(2)]);
  expect(changes(hall).slice(-2)).toMatchObject([
    { ticket: line[0], window: W(2), from: W(1), why: "paused", occurrence: 1 },
    { ticket: line[2], window: W(2), from: W(1), why: "paused", occurrence: 1 },
  ]);
  expect(dispatcher.nextDue(hall.state)).toBeNull();
  // The elder of the two windows' people goes first at the one that is left.
  expect(hall.next(2)).toBe(line[0]);
});

test("a pause at the only window that can do it moves nobody, however long", () => {
  const hall = open(1, 3);
  const ticket = hall.issue(A);
  hall.do({ type: "pause", window: W(1), reason: null });
  hall.wait(60 * MINUTE);
  expect(dispatcher.nextDue(hall.state)).toBeNull();
  expect(boundOf(hall, ticket)).toBe(W(1));
  // Newcomers are bound to it too, for nobody else can; when another opens, all but the first come first are moved.
  expect(boundOf(hall, hall.issue(A))).toBe(W(1));
  hall.open(2);
  expect(dispatcher.nextDue(hall.state)).not.toBeNull();
  hall.do({ type: "due" });
  expect(boundOf(hall, ticket)).toBe(W(2));
});

test("a window that changes its sectors loses only those it can't do any more", () => {
  const hall = open(1, 2, 3);
  hall.issue(A);
  const b = hall.issue(B);
  const a = hall.issue(A);
  expect([boundOf(hall, a), boundOf(hall, b)]).toEqual([W(2), W(3)]);
  hall.do({ type: "set-sectors", window: W(2), sectors: [B], from: null });
  expect(boundOf(hall, a)).toBe(W(1));
  expect(changes(hall).at(-1)).toMatchObject({ ticket: a, window: W(1), from: W(2), why: "unable" });
  expect(boundOf(hall, b)).toBe(W(3));
});

test("before any window is open nobody is bound: the first that can will call", () => {
  const hall = new DeskHall(BINDING);
  const early = hall.issue(A);
  expect(changes(hall)).toEqual([]);
  expect(hall.facts.at(-1)).toMatchObject({ type: "ticket.placed", data: { bound: false } });
  hall.open(2);
  expect(hall.next(2)).toBe(early);
});

test("a later leg is bound anew and its window told by a message of its own", () => {
  const hall = open(1, 3);
  const ticket = hall.issue(A, "walk", [A, B]);
  hall.next(1);
  hall.do({ type: "finish", window: W(1) });
  expect(changes(hall).at(-1)).toMatchObject({ ticket, leg: 2, window: W(3), from: null, occurrence: 1 });
  expect(hall.next(3)).toBe(ticket);
});

test("a missed call, a transfer to a window and a granted green channel keep their own rules", () => {
  const hall = open(1, 2);
  const [first, second] = [hall.issue(A), hall.issue(A)];
  hall.next(1);
  hall.do({ type: "no-show", window: W(1) });
  hall.do({ type: "rejoin", ticket: first, byStaff: true });
  expect(changes(hall).at(-1)).toMatchObject({ ticket: first, leg: 2, why: "begun" });
  expect(boundOf(hall, first)).toBe(W(1));
  hall.do({ type: "grant-green", ticket: second, reason: "ill", by: { kind: "admin" } });
  expect(boundOf(hall, second)).toBe(W(2));
  hall.next(2);
  hall.do({ type: "transfer", window: W(2), to: { window: W(1) } });
  expect(boundOf(hall, second)).toBe(W(1));
  expect(hall.state.tickets.get(second)?.bound).toBeNull();
  expect(aheadOf(hall.state, hall.state.tickets.get(first) as never, hall.at)).toBe(1);
});

test("a hall that binds at the call is not touched", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  hall.issue(A);
  hall.do({ type: "close", window: W(1) });
  expect(changes(hall)).toEqual([]);
  expect(dispatcher.nextDue(hall.state)).toBeNull();
});

test("whoever is told another window is not told in the same breath that they are near", () => {
  const hall = open(1, 2);
  const line = [1, 2, 3, 4].map(() => hall.issue(A));
  hall.do({ type: "close", window: W(2) });
  const moved = line.filter((t) => changes(hall).some((c) => c.ticket === t && c.why === "closed"));
  const nearSaid = () =>
    hall.facts.filter((f): f is HallEvent<"ticket.near"> => f.type === "ticket.near").map((f) => f.data);
  expect(nearSaid().some((n) => moved.includes(n.ticket))).toBe(false);
  for (let call = 0; call < 4; call++) hall.next(1);
  // Later it is, by a message of its own.
  const later = nearSaid().filter((n) => n.ticket === moved[1]);
  expect(later).toMatchObject([{ occurrence: 2 }]);
});
