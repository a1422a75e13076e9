// One generated day played twice, by the hall's rule and by the plain line: a program of its own, so that days run side
// by side. Takes a `Play` as JSON, prints its figures as JSON.
import { fileURLToPath } from "node:url";
import type { Scenario, SimulatedTicket } from "../../src/planning/simulate/scenario.ts";
import { simulate } from "../../src/planning/simulate/simulate.ts";
import { oneLine } from "../../src/planning/simulate/testing/one-line.ts";
import { percentile } from "./figures.ts";
import { dayOf, hallOf, YARDSTICK } from "./scenario.ts";

export interface Play {
  readonly hall: number;
  readonly day: number;
  readonly load: number;
  readonly slow: number;
  readonly skill: boolean;
  readonly announce: boolean;
  /** A window with the number. */
  readonly bound: boolean;
  /** With the waiting times told, which takes most of the time. */
  readonly told: boolean;
}

export type Row = Readonly<Record<string, number>>;

interface Visit {
  readonly asked: Scenario["tickets"][number];
  readonly got: SimulatedTicket;
  readonly called: number;
  readonly wait: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
const share = <T>(values: readonly T[], holds: (value: T) => boolean): number =>
  values.filter(holds).length / Math.max(1, values.length);

function playDay({ hall, day, load, slow, skill, announce, bound, told }: Play): Row {
  const drawn = dayOf(hallOf({ ...YARDSTICK, seed: hall, skill }), { day, load, slow });
  const scenario: Scenario = { ...drawn, announce, binding: bound ? "atTicket" : "atCall" };
  const played = simulate(scenario, told).tickets;
  const done = scenario.tickets.map((asked, i): Visit => {
    const got = played[i] as SimulatedTicket;
    const called = got.calledAt ?? Number.NaN;
    return { asked, got, called, wait: called - asked.at };
  });
  const plain = oneLine(scenario).map((at, i) => (at ?? Number.NaN) - (scenario.tickets[i]?.at ?? 0));
  return {
    ...orderFigures(done, plain),
    ...(announce || bound ? promiseFigures(done) : {}),
    ...(told ? toldFigures(scenario, done) : {}),
  };
}

function orderFigures(visits: readonly Visit[], plain: readonly number[]): Row {
  const waits = visits.map((v) => v.wait);
  const of = (by: string) => mean(visits.filter((v) => v.asked.class === by).map((v) => v.wait));
  const plainWalk = mean(plain.filter((_, i) => visits[i]?.asked.class === "walk"));
  return {
    tickets: visits.length,
    wait: mean(waits),
    plain: mean(plain),
    mean: mean(waits) / mean(plain),
    p95: percentile(waits, 0.95) / percentile(plain, 0.95),
    max: Math.max(...waits) / Math.max(...plain),
    green: of("green") / of("walk"),
    appointment: of("appointment") / of("walk"),
    walk: of("walk") / plainWalk,
    overtaken: share(visits, (v) => passedBy(visits, v, (by) => v.called - by.called > 5)),
    overtakenLate: share(visits, (v) => passedBy(visits, v, (by) => by.asked.at - v.asked.at > 5)),
  };
}

/** Whether someone of the same matter and class who came later was called before. */
function passedBy(visits: readonly Visit[], visit: Visit, counts: (by: Visit) => boolean): boolean {
  return visits.some(
    (by) =>
      by.asked.matter === visit.asked.matter &&
      by.asked.class === visit.asked.class &&
      by.asked.at > visit.asked.at &&
      by.called < visit.called &&
      counts(by),
  );
}

function promiseFigures(visits: readonly Visit[]): Row {
  const long = visits.filter((v) => v.wait > 5);
  return {
    ahead: share(long, ({ got, called }) => {
      const [at, window] = got.promises.at(-1) ?? [];
      return at !== undefined && window === got.servedBy && called - at >= 3;
    }),
    changed: share(visits, ({ got }) => got.promises.some(([, window]) => window !== got.servedBy)),
  };
}

function toldFigures(day: Scenario, visits: readonly Visit[]): Row {
  const told = visits.filter((v) => v.got.estimate !== null);
  const error = ({ got, wait }: Visit) => Math.abs((got.estimate?.minutes ?? 0) - wait);
  const mae = mean(told.map(error));
  const head = mean(headOfLine(day, visits).map((minutes, i) => Math.abs(minutes - (visits[i]?.wait ?? 0))));
  return {
    mae,
    head,
    toHead: mae / head,
    within: share(told, (v) => error(v) <= 5),
    cover: share(told, (v) => v.wait <= (v.got.estimate?.upTo ?? 0) + 1e-9),
  };
}

/** The head-of-line predictor: as long as the first of the same sector's line has waited already. */
function headOfLine(day: Scenario, visits: readonly Visit[]): number[] {
  const sectors = new Map(day.matters.map((m) => [m.id, m.sector]));
  return visits.map((visit) => {
    const { at } = visit.asked;
    const sector = sectors.get(visit.asked.matter);
    const first = visits.find(
      (v) => v.asked.at < at && v.called > at && sectors.get(v.asked.matter) === sector,
    );
    return first ? at - first.asked.at : 0;
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.stdout.write(JSON.stringify(playDay(JSON.parse(process.argv[2] ?? "") as Play)));
