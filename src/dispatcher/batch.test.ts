import { expect, test } from "vitest";
import { aheadOf } from "./ahead.ts";
import { modelOf } from "./forward/model.ts";
import { nextFor } from "./order.ts";
import { plainOutlook } from "./outlook.ts";
import type { WindowRule } from "./state.ts";
import { A, DeskHall, RULES, W } from "./testing/desk-hall.ts";

// Window 2 takes more than three like cases of sector A; window 1 does not.
const BATCH = {
  ...RULES,
  sectors: RULES.sectors.map((s) => ({ ...s, batchAbove: 3 })),
  windows: RULES.windows.map((w) => ({ ...w, batch: w.id === W(2) })),
};
const many = (hall: DeskHall, count: number) => hall.issue(A, "walk", [A], [], count);

test("age decides at a batch window, and the other windows pass over those with many like cases", () => {
  const hall = new DeskHall(BATCH);
  hall.open(1, 2);
  const first = many(hall, 4);
  hall.wait(60_000);
  const atLimit = many(hall, 3);
  hall.wait(60_000);
  const last = hall.issue(A);
  expect(hall.next(1)).toBe(atLimit);
  expect(hall.next(2)).toBe(first);
  hall.do({ type: "finish", window: W(2) });
  expect(hall.next(2)).toBe(last);
});

test("a clerk may still call one by its number", () => {
  const hall = new DeskHall(BATCH);
  hall.open(1);
  const ticket = many(hall, 10);
  expect(hall.next(1)).toBe(null);
  hall.do({ type: "call", window: W(1), ticket });
  expect(hall.stateOf(ticket)).toBe("called");
});

test("what they are told, and the forecast, count on batch windows only", () => {
  const hall = new DeskHall(BATCH);
  hall.open(1, 2);
  hall.issue(A);
  const ticket = hall.state.tickets.get(many(hall, 10));
  if (!ticket) throw new Error("no ticket");
  expect(
    plainOutlook.ofTicket(hall.state, ticket, aheadOf(hall.state, ticket, hall.at), hall.at)?.likely,
  ).toBe(W(2));
  const model = modelOf(hall.state, hall.at, () => []);
  const kind = model.kinds.findIndex((k) => k.batch);
  expect(model.windows.map((w) => [w.id, (w.factors[kind] ?? 0) > 0])).toEqual([
    [W(1), false],
    [W(2), true],
  ]);
  hall.do({ type: "close", window: W(2) });
  expect(plainOutlook.ofTicket(hall.state, ticket, 0, hall.at)).toBe(null);
});

test("without the option any window calls any number of cases", () => {
  const hall = new DeskHall();
  hall.open(1);
  const ticket = many(hall, 500);
  expect(nextFor(hall.state, RULES.windows[0] as WindowRule, hall.at)?.ticket.id).toBe(ticket);
});
