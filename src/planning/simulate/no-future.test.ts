import fc from "fast-check";
import { expect, test } from "vitest";
import type { Scenario, SimulatedDay, SimulatedTicket } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { richDay } from "./testing/rich-day.ts";
import { pausesAfter, smallDay, ticketAt } from "./testing/small-day.ts";

const RUNS = { numRuns: 40, seed: 20261125 };
/** Minutes are made of milliseconds in the hall: a float's last digits may differ. */
const NEAR = 1e-6;

type Ticket = Scenario["tickets"][number];
interface Other {
  readonly work: number;
  readonly noShow: boolean;
}

/** The same ticket with another future from `t` on. */
function otherTicket(ticket: Ticket, was: SimulatedTicket, t: number, other: Other): Ticket {
  const { calledAt, finishedAt, services } = was;
  const more = ticket.more?.map((m) => ({ ...m, work: m.work + other.work }));
  const later = more ? { more } : {};
  // Nobody knows yet how long it takes, nor whether they come, park, or come back.
  if (calledAt === null || calledAt > t) {
    const { parks: _, returns: __, ...asked } = ticket;
    return { ...asked, ...later, work: other.work, noShow: other.noShow };
  }
  const first = services?.[0] ?? was;
  const serving = first.finishedAt !== null && first.finishedAt > t + NEAR;
  // Being served: how long it still lasts is not known yet, unless a parking comes before that.
  if (serving && !ticket.parks) return { ...ticket, ...later, work: ticket.work + other.work };
  if (serving || !services) return ticket;
  const begun = services.some((s) => s.calledAt <= t && s.matters.some((m) => m !== ticket.matter));
  return begun || (finishedAt ?? 0) <= t ? ticket : { ...ticket, ...later };
}

/** A later day that agrees with `day` until `t`: whatever is after it, or not yet known then, is another's. */
const otherAfter = (day: Scenario, t: number, played: SimulatedDay) =>
  fc
    .record({
      later: fc.array(ticketAt("later", t + 0.25), { maxLength: 12 }),
      works: fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 40, maxLength: 40 }),
      pauses: pausesAfter(t),
      noShows: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    })
    .map(
      ({ later, works, pauses, noShows }): Scenario => ({
        ...day,
        windows: day.windows.map((w, i) => ({
          ...w,
          pauses: [...w.pauses.filter(([from]) => from <= t), ...(pauses[i] ?? [])],
        })),
        tickets: [
          ...day.tickets.flatMap((ticket, i) =>
            ticket.at > t
              ? []
              : [
                  otherTicket(ticket, played.tickets[i] as SimulatedTicket, t, {
                    work: (works[i] as number) / 4,
                    noShow: noShows[i] as boolean,
                  }),
                ],
          ),
          ...later.map((ticket, i) => ({ ...ticket, id: `later${i}` })),
        ],
      }),
    );

/** Both days until `t`, and whether anything after it was told apart. */
function agree(day: Scenario, other: Scenario, t: number, played: SimulatedDay): void {
  const again = new Map(simulate(other).tickets.map((ticket) => [ticket.id, ticket]));
  for (const [i, was] of played.tickets.entries()) {
    if ((day.tickets[i]?.at ?? 0) > t) continue;
    const is = again.get(was.id) as SimulatedTicket;
    const issued = issuedAt(day, i) <= t;
    if (issued) expect(is.estimate).toEqual(was.estimate);
    expect(is.promises.filter(([at]) => at <= t)).toEqual(was.promises.filter(([at]) => at <= t));
    if (was.calledAt !== null && was.calledAt <= t)
      expect([is.calledAt, is.servedBy]).toEqual([was.calledAt, was.servedBy]);
    else expect(is.calledAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(t);
    if (was.finishedAt !== null && was.finishedAt <= t && !was.services)
      expect(is.finishedAt).toBe(was.finishedAt);
    const calls = (ticket: SimulatedTicket) =>
      (ticket.services ?? [])
        .filter((s) => s.calledAt <= t)
        .map((s) => [s.calledAt, s.servedBy, s.waitsFrom]);
    if (was.services && is.services) expect(calls(is)).toEqual(calls(was));
  }
}

/** Who comes before check-in opens has no number until then. */
function issuedAt({ appointments, tickets }: Scenario, i: number): number {
  const { at, class: is, slot } = tickets[i] as Ticket;
  if (!appointments || is !== "appointment" || typeof slot !== "number") return at;
  return Math.max(at, slot - appointments.earlyMinutes);
}

const pairsOf = (days: fc.Arbitrary<Scenario>) =>
  fc.tuple(days, fc.integer({ min: 1, max: 70 })).chain(([day, t]) => {
    const played = simulate(day);
    return otherAfter(day, t, played).map((other) => ({ day, t, played, other }));
  });

test("two days that agree until t give the same answers until t", () => {
  fc.assert(
    fc.property(pairsOf(smallDay), ({ day, t, played, other }) => agree(day, other, t, played)),
    RUNS,
  );
});

test.each([
  ["announced ahead", { announce: true, binding: "atCall" }],
  ["bound with the number", { announce: false, binding: "atTicket" }],
  ["told at the call", { announce: false, binding: "atCall" }],
] as const)(
  "so do days with batch windows, legs, parking, rejoins, shifts and set changes, %s",
  (_, rules) => {
    const days = richDay.map((day): Scenario => ({ ...day, ...rules }));
    fc.assert(
      fc.property(pairsOf(days), ({ day, t, played, other }) => agree(day, other, t, played)),
      { ...RUNS, numRuns: 12 },
    );
  },
);
