import { expect, test } from "vitest";
import type { QueueId, TicketId } from "../contract/ids.ts";
import { noRota } from "../kernel/rota.ts";
import { aheadOf } from "./ahead.ts";
import { legsOf, plannedOrder } from "./legs.ts";
import { A, B, DeskHall, MINUTE, RULES, S, W } from "./testing/desk-hall.ts";

const C = "c" as QueueId;
const leg = (queue: QueueId, ...matters: string[]) => ({ queue, matters, count: 1 });
const order = (hall: DeskHall, ...queues: QueueId[]) =>
  plannedOrder(
    hall.state,
    queues.map((q) => leg(q)),
  ).map((l) => l.queue);
const planned = (hall: DeskHall, ticket: TicketId) =>
  hall.state.tickets.get(ticket)?.planned.map((l) => l.queue);
const WINDOWS = RULES.windows.map((w) => (w.id === W(1) ? { ...w, sectors: [A, C] } : w));
const THREE = {
  ...RULES,
  sectors: [...RULES.sectors, { ...(RULES.sectors[0] as (typeof RULES.sectors)[number]), id: C, name: "丙" }],
  windows: WINDOWS,
  rota: noRota(WINDOWS),
};

test("the sector with the fewest open windows comes first, whatever was asked first; equals stay as asked", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  expect(order(hall, A, B)).toEqual([A, B]);
  expect(order(hall, B, A)).toEqual([B, A]);
  hall.do({ type: "close", window: W(3) });
  expect(order(hall, A, B)).toEqual([B, A]);
});

test("of sectors with as many windows the one with the longer wait comes first", () => {
  const hall = new DeskHall();
  hall.open(1, 3);
  for (let i = 0; i < 4; i++) hall.issue(B);
  expect(order(hall, A, B)).toEqual([B, A]);
});

test("what nobody can do now comes last", () => {
  const hall = new DeskHall();
  hall.open(1);
  expect(order(hall, B, A)).toEqual([A, B]);
});

test("the rest of a visit is planned anew when a leg is done, and keeps the age of the whole visit", () => {
  const hall = new DeskHall(THREE);
  hall.open(1, 2, 3);
  const visit = hall.issue(A, "walk", [C, A, B]);
  expect(hall.next(1)).toBe(visit);
  hall.wait(9 * MINUTE);
  const later = hall.issue(B);
  hall.do({ type: "close", window: W(3) });
  hall.wait(MINUTE);
  hall.do({ type: "finish", window: W(1) });
  // B has one window left, A two.
  expect(planned(hall, visit)).toEqual([C, B, A]);
  const ticket = hall.state.tickets.get(visit);
  expect(ticket).toMatchObject({ queue: B, leg: 2, plannedDone: 1, origin: ticket?.issuedAt });
  expect(ticket && aheadOf(hall.state, ticket, hall.at)).toBe(0);
  expect(hall.next(2)).toBe(visit);
  expect(hall.stateOf(later)).toBe("waiting");
});

test("a leg that was chosen by hand is the next one, and later legs are planned again", () => {
  const hall = new DeskHall(THREE);
  hall.open(1, 2, 3);
  const visit = hall.issue(A, "walk", [C, B, A]);
  const choose = (next: string) =>
    hall.do({ type: "choose-leg", ticket: visit, next, by: { kind: "staff", id: S(1) } });
  expect(choose("nothing")).toBe("ticket.leg-unknown");
  hall.next(1);
  expect(choose("c")).toBe("ticket.leg-unknown");
  expect(choose("a")).toHaveLength(1);
  hall.do({ type: "close", window: W(3) });
  hall.do({ type: "finish", window: W(1) });
  expect(planned(hall, visit)).toEqual([C, A, B]);
  expect(hall.state.tickets.get(visit)).toMatchObject({ queue: A, legChosen: false });
  // Whoever waits goes over at once, out of the old line.
  expect(choose("b")).toMatchObject([{ type: "ticket.advanced" }, { type: "ticket.placed" }]);
  expect(hall.state.tickets.get(visit)).toMatchObject({ queue: B, leg: 3 });
  expect(hall.next(1)).toBe(null);
  expect(hall.next(2)).toBe(visit);
  hall.do({ type: "finish", window: W(2) });
  expect(hall.state.tickets.get(visit)?.queue).toBe(A);
  hall.next(2);
  hall.do({ type: "finish", window: W(2) });
  expect(hall.stateOf(visit)).toBe("served");
  expect(choose("a")).toBe("ticket.wrong-state");
});

test("who was put behind others and takes another leg first stays behind them", () => {
  const hall = new DeskHall(THREE);
  hall.open(1);
  const visit = hall.issue(A, "green", [A, C]);
  const others = [1, 2, 3].map(() => {
    hall.wait(MINUTE);
    return hall.issue(A);
  });
  hall.next(1);
  hall.do({ type: "no-show", window: W(1) });
  hall.do({ type: "rejoin", ticket: visit, byStaff: false });
  hall.do({ type: "choose-leg", ticket: visit, next: "c", by: { kind: "staff", id: S(1) } });
  expect(hall.state.tickets.get(visit)).toMatchObject({ queue: C, steady: true });
  expect([1, 2, 3].map(() => hall.next(1))).toEqual([...others.slice(0, 2), visit]);
});

test("matters that the same windows and people can do are one leg; what only some can do is its own", () => {
  const rules = {
    ...RULES,
    windows: RULES.windows.map((w) => (w.id === W(1) ? { ...w, matters: ["m1", "m2"] } : w)),
    levels: new Map([["m2", 3]]),
  };
  const asked = (...matters: string[]) => matters.map((matter) => ({ queue: A, matter }));
  const legs = (...matters: string[]) =>
    legsOf(new DeskHall(rules).state, asked(...matters), 2).map((l) => l.matters);
  expect(legs("m1")).toEqual([["m1"]]);
  expect(legs("m3", "m1", "m4")).toEqual([["m3", "m4"], ["m1"]]);
  expect(legs("m1", "m2", "m1")).toEqual([["m1"], ["m2"]]);
});
