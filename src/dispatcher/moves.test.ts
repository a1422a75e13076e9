import { expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import { aheadOf } from "./ahead.ts";
import { dispatcher } from "./dispatcher.ts";
import { A, B, DeskHall, MINUTE, RULES, S, W } from "./testing/desk-hall.ts";

const types = (facts: readonly HallEvent[] | string) =>
  typeof facts === "string" ? facts : facts.map((f) => f.type);

test("first come is first served over the sectors of a window", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  const [a1, b1, a2] = [A, B, A].map((q) => {
    hall.wait(1000);
    return hall.issue(q);
  });
  expect([hall.next(2), hall.next(1), hall.next(3)]).toEqual([a1, a2, b1]);
  expect(hall.next(2)).toBeNull();
});

test("the green channel counts a head start, and no more than that", () => {
  const hall = new DeskHall();
  hall.open(1);
  const old = hall.issue(A);
  hall.wait(31 * MINUTE);
  const young = hall.issue(A);
  const green = hall.issue(A, "green");
  expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([old, green, young]);
});

test("a closed, a paused and an unknown window call nobody, each with its code", () => {
  const hall = new DeskHall();
  hall.issue(A);
  expect(hall.next(1)).toBe("window.closed");
  hall.open(1);
  hall.do({ type: "pause", window: W(1), reason: "用餐" });
  expect(hall.next(1)).toBe("window.paused");
  expect(hall.do({ type: "call-next", window: W(9) })).toBe("window.unknown");
});

test("two staff cannot hold one window, and one clerk cannot hold two unless placed there", () => {
  const hall = new DeskHall();
  hall.open(1);
  expect(hall.do({ type: "open", window: W(1), staff: S(2), placed: false })).toBe("window.taken");
  expect(hall.do({ type: "open", window: W(2), staff: S(1), placed: false })).toBe("staff.elsewhere");
  expect(types(hall.do({ type: "open", window: W(2), staff: S(1), placed: true }))).toEqual([
    "window.opened",
  ]);
  expect(hall.do({ type: "open", window: W(1), staff: S(1), placed: false })).toEqual([]);
});

test("call-next concludes the present ticket first; without a start key the start is inferred and a short one not learned", () => {
  const hall = new DeskHall();
  hall.open(1);
  const first = hall.issue(A);
  const second = hall.issue(A);
  hall.next(1);
  hall.wait(70_000);
  const facts = hall.do({ type: "call-next", window: W(1) });
  expect(types(facts).slice(0, 3)).toEqual(["service.started", "service.finished", "ticket.called"]);
  expect(facts[0]).toMatchObject({ data: { ticket: first, inferred: true, startedAt: hall.at - 10_000 } });
  expect(facts[1]).toMatchObject({ data: { outcome: "served", learnable: false, last: true } });
  expect(hall.stateOf(first)).toBe("served");
  expect(hall.stateOf(second)).toBe("called");
  expect(hall.state.learned.kinds.size).toBe(0);
});

test("a started service is learned from; walks teach the walk", () => {
  const hall = new DeskHall();
  hall.open(1);
  hall.issue(A);
  hall.next(1);
  hall.wait(30_000);
  hall.do({ type: "start", window: W(1) });
  hall.wait(5 * MINUTE);
  hall.do({ type: "finish", window: W(1) });
  expect(hall.state.learned.kinds.get(A)).toMatchObject({ count: 1, sumMs: 5 * MINUTE });
  expect(hall.state.learned.walk).toEqual({ count: 1, sumMs: 30_000 });
});

test.each([
  ["recall", "window.no-ticket"],
  ["start", "window.no-ticket"],
  ["finish", "window.no-ticket"],
  ["no-show", "window.no-ticket"],
  ["park", "window.no-ticket"],
  ["transfer", "window.no-ticket"],
  ["call-parked", "window.no-ticket"],
  ["resume", "window.not-paused"],
] as const)("%s at an idle window is refused with %s", (type, code) => {
  const hall = new DeskHall();
  hall.open(1);
  const command = { park: { reason: null }, transfer: { to: null } }[type as string] ?? {};
  expect(hall.do({ type, window: W(1), ...command } as never)).toBe(code);
});

test("who is being served is no no-show, is not recalled, and is not started twice", () => {
  const hall = new DeskHall();
  hall.open(1);
  hall.issue(A);
  hall.next(1);
  hall.do({ type: "start", window: W(1) });
  expect(hall.do({ type: "no-show", window: W(1) })).toBe("ticket.wrong-state");
  expect(hall.do({ type: "recall", window: W(1) })).toBe("window.no-ticket");
  expect(hall.do({ type: "start", window: W(1) })).toBe("ticket.wrong-state");
});

test("pause and close take effect when the present service ends, and can be taken back", () => {
  const hall = new DeskHall();
  hall.open(1);
  hall.issue(A);
  hall.issue(A);
  hall.next(1);
  hall.do({ type: "pause", window: W(1), reason: "用餐" });
  expect(hall.state.desks.get(W(1))?.state).toBe("calling");
  expect(hall.next(1)).toBeNull();
  expect(hall.state.desks.get(W(1))).toMatchObject({ state: "paused", reason: "用餐" });
  hall.do({ type: "resume", window: W(1) });
  hall.next(1);
  hall.do({ type: "close", window: W(1) });
  hall.do({ type: "open", window: W(1), staff: S(1), placed: false });
  hall.do({ type: "finish", window: W(1) });
  expect(hall.state.desks.get(W(1))?.state).toBe("idle");
});

test("the pause key toggles, also while a pause is only asked for", () => {
  const hall = new DeskHall();
  hall.open(1);
  const toggle = () => types(hall.do({ type: "pause-toggle", window: W(1) }));
  expect(toggle()).toEqual(["window.paused"]);
  expect(toggle()).toEqual(["window.resumed"]);
  hall.issue(A);
  hall.next(1);
  expect(toggle()).toEqual(["window.next-set"]);
  expect(toggle()).toEqual(["window.next-set"]);
  hall.do({ type: "finish", window: W(1) });
  expect(hall.state.desks.get(W(1))?.state).toBe("idle");
});

test("a missed person rejoins behind the configured number of people, once; staff may again", () => {
  const hall = new DeskHall();
  hall.open(1);
  const late = hall.issue(A);
  const others = [1, 2, 3].map(() => {
    hall.wait(1000);
    return hall.issue(A);
  });
  hall.next(1);
  hall.do({ type: "no-show", window: W(1) });
  expect(hall.stateOf(late)).toBe("missed");
  hall.do({ type: "rejoin", ticket: late, byStaff: false });
  expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([others[0], others[1], late]);
  hall.do({ type: "no-show", window: W(1) });
  const { refused, detail } = hall.refusal({ type: "rejoin", ticket: late, byStaff: false });
  expect(`${refused} ${detail}`).toMatch(/^ticket.rejoin-limit .*重新排队1次，最多1次.*请到咨询台/);
  expect(types(hall.do({ type: "rejoin", ticket: late, byStaff: true }))).toContain("ticket.rejoined");
});

test("a parked person is called back by the key, and comes back to the same window first", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  const parked = hall.issue(A);
  hall.next(1);
  hall.do({ type: "start", window: W(1) });
  hall.do({ type: "park", window: W(1), reason: "补复印件" });
  hall.wait(MINUTE);
  const other = hall.issue(A);
  hall.do({ type: "rejoin", ticket: parked, byStaff: true });
  expect(hall.next(2)).toBe(other);
  expect(hall.next(1)).toBe(parked);
  hall.do({ type: "park", window: W(1), reason: null });
  expect(types(hall.do({ type: "call-parked", window: W(1) }))).toContain("ticket.called");
});

test("a transfer keeps the number and its place by age; to a window only that window may call", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  const moved = hall.issue(A);
  hall.wait(MINUTE);
  const waiting = hall.issue(B);
  hall.next(1);
  hall.do({ type: "transfer", window: W(1), to: null });
  expect(hall.state.tickets.get(moved)).toMatchObject({ queue: B, leg: 2, number: "Z001" });
  expect(hall.next(3)).toBe(moved);
  hall.do({ type: "transfer", window: W(3), to: { window: W(2) } });
  expect(hall.next(3)).toBe(waiting);
  expect(hall.next(2)).toBe(moved);
});

test("who is transferred to a sector whose windows name other matters is called there, and goes on with the visit", () => {
  const windows = RULES.windows.map((w) => (w.id === W(3) ? { ...w, matters: ["b1"] } : w));
  const hall = new DeskHall({ ...RULES, windows });
  hall.open(1, 3);
  const moved = hall.issue(A, "walk", [A, A], ["a1"]);
  const choose = () =>
    hall.do({ type: "choose-leg", ticket: moved, next: "a:a1", by: { kind: "staff", id: S(1) } });
  hall.next(1);
  hall.do({ type: "transfer", window: W(1), to: { queue: B } });
  expect(hall.next(1)).toBe(null);
  expect(hall.next(3)).toBe(moved);
  hall.do({ type: "no-show", window: W(3) });
  hall.do({ type: "rejoin", ticket: moved, byStaff: true });
  // Back to what was asked for: out of that line, and in its own by its matter.
  expect(types(choose())).toContain("ticket.advanced");
  expect(choose()).toEqual([]);
  expect(hall.next(3)).toBe(null);
  expect(hall.next(1)).toBe(moved);
  hall.do({ type: "transfer", window: W(1), to: { queue: B } });
  hall.next(3);
  hall.do({ type: "finish", window: W(3) });
  expect(hall.state.tickets.get(moved)).toMatchObject({ queue: A, plannedDone: 1 });
  expect(hall.next(1)).toBe(moved);
});

test("what a number can't do now is refused in words, not by the name of its state", () => {
  const hall = new DeskHall();
  hall.open(1);
  const ticket = hall.issue(A);
  const refused = dispatcher.decide(hall.state, { type: "rejoin", ticket, byStaff: true }, hall.now);
  expect(refused).toMatchObject({ refused: "ticket.wrong-state", detail: expect.stringContaining("等候中") });
  expect((refused as { detail: string }).detail).not.toMatch(/[a-z]/);
});

test("a transfer goes nowhere unknown, to no closed window, and needs a target", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  hall.issue(A);
  hall.issue(A);
  hall.next(1);
  hall.next(2);
  const to = (window: number, target: unknown) =>
    hall.do({ type: "transfer", window: W(window), to: target as never });
  expect(to(1, { queue: "nowhere" })).toBe("queue.unknown");
  expect(to(1, { window: "w77" })).toBe("window.unknown");
  expect(to(1, { window: W(1) })).toBe("window.no-target");
  expect(to(2, null)).toBe("window.closed");
});

test("when a window closes, who was meant for it alone is anyone's again", () => {
  const hall = new DeskHall();
  hall.open(1, 2);
  const moved = hall.issue(A);
  hall.next(1);
  hall.do({ type: "transfer", window: W(1), to: { window: W(2) } });
  expect(hall.next(1)).toBeNull();
  hall.do({ type: "close", window: W(2) });
  expect(hall.next(1)).toBe(moved);
});

test("a chosen ticket is called only where it can be served, and a called one by nobody else", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  const a = hall.issue(A);
  expect(hall.do({ type: "call", window: W(3), ticket: a })).toBe("ticket.not-served-here");
  hall.do({ type: "call", window: W(1), ticket: a });
  expect(hall.do({ type: "call", window: W(2), ticket: a })).toBe("ticket.wrong-state");
  expect(hall.do({ type: "call", window: W(1), ticket: a })).toEqual([]);
  expect(hall.do({ type: "call", window: W(1), ticket: "t99" as never })).toBe("ticket.unknown");
});

test("waiting, called and parked people can give up; the window is then free", () => {
  const hall = new DeskHall();
  hall.open(1);
  const a = hall.issue(A);
  hall.next(1);
  const cancel = { type: "cancel", ticket: a, by: { kind: "system" }, reason: "left" } as const;
  hall.do(cancel);
  expect(hall.state.desks.get(W(1))?.state).toBe("idle");
  expect(hall.do(cancel)).toBe("ticket.wrong-state");
});

test("yielding lets exactly one person pass", () => {
  const hall = new DeskHall();
  hall.open(1);
  const tickets = [1, 2, 3].map(() => {
    hall.wait(1000);
    return hall.issue(A);
  });
  const [first] = tickets;
  if (!first) throw new Error("no ticket");
  hall.do({ type: "yield", ticket: first });
  expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([tickets[1], first, tickets[2]]);
});

test("matters of several sectors are legs under one number", () => {
  const hall = new DeskHall();
  hall.open(1, 3);
  const ticket = hall.issue(A, "walk", [A, B]);
  hall.next(1);
  expect(types(hall.do({ type: "finish", window: W(1) }))).toContain("ticket.advanced");
  expect(hall.stateOf(ticket)).toBe("waiting");
  expect(hall.next(3)).toBe(ticket);
  expect(hall.do({ type: "finish", window: W(3) })).toContainEqual(
    expect.objectContaining({ type: "service.finished", data: expect.objectContaining({ last: true }) }),
  );
});

test("ahead counts who would be called before at windows that can serve, not the length of one's own line", () => {
  const hall = new DeskHall();
  hall.open(2);
  hall.issue(B);
  const a = hall.issue(A);
  const ahead = () => aheadOf(hall.state, hall.state.tickets.get(a) as never, hall.at);
  expect(ahead()).toBe(1);
  hall.open(1);
  expect(ahead()).toBe(1);
  hall.do({ type: "close", window: W(2) });
  expect(ahead()).toBe(0);
});

test("at the day's end the missed expire, an open service is unconcluded, and who waits keeps number and place", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  const missed = hall.issue(A);
  const serving = hall.issue(A);
  const called = hall.issue(B);
  const waiting = hall.issue(B);
  hall.next(1);
  hall.do({ type: "no-show", window: W(1) });
  hall.next(1);
  hall.do({ type: "start", window: W(1) });
  hall.next(3);
  const facts = hall.do({ type: "end-day", day: "2026-11-23", next: "2026-11-24", continuous: false });
  expect(facts).toContainEqual(
    expect.objectContaining({
      type: "service.finished",
      data: expect.objectContaining({ ticket: serving, outcome: "unconcluded", learnable: false }),
    }),
  );
  expect([missed, serving, called].map((t) => hall.stateOf(t))).toEqual([undefined, undefined, undefined]);
  expect(hall.stateOf(waiting)).toBe("waiting");
  expect([...hall.state.desks.values()].map((d) => d.state)).toEqual(["closed", "closed", "closed"]);
});

test("a hall open around midnight only changes its day", () => {
  const hall = new DeskHall();
  hall.open(1);
  const serving = hall.issue(A);
  hall.next(1);
  hall.do({ type: "end-day", day: "2026-11-23", next: "2026-11-24", continuous: true });
  expect(hall.stateOf(serving)).toBe("called");
  expect(hall.state.desks.get(W(1))?.state).toBe("calling");
});

test("there, who missed a call within the hour may rejoin after midnight, who missed it before is done", () => {
  const hall = new DeskHall();
  hall.open(1);
  const [early, late] = [hall.issue(A), hall.issue(A)];
  const miss = () => {
    hall.next(1);
    hall.do({ type: "no-show", window: W(1) });
  };
  miss();
  hall.wait(2 * 60 * MINUTE);
  miss();
  hall.wait(5 * MINUTE);
  hall.do({ type: "end-day", day: "2026-11-23", next: "2026-11-24", continuous: true });
  expect([early, late].map((t) => hall.stateOf(t))).toEqual([undefined, "missed"]);
  expect(types(hall.do({ type: "rejoin", ticket: late, byStaff: false }))).toContain("ticket.rejoined");
});

test("a manager's close expires who is left, and touches nobody at a window", () => {
  const hall = new DeskHall({ ...RULES });
  hall.open(1);
  const served = hall.issue(A);
  const left = hall.issue(A);
  hall.next(1);
  hall.do({ type: "close-day", fates: new Map(), rest: "expire", by: { kind: "admin" } });
  expect([hall.stateOf(served), hall.stateOf(left)]).toEqual(["called", "expired"]);
});

test("who was called cancels at a window that was to pause or close: it does so then", () => {
  for (const [type, state] of [
    ["pause", "paused"],
    ["close", "closed"],
  ] as const) {
    const hall = new DeskHall();
    hall.open(1);
    const ticket = hall.issue(A);
    hall.next(1);
    hall.do(type === "pause" ? { type, window: W(1), reason: null } : { type, window: W(1) });
    hall.do({ type: "cancel", ticket, by: { kind: "staff", id: S(1) }, reason: "走了" });
    expect(hall.stateOf(ticket)).toBe("cancelled");
    expect(hall.state.desks.get(W(1))?.state).toBe(state);
  }
});
