import fc from "fast-check";
import { expect, test } from "vitest";
import { breaksOnly } from "../dispatcher/forward/plans.ts";
import { A, B, DeskHall, RULES, W } from "../dispatcher/testing/desk-hall.ts";
import { kindsToAsk } from "./asked.ts";
import { unpackModel } from "./pack.ts";
import { indexOf, type Taken, takeSnapshot } from "./snapshot.ts";
import { finished } from "./steps.ts";

const taking = (hall: DeskHall) =>
  takeSnapshot({
    state: hall.state,
    asked: kindsToAsk(hall.state, []),
    plansAt: () => breaksOnly(() => []),
    now: () => hall.at,
  });

/** What a snapshot says of these kinds, whatever order it met them in. */
function said({ snapshot, model }: Taken, among = snapshot.kinds) {
  const { people, lanes, windows, ...rest } = unpackModel(model);
  const tickets = [...finished(indexOf(snapshot)).keys()];
  const kind = (k: number) =>
    `${snapshot.kinds[k]?.queue} ${snapshot.kinds[k]?.matter} ${snapshot.kinds[k]?.batch}`;
  const same = (k: number) => among.some((o) => kind(k) === `${o.queue} ${o.matter} ${o.batch}`);
  const speeds = (of: readonly number[]) =>
    of.flatMap((value, k) => (same(k) ? [`${kind(k)} ${value}`] : [])).sort();
  return {
    at: rest.now,
    people: people
      .map((p, i) => ({
        ...p,
        ticket: tickets[i],
        kind: kind(p.kind),
        of: kind(snapshot.kindOf[i] as number),
      }))
      .sort((a, b) => a.arrival - b.arrival),
    lanes: lanes.map((lane) => lane.map((i) => tickets[i])).sort(),
    windows: windows.map((w, i) => ({
      ...w,
      id: snapshot.windows[i],
      now: w.now.state === "busy" ? { ...w.now, kind: kind(w.now.kind) } : w.now,
      held: w.held.map((p) => tickets[p]),
      bound: w.bound.map((p) => tickets[p]),
      factors: speeds(w.factors),
      costs: speeds(w.costs),
    })),
    waiting: [...snapshot.waiting],
    bound: [...snapshot.bound],
  };
}

const act = fc.oneof(
  fc.record({
    do: fc.constant("issue" as const),
    queue: fc.constantFrom(A, B),
    green: fc.boolean(),
    matter: fc.constantFrom("m1", "m2"),
  }),
  fc.record({
    do: fc.constantFrom(
      "next" as const,
      "toWindow" as const,
      "leave" as const,
      "close" as const,
      "open" as const,
    ),
    n: fc.integer({ min: 1, max: 3 }),
  }),
);

function happen(hall: DeskHall, what: typeof act extends fc.Arbitrary<infer T> ? T : never): void {
  hall.wait(1_000);
  if (what.do === "issue") hall.issue(what.queue, what.green ? "green" : "walk", [what.queue], [what.matter]);
  else if (what.do === "next") hall.next(what.n);
  else if (what.do === "open") hall.open(what.n);
  else if (what.do === "close") hall.do({ type: "close", window: W(what.n) });
  else if (what.do === "toWindow")
    hall.do({ type: "transfer", window: W(what.n), to: { window: W((what.n % 3) + 1) } });
  else {
    const waiting = [...hall.state.tickets.values()].filter((t) => t.phase.state === "waiting");
    const ticket = waiting[what.n % Math.max(1, waiting.length)];
    if (ticket) hall.do({ type: "cancel", ticket: ticket.id, by: { kind: "system" }, reason: "left" });
  }
}

test("taken in steps while things happen it shows one moment, as if taken at once", () => {
  fc.assert(
    fc.property(
      fc.array(act, { maxLength: 40 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), act), { maxLength: 12 }),
      fc.constantFrom("atCall" as const, "atTicket" as const),
      (before, meanwhile, binding) => {
        const hall = new DeskHall({
          ...RULES,
          sectors: RULES.sectors.map((s) => ({ ...s, binding })),
        });
        hall.open(1, 2, 3);
        for (const what of before) happen(hall, what);
        const work = taking(hall);
        // Each happens after so many more steps; the last steps put together what was caught, and nothing happens then.
        const left = meanwhile.map(([steps, what]) => ({ steps, what }));
        let step = work.next();
        while (!step.done && left.length > 0) {
          const [first] = left;
          if (first && --first.steps === 0) {
            happen(hall, first.what);
            left.shift();
          }
          step = work.next();
        }
        const taken = step.done ? step.value : finished(work);
        if (taken.snapshot.at !== hall.at) return;
        const atOnce = finished(taking(hall));
        // Who came and left meanwhile is in one alone, among those who came lately.
        expect(said(taken, atOnce.snapshot.kinds)).toEqual(said(atOnce, taken.snapshot.kinds));
      },
    ),
    { seed: 20261125, numRuns: 150 },
  );
});

test("thousands are taken in many small steps", () => {
  const hall = new DeskHall();
  hall.open(1, 2, 3);
  for (let n = 0; n < 2_000; n++) hall.issue(n % 2 ? A : B);
  const work = taking(hall);
  let steps = 1;
  let step = work.next();
  for (; !step.done; step = work.next()) steps++;
  expect(steps).toBeGreaterThan(30);
  const index = indexOf(step.value.snapshot);
  let looks = 1;
  for (let next = index.next(); !next.done; next = index.next()) looks++;
  expect(looks).toBeGreaterThan(30);
});
