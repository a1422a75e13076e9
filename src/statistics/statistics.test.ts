import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvents } from "../contract/events.ts";
import { event } from "../kernel/feature.ts";
import { today } from "./queries.ts";
import type { StatisticsState } from "./state.ts";
import { statistics } from "./statistics.ts";
import { Day, MINUTE, Q, Q2, S, T, W } from "./testing/day.ts";

let day: Day;
let state: StatisticsState;
beforeEach(() => {
  day = new Day();
  ({ state } = day);
});
const issue = (n: number, at: number, queue = Q) => day.issue(n, at, queue);
const call = (n: number, at: number, from?: HallEvents["ticket.called"]["from"]) => day.call(n, at, from);
const start = (n: number, at: number, inferred = false) =>
  statistics.apply(
    state,
    event("service.started", at * MINUTE, {
      ticket: T(n),
      leg: 1,
      window: W,
      staff: S,
      startedAt: at * MINUTE,
      inferred,
    }),
  );
const finish = (n: number, from: number, at: number, part: Partial<HallEvents["service.finished"]> = {}) =>
  statistics.apply(
    state,
    event("service.finished", at * MINUTE, {
      ticket: T(n),
      leg: 1,
      window: W,
      staff: S,
      startedAt: from * MINUTE,
      outcome: "served",
      learnable: true,
      last: true,
      ...part,
    }),
  );
const leg = (n: number) => ({ ticket: T(n), leg: 1 });

test("an empty day has counts of zero and no means", () => {
  expect(today(state)).toMatchObject({
    issued: 0,
    waiting: 0,
    meanWaitMinutes: null,
    meanServiceMinutes: null,
    meanScore: null,
  });
});

test("waits, services and scores of a day, for the hall and for each queue", () => {
  issue(1, 0);
  issue(2, 0);
  issue(3, 5, Q2);
  call(1, 4);
  start(1, 5);
  finish(1, 5, 15);
  call(2, 10);
  start(2, 11);
  for (const score of [5, 2] as const) {
    const facts = { window: W, staff: S, score, reasons: [], comment: null, via: "phone" } as const;
    statistics.apply(state, event("rating.given", 16 * MINUTE, { ...leg(1), ...facts }));
  }
  expect(today(state)).toEqual({
    issued: 3,
    served: 1,
    missed: 0,
    cancelled: 0,
    expired: 0,
    waiting: 1,
    meanWaitMinutes: 7,
    meanServiceMinutes: 10,
    ratings: 2,
    meanScore: 3.5,
    queues: {
      comprehensive: {
        issued: 2,
        served: 1,
        missed: 0,
        cancelled: 0,
        expired: 0,
        waiting: 0,
        meanWaitMinutes: 7,
        meanServiceMinutes: 10,
      },
      property: {
        issued: 1,
        served: 0,
        missed: 0,
        cancelled: 0,
        expired: 0,
        waiting: 1,
        meanWaitMinutes: null,
        meanServiceMinutes: null,
      },
    },
  });
});

describe("what is not a wait", () => {
  test("being called again after missing or parking", () => {
    issue(1, 0);
    call(1, 2);
    statistics.apply(state, event("ticket.missed", 3 * MINUTE, { ...leg(1), window: W, staff: S }));
    call(1, 30, "missed");
    expect(today(state).meanWaitMinutes).toBe(2);
    expect(today(state).missed).toBe(1);
  });
  test("a rejoined or transferred person waits anew, in the queue where they stand", () => {
    issue(1, 0);
    call(1, 2);
    const to = { from: W, queue: Q2, window: null, staff: S };
    statistics.apply(state, event("ticket.transferred", 10 * MINUTE, { ...leg(1), ...to }));
    expect(today(state).queues[Q]?.waiting).toBe(0);
    call(1, 16);
    expect(today(state).queues[Q2]).toMatchObject({ issued: 0, waiting: 0, meanWaitMinutes: 6 });
  });
});

test("a parked person waits anew when back; strangers and other facts change nothing", () => {
  issue(1, 0);
  call(1, 2);
  start(1, 3);
  finish(1, 3, 5, { outcome: "parked", last: false });
  statistics.apply(state, event("ticket.returned", 20 * MINUTE, { ...leg(1), window: W }));
  expect(today(state)).toMatchObject({ waiting: 1, served: 0 });
  const before = structuredClone(state);
  call(9, 1);
  start(9, 1);
  finish(9, 1, 2);
  statistics.apply(state, event("ticket.missed", 1, { ...leg(9), window: W, staff: S }));
  statistics.apply(state, event("window.resumed", 1, { window: W }));
  expect(state).toEqual(before);
  expect(statistics.decide(state, { type: "due" }, { at: 1, day: "2026-11-23" })).toEqual([]);
  expect(statistics.nextDue(state)).toBeNull();
});

test("who left is counted once and waits no more", () => {
  issue(1, 0);
  issue(2, 0);
  statistics.apply(state, event("ticket.cancelled", 1, { ticket: T(1), by: { kind: "admin" }, reason: "" }));
  statistics.apply(state, event("ticket.expired", 1, { ticket: T(2), reason: "day-ended" }));
  statistics.apply(state, event("ticket.expired", 1, { ticket: T(2), reason: "day-ended" }));
  expect(today(state)).toMatchObject({ issued: 2, cancelled: 1, expired: 1, waiting: 0 });
});

test("of unlearnable and unfinished services no mean is taken", () => {
  for (const [n, part] of [
    { learnable: false },
    { outcome: "unconcluded" },
    { outcome: "parked" },
  ].entries()) {
    issue(n, 0);
    call(n, 0);
    start(n, 9, true);
    finish(n, 9, 100, part as Partial<HallEvents["service.finished"]>);
  }
  expect(today(state)).toMatchObject({ served: 1, meanServiceMinutes: null });
});

test("may be stored as it is; the day's counts do not survive its end", () => {
  issue(1, 0);
  call(1, 0);
  start(1, 2);
  finish(1, 2, 8);
  expect(today(state).served).toBe(1);
  statistics.apply(state, event("day.ended", 1, { day: "2026-11-23", next: "2026-11-24" }));
  expect(JSON.parse(JSON.stringify(state)) as StatisticsState).toEqual(state);
  expect(today(state)).toMatchObject({ served: 0, issued: 0 });
});
