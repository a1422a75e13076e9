import { expect, test } from "vitest";
import type { ForwardModel, ForwardPerson } from "../dispatcher/forward/forward-model.ts";
import { runForward } from "../dispatcher/forward/run.ts";
import { uniformOf } from "../dispatcher/forward/sample.ts";
import { FRESH } from "../kernel/calibration.ts";
import { estimateOne } from "./estimate.ts";
import { type ForecastRequest, forecastAll } from "./everybody.ts";
import { packModel, unpackModel } from "./pack.ts";
import { AT, busyHall, modelAt, newcomersOf } from "./testing/busy-hall.ts";

const model = modelAt(busyHall(60, 10));
const ask = (how: Partial<ForecastRequest> = {}) =>
  forecastAll(
    {
      model,
      probes: [],
      seed: 3,
      runs: 200,
      budgetMs: null,
      until: null,
      release: [],
      calibration: FRESH,
      ...how,
    },
    () => 0,
  );

test("everybody at once is told what each alone would be told", () => {
  const all = ask({ runs: 800 });
  for (const person of [0, 7, 30, 59]) {
    const alone = estimateOne(model, person, { seed: 11, runs: 800, calibration: FRESH });
    if (!alone) throw new Error("nobody could be called");
    expect(Math.abs((all.people.minutes[person] as number) - alone.minutes)).toBeLessThan(
      0.3 + alone.minutes / 8,
    );
    expect(Math.abs((all.people.upTo[person] as number) - alone.upTo)).toBeLessThan(0.5 + alone.upTo / 8);
    expect(all.people.upTo[person]).toBeGreaterThanOrEqual(all.people.minutes[person] as number);
  }
});

test("the same seed gives the same answer, also after crossing a thread's border", () => {
  const probes = newcomersOf(model);
  expect(ask({ model: unpackModel(packModel(model)), probes, runs: 20 })).toEqual(ask({ probes, runs: 20 }));
});

/** Whoever is really added at the end of the line, in one run with the same draws. */
function reallyCalled(newcomer: ForwardPerson, seed: number): number | null {
  const people = [...model.people, newcomer];
  const lanes = model.lanes.map((lane) => [...lane]);
  const own = lanes.find((lane) => {
    const first = model.people[lane[0] as number] as ForwardPerson;
    return first.kind === newcomer.kind && first.class === newcomer.class;
  });
  if (own) own.push(people.length - 1);
  else lanes.push([people.length - 1]);
  const more: ForwardModel = { ...model, people, lanes };
  let at: number | null = null;
  const random = uniformOf(seed);
  runForward(more, { random, until: AT + 300 * 60_000, done: () => at !== null }, (who, when) => {
    if (who === people.length - 1) at = when;
  });
  return at;
}

test("a probe is called when a person who really came would be, and holds nobody up", () => {
  let compared = 0;
  for (const [p, probe] of newcomersOf(model).entries()) {
    const seed = 100 + p;
    let at: number | null = null;
    const calls: [number, number][] = [];
    const random = uniformOf(seed);
    runForward(
      model,
      {
        random,
        until: AT + 300 * 60_000,
        done: () => false,
        probes: {
          people: [probe],
          onCall: (_, when) => {
            at = when;
          },
        },
      },
      (who, when) => calls.push([who, when]),
    );
    const plain: [number, number][] = [];
    runForward(model, { random: uniformOf(seed), until: AT + 300 * 60_000, done: () => false }, (who, when) =>
      plain.push([who, when]),
    );
    expect(calls).toEqual(plain);
    // A walk-in who comes last is never the eldest, so nobody's call depends on him; a green one may be.
    if (probe.class !== "walk") continue;
    expect(at).toBe(reallyCalled(probe, seed));
    compared++;
  }
  expect(compared).toBe(20);
});

test("more before a newcomer of a sector means longer, by about the headway told", () => {
  const few = modelAt(busyHall(100, 10));
  const many = modelAt(busyHall(160, 10));
  const told = (m: ForwardModel) => ask({ model: m, probes: newcomersOf(m), runs: 60 }).probes;
  const [a, b] = [told(few), told(many)];
  const walkIns = Array.from({ length: 20 }, (_, kind) => kind * 2);
  const mean = (of: Float32Array) => walkIns.reduce((sum, i) => sum + (of[i] as number), 0) / walkIns.length;
  // Sixty more people in four sectors: fifteen more before a newcomer.
  const expected = mean(a.mean) + 15 * mean(a.headway);
  expect(Math.abs(mean(b.mean) - expected) / expected).toBeLessThan(0.2);
});

test("a sector that nobody serves is not told anything; a slow machine makes fewer runs", () => {
  const shut = { ...model, windows: model.windows.map((w) => ({ ...w, factors: w.factors.map(() => 0) })) };
  const all = ask({ model: shut, probes: newcomersOf(model), runs: 10 });
  expect([...all.people.minutes].every(Number.isNaN)).toBe(true);
  expect([...all.probes.window].every((w) => w === -1)).toBe(true);
  let ms = 0;
  const slow = forecastAll(
    { model, probes: [], seed: 1, runs: 100, budgetMs: 5, until: null, release: [], calibration: FRESH },
    () => (ms += 10),
  );
  expect(slow.runs).toBe(8);
  ms = 0;
  expect(
    forecastAll(
      { model, probes: [], seed: 1, runs: 100, budgetMs: 200, until: null, release: [], calibration: FRESH },
      () => (ms += 10),
    ).runs,
  ).toBe(28);
});

test("with an end given the day goes on with people coming as lately", () => {
  const day = ask({ runs: 10, until: AT + 120 * 60_000 });
  const came = day.newcomers.count.reduce((a, b) => a + b, 0);
  // Sixty people in thirty minutes, ten windows of some ten minutes a service: about as many are called as can be.
  expect(came).toBeGreaterThan(20);
  expect(came).toBeLessThan(220);
  expect(Math.max(...[...day.newcomers.minutes].filter((m) => !Number.isNaN(m)))).toBeGreaterThan(1);
});
