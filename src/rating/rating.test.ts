import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvent, HallEvents } from "../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../contract/ids.ts";
import { isRefusal } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import type { RatingCommand } from "./decide.ts";
import { rating } from "./rating.ts";
import { askingAt, find, initialRating, lastAsked, type RatingState } from "./state.ts";

const W1 = "w01" as WindowId;
const W2 = "w02" as WindowId;
const T = (n: number) => `t-${n}` as TicketId;
let state: RatingState;
let happened: HallEvent[];
let now: number;
beforeEach(() => {
  state = initialRating({ ratingSeconds: 15 });
  happened = [];
  now = 1_000_000;
});

function tell(fact: HallEvent): void {
  happened.push(fact);
  rating.apply(state, fact);
  for (const next of rating.react?.(state, fact, { at: now, day: "2026-11-23" }) ?? []) tell(next);
}
function code(command: RatingCommand): string {
  const answer = rating.decide(state, command, { at: now, day: "2026-11-23" });
  if (isRefusal(answer)) return answer.refused;
  for (const fact of answer) tell(fact);
  return answer.length === 0 ? "nothing" : "done";
}
function finish(n: number, window = W1, part: Partial<HallEvents["service.finished"]> = {}): void {
  const facts = {
    staff: "s01" as StaffId,
    startedAt: 0,
    outcome: "served",
    learnable: true,
    last: true,
  } as const;
  tell(event("service.finished", now, { ticket: T(n), leg: 1, window, ...facts, ...part }));
}
function start(n: number, window = W1): void {
  const facts = { staff: "s01" as StaffId, startedAt: now, inferred: false };
  tell(event("service.started", now, { ticket: T(n), leg: 1, window, ...facts }));
}
const rate = (
  n: number,
  via: "touch" | "phone" | "staff",
  score = 5,
  reasons: string[] = [],
): RatingCommand => ({
  type: "rate",
  ticket: T(n),
  score,
  reasons,
  comment: null,
  via,
});
const press = (score: number, window = W1): RatingCommand => ({ type: "rater", window, score });
const types = () => happened.map((e) => e.type);

test("a finished service is asked about for as long as configured, also when more legs follow", () => {
  finish(1, W1, { last: false });
  expect(happened.at(-1)).toMatchObject({
    type: "rating.asked",
    data: { ticket: T(1), until: now + 15_000 },
  });
  expect(askingAt(state, W1, now)?.ticket).toBe(T(1));
  expect(rating.nextDue(state)).toBe(now + 15_000);
});

test.each(["unconcluded", "parked", "transferred"] as const)(
  "a service that ended as %s is not",
  (outcome) => {
    finish(1, W1, { outcome });
    expect(types()).toEqual(["service.finished"]);
  },
);

describe("the rater's key", () => {
  test("rates the service that the window asks about, once", () => {
    finish(1);
    finish(2, W2);
    expect(code(press(4, W2))).toBe("done");
    expect(lastAsked(state, T(2))?.given).toMatchObject({ score: 4, via: "rater" });
    expect(lastAsked(state, T(1))?.given).toBeNull();
    expect(code(press(1, W2))).toBe("rating.not-due");
  });
  test("pressed unasked is refused", () => expect(code(press(5))).toBe("rating.not-due"));
  test("a score outside 1 to 5 is refused and the asking goes on", () => {
    finish(1);
    for (const score of [0, 6, 2.5, Number.NaN]) expect(code(press(score))).toBe("request.invalid");
    expect(code(press(1))).toBe("done");
  });
});

describe("time-out", () => {
  test("means not rated: no score appears, and the rater's late key is refused even before the scheduler ran", () => {
    finish(1);
    now += 15_000;
    expect(code(press(5))).toBe("rating.not-due");
    expect(code(rate(1, "touch"))).toBe("rating.not-due");
    expect(code({ type: "due" })).toBe("done");
    expect(types().at(-1)).toBe("rating.lapsed");
    expect(types()).not.toContain("rating.given");
    expect(rating.nextDue(state)).toBeNull();
    expect(code({ type: "due" })).toBe("nothing");
  });
  test("leaves the phone page and staff until the day ends", () => {
    finish(1);
    finish(2, W2);
    now += 60_000;
    code({ type: "due" });
    expect(code(rate(1, "phone", 3))).toBe("done");
    expect(code(rate(2, "staff", 3))).toBe("done");
    finish(3);
    tell(event("day.ended", now, { day: "2026-11-23", next: "2026-11-24" }));
    expect(code(rate(3, "phone"))).toBe("rating.not-due");
    expect(rating.nextDue(state)).toBeNull();
  });
});

describe("the next person", () => {
  test("being called leaves the rater to the one before; sitting down ends its asking", () => {
    finish(1);
    const facts = {
      window: W1,
      staff: "s01" as StaffId,
      occurrence: 1,
      from: "waiting",
      reason: "",
    } as const;
    tell(event("ticket.called", now, { ticket: T(2), leg: 1, ...facts }));
    expect(askingAt(state, W1, now)?.ticket).toBe(T(1));
    now += 3_000;
    start(2);
    expect(types().slice(-2)).toEqual(["service.started", "rating.lapsed"]);
    expect(code(press(5))).toBe("rating.not-due");
    expect(code(rate(1, "phone"))).toBe("done");
  });
  test("finished within the time is asked about instead", () => {
    finish(1);
    finish(2);
    expect(types()).toEqual([
      "service.finished",
      "rating.asked",
      "service.finished",
      "rating.lapsed",
      "rating.asked",
    ]);
    code(press(2));
    expect(lastAsked(state, T(2))?.given?.score).toBe(2);
    expect(lastAsked(state, T(1))?.given).toBeNull();
  });
  test("at another window disturbs nobody", () => {
    finish(1);
    start(2, W2);
    expect(askingAt(state, W1, now)?.ticket).toBe(T(1));
  });
});

describe("rating by page", () => {
  test("once, whichever way came first, and the rater rests then", () => {
    finish(1);
    expect(code(rate(1, "phone", 5))).toBe("done");
    expect(askingAt(state, W1, now)).toBeNull();
    for (const via of ["phone", "touch", "staff"] as const)
      expect(code(rate(1, via, 1))).toBe("rating.given");
    expect(lastAsked(state, T(1))?.given?.score).toBe(5);
  });
  test("before the service ended is not due", () => {
    start(1);
    expect(code(rate(1, "phone"))).toBe("rating.not-due");
  });
  test("reasons belong to the score; a comment of spaces is none", () => {
    finish(1);
    expect(code(rate(1, "phone", 5, ["510", "108"]))).toBe("request.invalid");
    expect(code({ ...rate(1, "phone", 1, ["108", "115", "108"]), comment: "  " } as RatingCommand)).toBe(
      "done",
    );
    expect(lastAsked(state, T(1))?.given).toMatchObject({ reasons: ["108", "115"], comment: null });
  });
  test("each leg is a service of its own", () => {
    finish(1, W1, { last: false });
    code(rate(1, "phone", 5));
    finish(1, W2, { leg: 2 });
    expect(code(rate(1, "phone", 2))).toBe("done");
    expect(lastAsked(state, T(1))).toMatchObject({ leg: 2, given: { score: 2 } });
    expect(find(state, T(1), 1)?.given?.score).toBe(5);
  });
  test("the same person's next leg at the same window ends the asking about the first", () => {
    finish(1, W1, { last: false });
    const facts = { window: W1, staff: "s01" as StaffId, startedAt: now, inferred: false };
    tell(event("service.started", now, { ticket: T(1), leg: 2, ...facts }));
    expect(happened.at(-1)).toMatchObject({ type: "rating.lapsed", data: { ticket: T(1), leg: 1 } });
    expect(askingAt(state, W1, now)).toBeNull();
  });
});

test("whatever happens in whatever order: at most one rating per service, never one without a press", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("finish" as const), n: fc.nat(4), w: fc.constantFrom(W1, W2) }),
    fc.record({ do: fc.constant("start" as const), n: fc.nat(4), w: fc.constantFrom(W1, W2) }),
    fc.record({
      do: fc.constant("press" as const),
      n: fc.integer({ min: 0, max: 6 }),
      w: fc.constantFrom(W1, W2),
    }),
    fc.record({ do: fc.constant("rate" as const), n: fc.nat(4), w: fc.constant(W1) }),
    fc.record({ do: fc.constant("wait" as const), n: fc.nat(20_000), w: fc.constant(W1) }),
  );
  /** Does one step; answers how many ratings it gave. */
  const act = (s: { do: string; n: number; w: WindowId }): number => {
    switch (s.do) {
      case "finish":
        finish(s.n, s.w);
        return 0;
      case "start":
        start(s.n, s.w);
        return 0;
      case "press":
        return code(press(s.n, s.w)) === "done" ? 1 : 0;
      case "rate":
        return code(rate(s.n, "phone")) === "done" ? 1 : 0;
      default:
        now += s.n;
        if ((rating.nextDue(state) ?? now + 1) <= now) code({ type: "due" });
        expect(rating.nextDue(state) ?? now + 1).toBeGreaterThan(now);
        return 0;
    }
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      state = initialRating({ ratingSeconds: 15 });
      happened = [];
      const presses = steps.reduce((total, s) => total + act(s), 0);
      const given = happened.flatMap((e) =>
        e.type === "rating.given" ? [`${e.data.ticket} ${e.data.leg}`] : [],
      );
      expect(given.length).toBe(presses);
      expect(new Set(given).size).toBe(given.length);
    }),
  );
});
