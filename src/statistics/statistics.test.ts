import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvents } from "../contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { expected, learn } from "./learn.ts";
import { learned, today } from "./queries.ts";
import { initialStatistics, type Learned, type StatisticsState } from "./state.ts";
import { statistics } from "./statistics.ts";

const Q = "comprehensive" as QueueId;
const Q2 = "property" as QueueId;
const W = "w01" as WindowId;
const S = "s01" as StaffId;
const T = (n: number) => `t-${n}` as TicketId;
const MINUTE = 60_000;
const RULES = {
  queues: [
    { id: Q, meanMinutes: 8 },
    { id: Q2, meanMinutes: 20 },
  ],
  walkMinutes: 1,
};
let state: StatisticsState;
beforeEach(() => {
  state = initialStatistics(RULES, null);
});

/** Each at a minute of the day. */
const issue = (n: number, at: number, queue = Q) =>
  statistics.apply(
    state,
    event("ticket.issued", at * MINUTE, {
      ticket: T(n),
      token: "k" as VisitToken,
      day: "2026-11-23",
      prefix: "Z",
      sequence: n,
      number: `Z${n}`,
      legs: [{ queue, matters: [], count: 1 }],
      class: "walk",
      green: null,
      contact: null,
      channel: "kiosk",
      kiosk: null,
      declaration: null,
    }),
  );
const call = (n: number, at: number, from: HallEvents["ticket.called"]["from"] = "waiting") =>
  statistics.apply(
    state,
    event("ticket.called", at * MINUTE, {
      ticket: T(n),
      leg: 1,
      window: W,
      staff: S,
      occurrence: 1,
      from,
      reason: "",
    }),
  );
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

describe("learning", () => {
  test("begins at the configured means", () => {
    expect(learned(state).service[Q]).toMatchObject({ mean: 8, count: 0 });
    expect(learned(state).service[Q]?.cv).toBeCloseTo(0.6);
    expect(learned(state).walk.mean).toBe(1);
  });
  test("one odd service hardly moves it, many services do", () => {
    issue(1, 0);
    call(1, 0);
    start(1, 1);
    finish(1, 1, 121);
    expect(learned(state).service[Q]?.mean).toBeLessThan(17);
    for (let n = 2; n < 300; n++) {
      issue(n, 0);
      finish(n, 0, 4);
    }
    expect(learned(state).service[Q]?.mean).toBeCloseTo(4.5, 0);
    expect(learned(state).service[Q2]?.mean).toBe(20);
  });
  test("takes neither unlearnable nor unfinished services, nor inferred walks", () => {
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
    expect(learned(state).service[Q]?.count).toBe(0);
    expect(learned(state).walk.count).toBe(0);
    expect(today(state)).toMatchObject({ served: 1, meanServiceMinutes: null });
  });
  test("survives the day's end and being stored; the day's counts do not survive it", () => {
    issue(1, 0);
    call(1, 0);
    start(1, 2);
    finish(1, 2, 8);
    statistics.apply(state, event("day.ended", 1, { day: "2026-11-23", next: "2026-11-24" }));
    const stored = JSON.parse(JSON.stringify(state)) as StatisticsState;
    expect(stored).toEqual(state);
    const next = initialStatistics(RULES, stored.learned);
    expect(learned(next).service[Q]?.count).toBe(1);
    expect(learned(next).walk.mean).toBeGreaterThan(1);
    expect(today(next).issued).toBe(0);
    expect(today(state).served).toBe(0);
  });
  test("an impossible duration teaches nothing", () => {
    const one = learn(undefined, 5 * MINUTE);
    for (const ms of [-1, Number.NaN, 5 * 3_600_000]) expect(learn(one, ms)).toBe(one);
  });
  test("equals the plain mean and variance within its memory, and lies between prior and data", () => {
    const minutes = fc.array(fc.double({ min: 0.1, max: 200, noNaN: true }), {
      minLength: 1,
      maxLength: 250,
    });
    fc.assert(
      fc.property(minutes, fc.double({ min: 0.5, max: 240, noNaN: true }), (all, prior) => {
        const known = all.reduce<Learned | undefined>((l, m) => learn(l, m * MINUTE), undefined) as Learned;
        const mean = all.reduce((a, b) => a + b, 0) / all.length;
        const variance = all.reduce((a, b) => a + (b - mean) ** 2, 0) / all.length;
        expect(known.mean / MINUTE).toBeCloseTo(mean, 6);
        expect(known.variance / MINUTE ** 2).toBeCloseTo(variance, 4);
        const told = expected(known, prior);
        expect(told.mean).toBeGreaterThanOrEqual(Math.min(mean, prior) - 1e-9);
        expect(told.mean).toBeLessThanOrEqual(Math.max(mean, prior) + 1e-9);
        expect(told.cv).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
