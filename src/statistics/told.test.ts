import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvents } from "../contract/events.ts";
import type { WindowId } from "../contract/ids.ts";
import { FRESH } from "../kernel/calibration.ts";
import { event } from "../kernel/feature.ts";
import type { StatisticsState } from "./state.ts";
import { statistics } from "./statistics.ts";
import { Day, MINUTE, Q, T, W } from "./testing/day.ts";
import { toldFiguresOf } from "./told-figures.ts";
import type { ToldSums } from "./told-state.ts";

let day: Day;
let state: StatisticsState;
beforeEach(() => {
  day = new Day();
  ({ state } = day);
});
const issue = (n: number, at: number, queue = Q) => day.issue(n, at, queue);
const call = (n: number, at: number, from?: HallEvents["ticket.called"]["from"]) => day.call(n, at, from);
describe("waiting times told", () => {
  const place = (n: number, at: number, part: Partial<HallEvents["ticket.placed"]> = {}) =>
    statistics.apply(
      state,
      event("ticket.placed", at * MINUTE, {
        ticket: T(n),
        leg: 1,
        queue: Q,
        ahead: 3,
        estimate: { minutes: 10, upTo: 15 },
        likelyWindow: W,
        by: "forecast",
        headOfLine: 20,
        ...part,
      }),
    );
  const sums = () => state.told.days.at(-1)?.queues[Q];
  const promise = (n: number, at: number, window: string, from: string | null) =>
    statistics.apply(
      state,
      event("ticket.promised", at * MINUTE, {
        ticket: T(n),
        leg: 1,
        window: window as WindowId,
        from: from as WindowId | null,
        occurrence: 1,
      }),
    );

  test("are measured at the call: error, within five minutes, bound, and the head of the line beside", () => {
    for (const [n, calledAt] of [12, 16, 4].entries()) {
      issue(n, 0);
      place(n, 0);
      call(n, calledAt);
    }
    expect(sums()).toMatchObject({ told: 3, error: 2 + 6 + 6, within5: 1, bounds: 3, held: 2 });
    expect(sums()).toMatchObject({ head: 3, headError: 8 + 4 + 16, headOurs: 14, plain: 0, untold: 0 });
    expect(toldFiguresOf(sums() as ToldSums)).toMatchObject({
      meanError: 14 / 3,
      cover: 2 / 3,
      toHeadOfLine: 0.5,
    });
    expect(state.told.open).toEqual({});
  });
  test("of who leaves say nothing of the error, but a bound that had passed did not hold", () => {
    const leave = (n: number, at: number) =>
      statistics.apply(
        state,
        event("ticket.cancelled", at * MINUTE, { ticket: T(n), by: { kind: "admin" }, reason: "" }),
      );
    for (const n of [1, 2]) {
      issue(n, 0);
      place(n, 0);
    }
    leave(1, 5);
    leave(2, 16);
    expect(sums()).toMatchObject({ told: 0, error: 0, left: 2, bounds: 1, held: 0 });
    // Told "at once" and off again before anybody could have called.
    issue(5, 17);
    place(5, 17, { estimate: { minutes: 0, upTo: 0 } });
    leave(5, 17.2);
    expect(sums()).toMatchObject({ left: 3, bounds: 1 });
    issue(3, 20);
    place(3, 20);
    statistics.apply(state, event("ticket.yielded", 21 * MINUTE, { ticket: T(3), leg: 1, key: 1 }));
    call(3, 60);
    expect(sums()).toMatchObject({ told: 0, left: 4 });
    issue(4, 60);
    place(4, 60, { estimate: null, by: null });
    call(4, 70);
    expect(sums()).toMatchObject({ told: 0, untold: 1 });
  });
  test("a parked or missed person's later call is no wait that was told", () => {
    issue(1, 0);
    place(1, 0);
    call(1, 10);
    call(1, 90, "parked");
    call(1, 99, "missed");
    expect(sums()).toMatchObject({ told: 1, error: 0 });
  });
  test("move the quantiles that are told, past days and a slow one alike; the plain rule's do not", () => {
    issue(1, 0);
    place(1, 0, { by: "plain" });
    call(1, 60);
    expect(state.told.calibration).toEqual(FRESH);
    expect(sums()).toMatchObject({ plain: 1 });
    for (let n = 2; n < 40; n++) {
      issue(n, 0);
      place(n, 0);
      call(n, 60);
    }
    expect(state.told.calibration.upper).toBeGreaterThan(FRESH.upper + 0.1);
    expect(state.told.calibration.middle).toBeGreaterThan(FRESH.middle);
    const slow = state.told.calibration;
    statistics.apply(state, event("day.ended", 61 * MINUTE, { day: "2026-11-23", next: "2026-11-24" }));
    expect(state.told.calibration).toEqual(slow);
    expect(JSON.parse(JSON.stringify(state.told))).toEqual(state.told);
  });
  test("at once is at once, though a hand needs a moment; journals of before fold as they did", () => {
    issue(1, 0);
    place(1, 0, { estimate: { minutes: 0, upTo: 0 } });
    call(1, 0.3);
    expect(sums()).toMatchObject({ told: 1, held: 1 });
    const { middle, upper } = state.told.calibration;
    expect(middle).toBe(FRESH.middle);
    expect(upper).toBeLessThan(FRESH.upper);
    issue(2, 1);
    const {
      by: _by,
      headOfLine: _head,
      ...old
    } = { by: 0, headOfLine: 0, ticket: T(2), leg: 1, queue: Q, ahead: 1 };
    statistics.apply(
      state,
      event("ticket.placed", MINUTE, { ...old, estimate: { minutes: 4, upTo: 6 }, likelyWindow: null }),
    );
    call(2, 6);
    expect(sums()).toMatchObject({ told: 2, error: 1.3, head: 1 });
    expect(state.told.calibration.upper).toBe(upper);
  });
  test("keep one day apart from the next, a season of them", () => {
    for (let day = 0; day < 100; day++) {
      const name = `day-${String(day).padStart(3, "0")}`;
      statistics.apply(state, event("day.ended", 1, { day: "before", next: name }));
      place(day, 0);
      call(day, 10);
    }
    expect(state.told.days).toHaveLength(92);
    expect(state.told.days[0]?.day).toBe("day-008");
    expect(sums()?.told).toBe(1);
  });
  test("windows announced: told early, changed, overtaken, and what it cost", () => {
    // Announced four minutes before and called there.
    issue(1, 0);
    promise(1, 6, W, null);
    call(1, 10);
    // Announced to another window, then to this one a minute before.
    issue(2, 0);
    promise(2, 6, "w09", null);
    promise(2, 11, W, "w09");
    call(2, 12);
    // Never announced, passed by 4, who came later and was called more than five minutes before.
    issue(3, 0);
    issue(4, 1);
    call(4, 13);
    call(3, 20);
    expect(sums()).toMatchObject({
      announced: 2,
      changed: 1,
      long: 4,
      longEarly: 1,
      overtaken: 1,
      called: 4,
    });
    for (const [withMinutes, withoutMinutes] of [
      [10, 9],
      [12, 10],
    ] as const)
      statistics.apply(
        state,
        event("forecast.announcing-weighed", 21 * MINUTE, {
          queue: Q,
          people: 5,
          withMinutes,
          withoutMinutes,
        }),
      );
    expect(sums()?.cost).toEqual({ looks: 2, people: 10, withMinutes: 110, withoutMinutes: 95 });
  });
});
