import { expect, test } from "vitest";
import { A, DeskHall, S, W } from "./testing/desk-hall.ts";

test("the one-ahead reminder comes once, not to whom the first SMS said it, and never for a called one", () => {
  const hall = new DeskHall();
  hall.open(1);
  const [, second, third, fourth] = [1, 2, 3, 4].map(() => hall.issue(A));
  const near = () => hall.facts.flatMap((f) => (f.type === "ticket.near" ? f.data.ticket : []));
  expect(near()).toEqual([]);
  hall.next(1);
  expect(near()).toEqual([third]);
  hall.next(1);
  expect(near()).toEqual([third, fourth]);
  expect(second && hall.state.tickets.get(second)?.nearTold).toBe(true);
});

test("at the head of a line that is at lunch nobody is near yet; when somebody is back they are told", () => {
  const hall = new DeskHall();
  hall.do({ type: "open", window: W(1), staff: S(1), placed: false });
  hall.do({ type: "pause", window: W(1), reason: "午休" });
  const ticket = hall.issue(A);
  const said = () =>
    hall.facts.flatMap((f): unknown[] =>
      f.type === "ticket.placed" ? [f.data.near] : f.type === "ticket.near" ? [f.data.ticket] : [],
    );
  expect(said()).toEqual([false]);
  hall.do({ type: "resume", window: W(1) });
  expect(said()).toEqual([false, ticket]);
  hall.issue(A);
  expect(said()).toEqual([false, ticket, true]);
});
