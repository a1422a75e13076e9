import fc from "fast-check";
import { type Scenario, scenario } from "../scenario.ts";
import { smallDay } from "./small-day.ts";

type Extra = Pick<Scenario["tickets"][number], "count" | "more" | "parks" | "returns">;

/** What a ticket of the small day has besides: matters more, like cases, a parking, a second try. */
const extra: fc.Arbitrary<Extra> = fc
  .record({
    count: fc.constantFrom(undefined, undefined, 2, 4),
    more: fc.constantFrom(undefined, undefined, [{ matter: "a2", work: 3 }], [{ matter: "b1", work: 2.5 }]),
    parks: fc.constantFrom(undefined, undefined, undefined, { after: 1.25, away: 6 }),
    returns: fc.constantFrom(undefined, 4),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)));

/** A small day with everything that a hall's policy knows: batch windows, legs, skills, set changes, rejoins, parking. */
export const richDay: fc.Arbitrary<Scenario> = fc
  .record({
    day: smallDay,
    extras: fc.array(extra, { minLength: 36, maxLength: 36 }),
    changeAt: fc.integer({ min: 5, max: 60 }),
    shiftAt: fc.integer({ min: 20, max: 60 }),
    parked: fc.constantFrom("clerk" as const, "window" as const),
    position: fc.constantFrom("after" as const, "end" as const),
    late: fc.constantFrom("keep" as const, "reduced" as const, "walk" as const),
  })
  .map(({ day, extras, changeAt, shiftAt, parked, position, late }) =>
    scenario.parse({
      ...day,
      rejoin: { position, after: 2, times: 1 },
      parked,
      appointments: { slotMinutes: 15, earlyMinutes: 10, lateMinutes: 10, late },
      sectors: [{ id: "a", batchAbove: 2 }],
      staff: [
        { id: "anna", skills: ["a", "b"] },
        { id: "bo", skills: ["b", "a1"], level: 2 },
      ],
      matters: day.matters.map((m) => (m.id === "a2" ? { ...m, level: 3 } : m)),
      windows: [
        { ...day.windows[0], changes: [{ at: changeAt, sectors: ["a", "b"] }] },
        { ...day.windows[1], staff: "bo", closeAt: (day.windows[1]?.openAt ?? 0) + shiftAt },
        { ...day.windows[2], batch: true },
        // Bo goes on elsewhere once the last service there is over.
        {
          id: "w3",
          sector: "a",
          staff: "bo",
          factor: { a1: 0.9 },
          openAt: (day.windows[1]?.openAt ?? 0) + shiftAt,
          changes: [{ at: changeAt + 20, sectors: ["b"] }],
        },
      ],
      tickets: day.tickets.map((ticket, i) => {
        const { more, returns, ...rest } = extras[i] as Extra;
        return {
          ...ticket,
          ...rest,
          ...(more && more[0]?.matter !== ticket.matter ? { more } : {}),
          ...(ticket.noShow && returns !== undefined ? { returns } : {}),
        };
      }),
    }),
  );
