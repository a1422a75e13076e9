import fc from "fast-check";
import { type Scenario, scenario } from "../scenario.ts";

/** Three windows, two sectors, a few dozen people at most; every span and moment is a quarter of a minute. */
const quarter = (most: number) => fc.integer({ min: 0, max: most * 4 }).map((n) => n / 4);

const MATTERS = [
  { id: "a1", sector: "a", mean: 6, cv: 0.5 },
  { id: "a2", sector: "a", mean: 9, cv: 0.7 },
  { id: "b1", sector: "b", mean: 5, cv: 0.4 },
];

export const ticketAt = (id: string, from = 0) =>
  fc.record({
    id: fc.constant(id),
    at: quarter(60).map((n) => n + from),
    matter: fc.constantFrom("a1", "a2", "b1"),
    class: fc.constantFrom("walk" as const, "walk" as const, "appointment" as const, "green" as const),
    slot: fc.constantFrom(null, 15, 30, 45),
    work: quarter(20),
    noShow: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    noShowCost: quarter(2),
  });

const spans = (from: number) =>
  fc.array(fc.tuple(quarter(12), quarter(8)), { maxLength: 2 }).map((pairs) => {
    let at = from;
    return pairs.map(([gap, length]): [number, number] => {
      const begin = at + 0.25 + gap;
      at = begin + 0.25 + length;
      return [begin, at];
    });
  });

export const pausesAfter = (from: number) => fc.tuple(spans(from), spans(from), spans(from));

/** A day as the verb would read it from a file. */
export const smallDay: fc.Arbitrary<Scenario> = fc
  .record({
    announce: fc.boolean(),
    policy: fc.constantFrom(
      "default" as const,
      "default" as const,
      "fcfs" as const,
      "strict" as const,
      "ratio" as const,
    ),
    factors: fc.array(fc.integer({ min: 6, max: 16 }), { minLength: 9, maxLength: 9 }),
    openAt: fc.tuple(quarter(10), quarter(10), quarter(10)),
    known: fc.tuple(spans(10), spans(20), spans(30)),
    pauses: pausesAfter(0),
    tickets: fc
      .integer({ min: 0, max: 36 })
      .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => ticketAt(`t${i}`)))),
  })
  .map(({ announce, policy, factors, openAt, known, pauses, tickets }) =>
    scenario.parse({
      schema: 1,
      seed: 7,
      announce,
      binding: (factors[0] as number) % 3 === 0 ? "atTicket" : "atCall",
      rebindAfter: 4,
      policy,
      walk: 0.5,
      matters: MATTERS,
      windows: (["a", "b", null] as const).map((sector, w) => ({
        id: `w${w}`,
        sector,
        factor: Object.fromEntries(MATTERS.map((m, i) => [m.id, (factors[w * 3 + i] as number) / 10])),
        openAt: openAt[w],
        known: known[w],
        pauses: pauses[w],
      })),
      tickets,
    }),
  );
