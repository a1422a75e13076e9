import { describe, expect, test } from "vitest";
import type { QueueId, TicketId } from "../contract/ids.ts";
import { aheadOf } from "./ahead.ts";
import { awayAt } from "./away.ts";
import { lineFor, nextFor, rejoinOrigin, waitingFor } from "./order.ts";
import { plainOutlook } from "./outlook.ts";
import { plainEstimate } from "./plain-estimate.ts";
import { policyOf } from "./policy.ts";
import { ruleOf, type WindowRule } from "./state.ts";
import { A, B, DeskHall, MINUTE, RULES, W } from "./testing/desk-hall.ts";

const rule = (hall: DeskHall, n: number) => ruleOf(hall.state, W(n)) as WindowRule;
const ticket = (hall: DeskHall, id: TicketId) => {
  const found = hall.state.tickets.get(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

/** Somebody sent to window 2 alone: called at window 1, transferred there. */
function sentToWindow2(hall: DeskHall): TicketId {
  const id = hall.issue(A);
  hall.next(1);
  hall.do({ type: "transfer", window: W(1), to: { window: W(2) } });
  return id;
}

describe("who stands before whom", () => {
  test("people of another queue count when a window serves both", () => {
    const hall = new DeskHall();
    hall.open(1, 2, 3);
    const first = hall.issue(A);
    hall.wait(1000);
    const other = hall.issue(B);
    hall.wait(1000);
    const last = hall.issue(A);
    expect([first, other, last].map((id) => aheadOf(hall.state, ticket(hall, id), hall.at))).toEqual([
      0, 1, 2,
    ]);
  });

  test("only open windows count; while none is open, all that could serve do", () => {
    const hall = new DeskHall();
    hall.issue(B);
    hall.wait(1000);
    const person = ticket(hall, hall.issue(A));
    expect(aheadOf(hall.state, person, hall.at)).toBe(1);
    hall.open(1);
    expect(aheadOf(hall.state, person, hall.at)).toBe(0);
    hall.open(2);
    expect(aheadOf(hall.state, person, hall.at)).toBe(1);
  });

  test("where classes take turns, only those whose turn comes before", () => {
    const hall = new DeskHall({ ...RULES, policy: policyOf("ratio") });
    hall.open(1);
    const walkers = [1, 2, 3, 4].map(() => hall.issue(A));
    hall.wait(MINUTE);
    const booked = [1, 2, 3].map(() => hall.issue(A, "appointment"));
    const ahead = () => [...booked, ...walkers].map((id) => aheadOf(hall.state, ticket(hall, id), hall.at));
    // Two with an appointment, one walk-in, and so on; walk-ins alone at the end.
    expect(ahead()).toEqual([0, 1, 3, 2, 4, 5, 6]);
    expect(aheadOf(hall.state, ticket(hall, walkers[3] as TicketId), hall.at, 1)).toBeGreaterThan(1);
    const order = [booked[0], booked[1], walkers[0], booked[2], walkers[1]];
    expect(order.map(() => hall.next(1))).toEqual(order);
    const late = hall.issue(A, "green");
    expect(aheadOf(hall.state, ticket(hall, late), hall.at)).toBe(0);
  });

  test("a window about to close calls nobody more", () => {
    const hall = new DeskHall();
    hall.open(1, 2);
    hall.issue(A);
    hall.next(2);
    hall.do({ type: "close", window: W(2) });
    hall.issue(B);
    hall.wait(1000);
    expect(aheadOf(hall.state, ticket(hall, hall.issue(A)), hall.at)).toBe(0);
  });

  test("someone bound to a window is not ahead of people who can't be called there", () => {
    const hall = new DeskHall();
    hall.open(1, 2, 3);
    const bound = sentToWindow2(hall);
    hall.wait(1000);
    const other = ticket(hall, hall.issue(B));
    expect(aheadOf(hall.state, other, hall.at)).toBe(1); // window 2 serves both
    hall.do({ type: "close", window: W(2) });
    expect(aheadOf(hall.state, other, hall.at)).toBe(0);
    expect(aheadOf(hall.state, ticket(hall, bound), hall.at)).toBe(0);
    // Their window has closed, so whoever serves their queue may call them: nobody waits for a window that is gone.
    expect(nextFor(hall.state, rule(hall, 3), hall.at)?.ticket.id).toBe(other.id);
    expect(hall.next(1)).toBe(bound);
  });

  test("a window's line and its count leave out who is bound elsewhere", () => {
    const hall = new DeskHall();
    hall.open(1, 2);
    const bound = sentToWindow2(hall);
    const own = hall.issue(A);
    expect(lineFor(hall.state, rule(hall, 1), 5, hall.at).map((t) => t.id)).toEqual([own]);
    expect(lineFor(hall.state, rule(hall, 2), 5, hall.at).map((t) => t.id)).toEqual([bound, own]);
    expect(lineFor(hall.state, rule(hall, 2), 1, hall.at).map((t) => t.id)).toEqual([bound]);
    expect([1, 2].map((n) => waitingFor(hall.state, rule(hall, n)))).toEqual([1, 2]);
  });
});

describe("why this person is next", () => {
  const reason = (hall: DeskHall, n: number) => nextFor(hall.state, rule(hall, n), hall.at)?.reason;
  test("bound to the window", () => {
    const hall = new DeskHall();
    hall.open(1, 2);
    sentToWindow2(hall);
    hall.wait(3 * MINUTE);
    expect(reason(hall, 2)).toBe("Z001（普通号、3分钟前取号、转到本窗口）是2号窗口现在唯一可办的等候号");
  });
  test("green channel", () => {
    const hall = new DeskHall();
    hall.issue(A);
    hall.wait(MINUTE);
    hall.issue(A, "green");
    hall.wait(MINUTE);
    expect(reason(hall, 1)).toBe(
      "Z002（绿色通道、1分钟前取号）按规则折算等候31分钟，多于Z001（普通号、2分钟前取号）的2分钟",
    );
  });
  test("waited longest", () => {
    const hall = new DeskHall();
    hall.issue(A);
    hall.wait(2 * MINUTE);
    hall.issue(A);
    expect(reason(hall, 1)).toBe("Z001（普通号、2分钟前取号）在1号窗口可办的2个等候号中排队最早");
  });
  test("the only one", () => {
    const hall = new DeskHall();
    hall.issue(A);
    expect(reason(hall, 1)).toBe("Z001（普通号、刚取号）是1号窗口现在唯一可办的等候号");
  });
  test("nobody: no reason", () => {
    expect(reason(new DeskHall(), 1)).toBeUndefined();
  });
});

test("where classes take turns, the clerk's list begins with whose turn it is", () => {
  const hall = new DeskHall({ ...RULES, policy: policyOf("ratio") });
  hall.open(1);
  const walk = hall.issue(A);
  hall.wait(MINUTE);
  const green = hall.issue(A, "green");
  const line = (most: number) => lineFor(hall.state, rule(hall, 1), most, hall.at).map((t) => t.id);
  expect(line(5)).toEqual([green, walk]);
  expect(line(1)).toEqual([green]);
  expect(hall.next(1)).toBe(green);
});

describe("where a missed person stands again", () => {
  const missed = (hall: DeskHall) => {
    hall.open(1);
    const id = hall.issue(A);
    hall.next(1);
    hall.do({ type: "no-show", window: W(1) });
    return id;
  };
  const others = (hall: DeskHall, count: number) =>
    Array.from({ length: count }, () => {
      hall.wait(1000);
      return hall.issue(A);
    });
  const called = (hall: DeskHall, count: number) => Array.from({ length: count }, () => hall.next(1));

  test("at the end, where the hall says so", () => {
    const hall = new DeskHall({ ...RULES, rejoin: { position: "end", after: 2, times: 1 } });
    const late = missed(hall);
    const rest = others(hall, 3);
    hall.wait(1000);
    hall.do({ type: "rejoin", ticket: late, byStaff: false });
    expect(called(hall, 4)).toEqual([...rest, late]);
  });
  test("first, where nobody may go before", () => {
    const hall = new DeskHall({ ...RULES, rejoin: { position: "after", after: 0, times: 1 } });
    const late = missed(hall);
    const rest = others(hall, 2);
    hall.do({ type: "rejoin", ticket: late, byStaff: false });
    expect(called(hall, 3)).toEqual([late, ...rest]);
  });
  test("behind fewer people than configured: at their end; behind nobody: now", () => {
    const hall = new DeskHall();
    const late = missed(hall);
    expect(rejoinOrigin(hall.state, ticket(hall, late), hall.at)).toBe(hall.at);
    const [only] = others(hall, 1);
    hall.wait(1000);
    hall.do({ type: "rejoin", ticket: late, byStaff: false });
    expect(called(hall, 2)).toEqual([only, late]);
  });
});

describe("where classes take turns, who is put behind others takes the walk-ins' turn", () => {
  test("a missed green one comes back behind two people, not at the class's next turn", () => {
    const hall = new DeskHall({ ...RULES, policy: policyOf("ratio") });
    hall.open(1);
    const green = hall.issue(A, "green");
    hall.next(1);
    const walks = [1, 2, 3].map(() => {
      hall.wait(MINUTE);
      return hall.issue(A);
    });
    hall.do({ type: "no-show", window: W(1) });
    hall.do({ type: "rejoin", ticket: green, byStaff: false });
    const [first, second, third] = walks;
    expect([1, 2, 3, 4].map(() => hall.next(1))).toEqual([first, second, green, third]);
  });
  test("their call is a walk-in's turn: the priority classes have theirs next", () => {
    const hall = new DeskHall({ ...RULES, policy: policyOf("ratio") });
    hall.open(1);
    const late = hall.issue(A, "green");
    hall.wait(MINUTE);
    const behind = hall.issue(A, "green");
    hall.do({ type: "yield", ticket: late });
    expect(hall.state.tickets.get(late)?.steady).toBe(true);
    const others = [1, 2].map(() => hall.issue(A, "green"));
    expect([1, 2].map(() => hall.next(1))).toEqual([behind, others[0]]);
    expect(hall.next(1)).toBe(late);
    expect(hall.state.runs.get(W(1))).toBe(0);
    expect(hall.next(1)).toBe(others[1]);
  });
});

test("who lets one person go first stands right behind them, and nowhere when last", () => {
  const hall = new DeskHall();
  hall.open(1);
  const [a, b, c] = [1, 2, 3].map(() => {
    hall.wait(1000);
    return hall.issue(A);
  }) as [TicketId, TicketId, TicketId];
  hall.do({ type: "yield", ticket: a });
  expect([hall.next(1), hall.next(1), hall.next(1)]).toEqual([b, a, c]);
});

test("a window's page lists its parked people, longest first, and its sectors' missed, latest first", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  const parked = [1, 2].map(() => {
    const id = hall.issue(A);
    hall.next(1);
    hall.do({ type: "start", window: W(1) });
    hall.do({ type: "park", window: W(1), reason: "复印" });
    hall.wait(1000);
    return id;
  });
  const missed = [1, 2].map(() => {
    const id = hall.issue(A);
    hall.next(2);
    hall.do({ type: "no-show", window: W(2) });
    hall.wait(1000);
    return id;
  });
  const at1 = awayAt(hall.state, rule(hall, 1));
  expect(at1.parked.map((t) => t.id)).toEqual(parked);
  expect(at1.missed.map((t) => t.id)).toEqual(missed.toReversed());
  expect(awayAt(hall.state, rule(hall, 3))).toEqual({ parked: [], missed: [] });
});

describe("the estimate", () => {
  const told = (hall: DeskHall, queue: QueueId, ahead: number) =>
    plainEstimate(
      hall.state,
      { queue, matter: null, batch: false, only: null, ahead, others: ahead },
      hall.at,
    );

  test("says nothing while no window is open, or all pause or close", () => {
    const hall = new DeskHall();
    expect(told(hall, A, 0)).toBeNull();
    hall.open(1);
    hall.do({ type: "pause", window: W(1), reason: null });
    expect(told(hall, A, 0)).toBeNull();
  });
  test("an idle window and nobody ahead: at once, there", () => {
    const hall = new DeskHall();
    hall.open(1);
    expect(told(hall, A, 0)).toEqual({ estimate: { minutes: 0, upTo: 0 }, likely: W(1) });
  });
  test("grows with the people ahead, and the bound is never below the median", () => {
    const hall = new DeskHall();
    hall.open(1);
    const waits = [0, 1, 2, 5, 20].map((ahead) => told(hall, A, ahead)?.estimate);
    const minutes = waits.map((w) => w?.minutes ?? -1);
    expect(minutes).toEqual([0, 9, 18, 45, 180]);
    for (const w of waits) expect(w?.upTo).toBeGreaterThanOrEqual(w?.minutes ?? 0);
  });
  test("two windows halve it, and the one free sooner is the likely one", () => {
    const hall = new DeskHall();
    hall.open(1, 2);
    hall.issue(A);
    hall.next(1);
    expect(told(hall, A, 0)).toMatchObject({ likely: W(2), estimate: { minutes: 0 } });
    expect(told(hall, A, 4)?.estimate.minutes).toBe(18);
  });
  test("a service far over its mean is still expected to last a while", () => {
    const hall = new DeskHall();
    hall.open(1);
    hall.issue(A);
    hall.next(1);
    hall.do({ type: "start", window: W(1) });
    hall.wait(2 * 60 * MINUTE);
    expect(told(hall, A, 0)?.estimate.minutes).toBe(3);
  });
  test("another sector's line counts by the share of its windows that serve this one, and not where one rests", () => {
    const hall = new DeskHall();
    hall.open(1, 2, 3);
    // 甲 at windows 1 and 2, 乙 at 2 and 3: twenty of 甲 wait, nobody of 乙.
    for (let n = 0; n < 22; n++) hall.issue(A);
    hall.next(1);
    hall.next(2);
    expect(plainOutlook.ofQueue(hall.state, B, hall.at)).toEqual({ minutes: 0, upTo: 0 });
    const b = hall.issue(B);
    expect(hall.next(3)).toBe(b);
    const shared = plainOutlook.ofQueue(hall.state, B, hall.at)?.minutes ?? 0;
    // Ten of the twenty are window 1's; the other ten stand before whoever comes to windows 2 and 3.
    expect(shared).toBeGreaterThan(40);
    expect(shared).toBeLessThan(60);
    const all = plainOutlook.ofQueue(hall.state, A, hall.at)?.minutes ?? 0;
    expect(all).toBeGreaterThan(shared);
  });
  test("a window that closes after this service is left out", () => {
    const hall = new DeskHall();
    hall.open(1, 2);
    hall.issue(A);
    hall.next(2);
    hall.do({ type: "close", window: W(2) });
    expect(told(hall, A, 1)?.likely).toBe(W(1));
  });
});
