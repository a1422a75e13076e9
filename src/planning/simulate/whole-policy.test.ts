import fc from "fast-check";
import { expect, test } from "vitest";
import { type Scenario, scenario } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { richDay } from "./testing/rich-day.ts";

const RUNS = { numRuns: 60, seed: 20261125 };
const NEAR = 1e-6;

const day = (of: object): Scenario =>
  scenario.parse({ schema: 1, walk: 0, matters: [{ id: "m", sector: "s", mean: 5, cv: 0.5 }], ...of });
const play = (of: object) => simulate(day(of), false).tickets;

test("many like cases go to the batch window only, also past those who wait for the other", () => {
  const windows = [
    { id: "w1", sector: "s" },
    { id: "w2", sector: "s", batch: true, pauses: [[0, 30]] },
  ];
  const tickets = [
    { id: "t1", at: 1, matter: "m", work: 4, count: 3 },
    { id: "t2", at: 2, matter: "m", work: 4, count: 2 },
    { id: "t3", at: 3, matter: "m", work: 4 },
  ];
  const sectors = [{ id: "s", batchAbove: 2 }];
  expect(play({ windows, tickets, sectors }).map((t) => [t.servedBy, t.calledAt])).toEqual([
    ["w2", 30],
    ["w1", 2],
    ["w1", 6],
  ]);
  // As in the hall: without a batch window anybody takes them.
  const plain = windows.map(({ batch: _, ...w }) => w);
  expect(play({ windows: plain, tickets, sectors })[0]).toMatchObject({ servedBy: "w1", calledAt: 1 });
});

const TWO = {
  matters: [
    { id: "m", sector: "s", mean: 5, cv: 0.5 },
    { id: "n", sector: "z", mean: 5, cv: 0.5 },
  ],
  windows: [
    { id: "w1", sector: "s" },
    { id: "w2", sector: "s" },
    { id: "w3", sector: "z" },
  ],
};

test("several matters are legs under one number, the scarce window first", () => {
  const [both] = play({
    ...TWO,
    tickets: [{ id: "t", at: 0, matter: "m", work: 4, more: [{ matter: "n", work: 6 }] }],
  });
  expect(both).toMatchObject({ servedBy: "w3", calledAt: 0, startedAt: 0, finishedAt: 10 });
  expect(both?.services).toEqual([
    { matters: ["n"], waitsFrom: 0, servedBy: "w3", calledAt: 0, startedAt: 0, finishedAt: 6 },
    { matters: ["m"], waitsFrom: 6, servedBy: "w1", calledAt: 6, startedAt: 6, finishedAt: 10 },
  ]);
});

test("who is parked comes back to their clerk, wherever that one sits then, or to the window", () => {
  const of = {
    staff: [{ id: "anna" }, { id: "bo" }],
    windows: [
      { id: "w1", sector: "s", staff: "anna", closeAt: 4 },
      { id: "w2", sector: "s", staff: "anna", openAt: 4 },
      { id: "w3", sector: "s", staff: "bo", openAt: 6.5 },
    ],
    tickets: [
      { id: "t1", at: 0, matter: "m", work: 6, parks: { after: 2, away: 5 } },
      { id: "t2", at: 6, matter: "m", work: 9 },
    ],
  };
  const calls = (parked: string) =>
    play({ ...of, parked })[0]?.services?.map((s) => [s.servedBy, s.calledAt, s.finishedAt]);
  // Anna is busy with t2 at w2 until 15 when t1 is back at 7; at w1 nobody sits any more, so anybody may.
  expect(play(of)[1]).toMatchObject({ servedBy: "w2", finishedAt: 15 });
  expect(calls("clerk")).toEqual([
    ["w1", 0, 2],
    ["w2", 15, 19],
  ]);
  expect(calls("window")).toEqual([
    ["w1", 0, 2],
    ["w3", 7, 11],
  ]);
});

test("a missed number comes back by the rule, as often as the rule allows", () => {
  const of = {
    windows: [{ id: "w1", sector: "s" }],
    tickets: [
      { id: "t1", at: 0, matter: "m", work: 4, noShow: true, noShowCost: 1, returns: 2 },
      ...[1, 2, 3].map((n) => ({ id: `o${n}`, at: n / 10, matter: "m", work: 5 })),
    ],
  };
  const called = (rejoin?: object) => play({ ...of, rejoin })[0]?.services?.map((s) => s.calledAt);
  expect(called({ position: "after", after: 1, times: 1 })).toEqual([0, 11]);
  expect(called({ position: "end", times: 1 })).toEqual([0, 16]);
  expect(called({ times: 0 })).toEqual([0]);
  expect(called()).toEqual([0]);
});

test("a window serves other sectors from its set time on, after the service going on", () => {
  const windows = [{ id: "w1", sector: "s", changes: [{ at: 5, sectors: ["z"] }] }];
  const tickets = [
    { id: "t1", at: 0, matter: "m", work: 7 },
    { id: "t2", at: 1, matter: "m", work: 1 },
    { id: "t3", at: 2, matter: "n", work: 2 },
  ];
  expect(play({ ...TWO, windows, tickets }).map((t) => t.calledAt)).toEqual([0, null, 7]);
});

test("skills and levels decide who may call; the cut-off gives no number", () => {
  const of = {
    matters: [{ ...TWO.matters[0], level: 3 }, TWO.matters[1]],
    staff: [
      { id: "new", level: 2 },
      { id: "old", skills: ["m"] },
    ],
    cutOff: 20,
    windows: [
      { id: "w1", sector: null, staff: "new" },
      { id: "w2", sector: null, staff: "old", openAt: 3 },
    ],
    tickets: [
      { id: "t1", at: 0, matter: "m", work: 1 },
      { id: "t2", at: 4, matter: "n", work: 1 },
      { id: "t3", at: 20.5, matter: "n", work: 1 },
    ],
  };
  expect(play(of).map((t) => [t.servedBy, t.calledAt])).toEqual([
    ["w2", 3],
    ["w1", 4],
    [null, null],
  ]);
});

test("appointments: no number before check-in opens, later rights by the rule, a lapsed one walks in", () => {
  const of = (late: string) => ({
    policy: "strict",
    appointments: { slotMinutes: 10, earlyMinutes: 5, lateMinutes: 10, late },
    windows: [{ id: "w1", sector: "s" }],
    tickets: [
      { id: "early", at: 0, matter: "m", class: "appointment", slot: 20, work: 1 },
      { id: "busy", at: 33, matter: "m", work: 10 },
      { id: "walk", at: 34, matter: "m", work: 1 },
      { id: "late", at: 36, matter: "m", class: "appointment", slot: 20, work: 1 },
      { id: "over", at: 40, matter: "m", class: "appointment", slot: 20, work: 1 },
    ],
  });
  const called = (late: string) => play(of(late)).map((t) => t.calledAt);
  expect(called("keep")).toEqual([15, 33, 44, 43, 45]);
  expect(called("walk")).toEqual([15, 33, 43, 44, 45]);
});

test("who is late by a reduced appointment comes later than by one with all rights, and sooner than as a walk-in", () => {
  const of = (late: string) => ({
    policy: "default",
    appointments: { slotMinutes: 10, earlyMinutes: 5, lateMinutes: 30, late },
    windows: [{ id: "w1", sector: "s" }],
    tickets: [
      { id: "busy", at: 30, matter: "m", work: 30 },
      { id: "first", at: 31, matter: "m", work: 5 },
      { id: "second", at: 35, matter: "m", work: 5 },
      { id: "third", at: 49, matter: "m", work: 5 },
      { id: "late", at: 50, matter: "m", class: "appointment", slot: 20, work: 5 },
    ],
  });
  const order = (late: string) =>
    play(of(late))
      .map((t, i) => ({ id: of(late).tickets[i]?.id, at: t.calledAt ?? 0 }))
      .sort((a, b) => a.at - b.at)
      .map((t) => t.id);
  expect(order("keep")).toEqual(["busy", "first", "late", "second", "third"]);
  expect(order("reduced")).toEqual(["busy", "first", "second", "late", "third"]);
  expect(order("walk")).toEqual(["busy", "first", "second", "third", "late"]);
});

interface Held {
  readonly asked: Scenario["tickets"][number];
  readonly window: Scenario["windows"][number];
  readonly matters: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Every call of a day, by begin. */
function callsOf(drawn: Scenario): Held[] {
  const held = simulate(drawn, false).tickets.flatMap((t, i) => {
    const asked = drawn.tickets[i] as Held["asked"];
    const services = t.services ?? [{ ...t, matters: t.startedAt === null ? [] : [asked.matter] }];
    return services.flatMap(({ servedBy, calledAt: from, finishedAt, matters }): Held[] => {
      const window = drawn.windows.find((w) => w.id === servedBy);
      if (!window || from === null) return [];
      return [{ asked, window, matters, from, to: finishedAt ?? from + asked.noShowCost }];
    });
  });
  return held.sort((a, b) => a.from - b.from || a.to - b.to);
}

function expectApart(calls: readonly Held[]): void {
  for (const [i, next] of calls.entries())
    expect(next.from).toBeGreaterThanOrEqual((calls[i - 1]?.to ?? 0) - NEAR);
}

test("with all of it together nobody is at two windows, no window has two people, and calls keep skill and batch", () => {
  fc.assert(
    fc.property(richDay, (drawn) => {
      const calls = callsOf(drawn);
      for (const window of drawn.windows) expectApart(calls.filter((c) => c.window === window));
      for (const ticket of drawn.tickets) expectApart(calls.filter((c) => c.asked === ticket));
      expectApart(calls.filter((c) => c.window.staff === "bo"));
      for (const { asked, window, matters } of calls) {
        if (window.staff === "bo") expect(matters).not.toContain("a2");
        if (matters.some((m) => m.startsWith("a")) && (asked.count ?? 1) > 2) expect(window.batch).toBe(true);
      }
    }),
    RUNS,
  );
});

test("what is wrong in the new fields is told with its place", () => {
  const wrong = scenario.safeParse({
    schema: 1,
    walk: 0,
    matters: [{ id: "m", sector: "s", mean: 5, cv: 0.5, level: 9 }],
    sectors: [{ id: "x" }],
    staff: [{ id: "anna", skills: ["dance"] }],
    windows: [
      { id: "w1", sector: "s", staff: "anna", changes: [{ at: 3, sectors: ["y"] }], serves: "m" },
      { id: "w2", sector: "s", staff: "anna" },
      { id: "w3", sector: "s", staff: "cleo" },
    ],
    tickets: [{ id: "t", at: 0, matter: "m", work: 1, returns: 3, more: [{ matter: "m", work: 1 }] }],
  });
  const places = wrong.error?.issues.map((i) => i.path.join("."));
  expect(places?.sort()).toEqual([
    "matters.0.level",
    "sectors.0.id",
    "staff.0.skills.0",
    "tickets.0.more.0.matter",
    "tickets.0.returns",
    "windows.0.changes.0.sectors.0",
    "windows.0.serves",
    "windows.1.staff",
    "windows.2.staff",
  ]);
});

test("rules between fields speak Chinese too, and say what there is, or that there is nothing", () => {
  const said = (matters: readonly object[]) =>
    scenario
      .safeParse({
        schema: 1,
        walk: 0,
        matters,
        windows: [{ id: "w", sector: "x", pauses: [[3, 2]] }],
        tickets: [],
      })
      .error?.issues.map((i) => i.message);
  expect(said([{ id: "m", sector: "s", mean: 5, cv: 0.5 }])).toEqual([
    "from 须早于 to（from must be before to）",
    "没有事项属于板块 x（no such sector of a matter）；可用的有（there are）：s",
  ]);
  expect(said([])?.at(-1)).toContain("可用的有（there are）：一个也没有，none");
});
