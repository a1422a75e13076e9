import { expect, test } from "vitest";
import type { QueueId } from "../../contract/ids.ts";
import { Coming } from "../../dispatcher/forward/coming.ts";
import type { ForwardModel } from "../../dispatcher/forward/forward-model.ts";
import { uniformOf } from "../../dispatcher/forward/sample.ts";
import { comingSpans, learnedArrivals, scaleOf } from "./learned-arrivals.ts";

const [A, B] = ["a" as QueueId, "b" as QueueId];
const MINUTE = 60_000;
/** One day: people of a sector at so many minutes, each with one matter. */
const came = (queue: QueueId, ...minutes: number[]) =>
  minutes.map((at) => ({
    at,
    class: "walk" as const,
    slotAfter: null,
    legs: [{ queue, matter: null, count: 1, after: 0 }] as const,
  }));
const every = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) }, (_, i) => from + i * step);

test("quarter hours are means of the days; the second matter of a visit comes when the first is done", () => {
  const both = {
    at: 601,
    class: "green" as const,
    slotAfter: null,
    legs: [
      { queue: A, matter: "m", count: 2, after: 0 },
      { queue: B, matter: null, count: 2, after: 20 },
    ] as const,
  };
  const { bins } = learnedArrivals([[...came(A, 600, 605, 620)], [both]], true);
  expect([...bins.keys()].sort()).toEqual([40, 41]);
  expect(bins.get(40)).toEqual([
    { queue: A, matter: null, class: "walk", count: 1, slotAfter: null, first: true, mean: 1 },
    { queue: A, matter: "m", class: "green", count: 2, slotAfter: null, first: true, mean: 0.5 },
  ]);
  expect(bins.get(41)?.map((a) => [a.queue, a.first, a.mean])).toEqual([
    [A, true, 0.5],
    [B, false, 0.5],
  ]);
});

const usual = learnedArrivals([came(A, ...every(540, 720, 2)), came(A, ...every(540, 720, 2))], true);

test("today so far moves what is expected, little at first, by sector, within bounds", () => {
  const at = (minute: number, issued: number) => scaleOf(usual, minute, new Map([[A, issued]])).all;
  expect(at(540, 0)).toBe(1);
  expect(at(555, 15)).toBeGreaterThan(1);
  expect(at(555, 15)).toBeLessThan(1.4);
  expect(at(660, 60)).toBeCloseTo(1);
  expect(at(660, 120)).toBeCloseTo(1.8);
  expect(at(660, 0)).toBeLessThan(at(660, 30));
  expect(at(719, 5_000)).toBe(3);
  const scale = scaleOf(usual, 660, new Map([[A, 120]]));
  expect(scale.of(A)).toBeGreaterThan(1.7);
  // Nothing is known of B but what the hall as a whole does.
  expect(scale.of(B)).toBeCloseTo(scale.all);
});

test("later arrivals follow the quarter hours, scaled, and bookings take the place of usual appointments", () => {
  const now = 615 * MINUTE;
  const spans = comingSpans(usual, {
    now,
    midnight: 0,
    scale: () => 2,
    kindOf: () => 0,
    booked: [{ at: 800 * MINUTE, kind: 1 }],
  });
  expect(spans[0]).toMatchObject({ from: now, to: 630 * MINUTE });
  const model = { now, coming: spans } as unknown as ForwardModel;
  const runs = 200;
  const counts = { before: 0, rest: 0, booked: 0, after: 0 };
  for (let run = 0; run < runs; run++) {
    const random = uniformOf(run + 1);
    const coming = new Coming(model, Number.POSITIVE_INFINITY, 900 * MINUTE);
    let after = now;
    for (let next = coming.next(random, after); next; next = coming.next(random, after)) {
      expect(next.origin).toBeGreaterThanOrEqual(after);
      after = next.origin;
      if (next.kind === 1) counts.booked++;
      else if (next.origin < 660 * MINUTE) counts.before++;
      else if (next.origin < 720 * MINUTE) counts.rest++;
      else counts.after++;
    }
  }
  // One every two minutes, twice: 45 by eleven, 60 by noon, then nobody but the one who is booked.
  expect(counts.before / runs).toBeGreaterThan(43);
  expect(counts.before / runs).toBeLessThan(47);
  expect(counts.rest / runs).toBeGreaterThan(58);
  expect(counts.rest / runs).toBeLessThan(62);
  expect(counts.booked / runs).toBeGreaterThan(0.8);
  expect(counts.booked / runs).toBeLessThan(1.2);
  expect(counts.after).toBe(0);
});
