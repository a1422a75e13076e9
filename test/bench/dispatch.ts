// Order, promises and waiting times over generated days, against one plain line on the same days (issue's figures).
import { execFile } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { WindowId } from "../../src/contract/ids.ts";
import { dispatcher } from "../../src/dispatcher/dispatcher.ts";
import { SimulatedHall, staffOf } from "../../src/planning/simulate/day.ts";
import { ROOT } from "../crash/lib/hall-process.ts";
import type { Play, Row } from "./dispatch-day.ts";
import { type Figure, figure, percentile } from "./figures.ts";
import { dayOf, hallOf, YARDSTICK } from "./scenario.ts";

export interface Days {
  readonly halls: number;
  readonly days: number;
}

const run = promisify(execFile);

/** `days` for the order, `told` for the waiting times, which take far longer. */
export async function benchDispatch(days: Days, told: Days): Promise<Figure[]> {
  const usual = { load: 0.85, slow: 1, skill: true, announce: false, bound: false, told: false };
  const of = (n: Days, how: Partial<Play>) => playAll(n, { ...usual, ...how });
  const order = await of(days, {});
  const busy = await of(days, { load: 0.95 });
  const alike = await of(days, { skill: false });
  const ahead = await of(days, { announce: true });
  const bound = await of(days, { bound: true });
  const waits = await of(told, { told: true });
  const slow = await of(told, { told: true, slow: 1.15 });
  const size = (n: Days) => `${n.halls} × ${n.days} days`;
  return [
    figure(
      `order, told at the call, ${size(days)}: tickets; mean wait, one plain line`,
      `${spread(order, "tickets", 0)}; ${spread(order, "wait", 1)}, ${spread(order, "plain", 1)} min`,
    ),
    atMost("  mean wait : plain line", order, "mean", 0.7),
    atMost("  p95", order, "p95", 0.86),
    atMost("  max", order, "max", 0.95),
    atMost("  green : walk-ins", order, "green", 0.35),
    atMost("  appointments : walk-ins", order, "appointment", 0.45),
    atMost("  walk-ins : walk-ins of the plain line", order, "walk", 1),
    atMost("  passed by one of the same matter and class called > 5 min before", order, "overtaken", 0.001),
    figure("  … by one who came > 5 min later", spread(order, "overtakenLate", 4)),
    atMost("  mean with staff all alike", alike, "mean", 1),
    figure("at load 0.95: mean; p95; max", ["mean", "p95", "max"].map((k) => spread(busy, k)).join("; ")),
    figure(
      "  green; appointments; walk-ins",
      ["green", "appointment", "walk"].map((k) => spread(busy, k)).join("; "),
    ),
    atLeast(`announced ahead, ${size(days)}: told ≥ 3 min before, of waits > 5 min`, ahead, "ahead", 0.75),
    atMost("  told window changed", ahead, "changed", 0.08),
    atMost("  overtaken > 5 min", ahead, "overtaken", 0.05),
    atMost("  mean wait : plain line", ahead, "mean", 0.75),
    figure(
      `a window with the number (binding: atTicket), ${size(days)}: mean wait : told at the call`,
      spread(against(bound, order), "wait"),
    ),
    figure("  p95; max", ["longer", "longest"].map((k) => spread(against(bound, order), k)).join("; ")),
    figure("  mean wait, min; longer by, min", costText(bound, order)),
    figure("  mean wait : plain line", spread(bound, "mean")),
    figure(
      "  told window changed; overtaken > 5 min",
      ["changed", "overtaken"].map((k) => spread(bound, k, 3)).join("; "),
    ),
    atMost(`waiting time told, ${size(told)}: mean error, min`, waits, "mae", 2),
    atMost("  : head-of-line predictor", waits, "toHead", 0.5),
    atLeast("  within 5 min", waits, "within", 0.9),
    within("  bound holds for", waits, "cover", [0.78, 0.84]),
    atMost("  15 % slower than learned: mean error, min", slow, "mae", 4.3),
    figure("  … within 5 min; bound holds for", `${spread(slow, "within")}; ${spread(slow, "cover")}`),
    decisionTime(),
    announceTime(8, 400),
    announceTime(40, 5_000),
  ];
}

/** All days of all halls, as many at once as there are cores. */
async function playAll(n: Days, how: Omit<Play, "hall" | "day">): Promise<Row[]> {
  const plays = Array.from({ length: n.halls * n.days }, (_, i): Play => {
    return { ...how, hall: 1 + Math.floor(i / n.days), day: 1 + (i % n.days) };
  });
  const rows: Row[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < plays.length; i = next++) rows[i] = await playOne(plays[i] as Play);
  };
  await Promise.all(os.cpus().map(work));
  return rows;
}

async function playOne(play: Play): Promise<Row> {
  const file = path.join(ROOT, "test/bench/dispatch-day.ts");
  const { stdout } = await run(process.execPath, ["--import", "tsx", file, JSON.stringify(play)]);
  return JSON.parse(stdout) as Row;
}

/** The same days two ways: one as a share of the other. */
function against(rows: readonly Row[], others: readonly Row[]): Row[] {
  return rows.map((row, i) => {
    const other = others[i] as Row;
    const share = (key: string) => (row[key] ?? Number.NaN) / (other[key] ?? Number.NaN);
    // Ratios to the plain line of the same day: their own ratio is that of the two waits.
    return { wait: share("wait"), longer: share("p95"), longest: share("max") };
  });
}

function costText(bound: readonly Row[], order: readonly Row[]): string {
  const longer = bound.map((row, i): Row => ({ wait: (row.wait ?? 0) - (order[i]?.wait ?? 0) }));
  return `${spread(bound, "wait", 1)}; ${spread(longer, "wait", 1)}`;
}

const column = (rows: readonly Row[], key: string): number[] => rows.map((r) => r[key] ?? Number.NaN);
const meanOf = (rows: readonly Row[], key: string): number =>
  column(rows, key).reduce((a, b) => a + b, 0) / rows.length;

/** Mean over the days, and the least and most of one day. */
function spread(rows: readonly Row[], key: string, digits = 2): string {
  const all = column(rows, key);
  const text = (value: number) => value.toFixed(digits);
  return `${text(meanOf(rows, key))} (${text(Math.min(...all))}–${text(Math.max(...all))})`;
}

const digitsFor = (aim: number) => (aim < 0.01 ? 4 : aim < 0.1 ? 3 : 2);
const atMost = (name: string, rows: readonly Row[], key: string, aim: number) =>
  figure(name, spread(rows, key, digitsFor(aim)), `≤ ${aim}`, meanOf(rows, key) <= aim);
const atLeast = (name: string, rows: readonly Row[], key: string, aim: number) =>
  figure(name, spread(rows, key), `≥ ${aim}`, meanOf(rows, key) >= aim);
function within(name: string, rows: readonly Row[], key: string, [least, most]: readonly [number, number]) {
  const mean = meanOf(rows, key);
  return figure(name, spread(rows, key), `${least}–${most}`, mean >= least && mean <= most);
}

const DECISIONS = 2_000;
const ANNOUNCEMENTS = 300;

/** A hall of `per` windows a sector with so many people waiting, and more to come in their place. */
function crowd(per: number, waiting: number, newcomers: number, announce: boolean) {
  const drawn = dayOf(hallOf({ ...YARDSTICK, seed: 1, per, flexible: per }), { day: 1, load: 1, slow: 1 });
  const day = { ...drawn, announce };
  const hall = new SimulatedHall(day, () => {});
  const windows = day.windows.map((w) => w.id as WindowId);
  for (const window of windows) hall.do({ type: "open", window, staff: staffOf(window), placed: false }, 0);
  const people = Array.from({ length: waiting + newcomers }, (_, i) => {
    const like = day.tickets[i % day.tickets.length] as (typeof day.tickets)[number];
    return { ...like, id: `p${i}`, slot: like.slot == null ? null : 60 };
  });
  const issue = (i: number, at: number) => hall.issue(people[i] as (typeof people)[number], at);
  for (let i = 0; i < waiting; i++) issue(i, (i * 50) / waiting);
  return { hall, windows, newcomer: (i: number, at: number) => issue(waiting + i, at) };
}

const moment = (at: number) => ({ at: at * 60_000, day: "2000-01-03" });
const timesText = (times: readonly number[]) =>
  `p50 ${percentile(times, 0.5).toFixed(2)}, p99 ${percentile(times, 0.99).toFixed(2)} ms`;

/** A free window asks who is next, 5,000 waiting and 200 windows open; the one called is replaced by a newcomer. */
function decisionTime(): Figure {
  const { hall, windows, newcomer } = crowd(40, 5_000, DECISIONS, false);
  const times: number[] = [];
  for (let i = 0; i < DECISIONS; i++) {
    const at = 60 + i * 0.01;
    const window = windows[i % windows.length] as WindowId;
    const begin = performance.now();
    dispatcher.decide(hall.state, { type: "call-next", window }, moment(at));
    times.push(performance.now() - begin);
    hall.do({ type: "call-next", window }, at);
    newcomer(i, at);
  }
  const met = percentile(times, 0.99) <= 2;
  return figure("a call decision, 5,000 waiting, 200 windows", timesText(times), "p99 ≤ 2 ms", met);
}

/**
 * How long drawing futures holds up the commands after it, in a sector that announces windows: windows call one after
 * another, and whatever is due then is decided.
 */
function announceTime(per: number, waiting: number): Figure {
  const { hall, windows, newcomer } = crowd(per, waiting, 4 * ANNOUNCEMENTS, true);
  const times: number[] = [];
  let told = 0;
  for (let i = 0; times.length < ANNOUNCEMENTS && i < 4 * ANNOUNCEMENTS; i++) {
    const at = 60 + (i * 8) / windows.length;
    const window = windows[i % windows.length] as WindowId;
    hall.do({ type: "call-next", window }, at);
    hall.do({ type: "start", window }, at);
    newcomer(i, at);
    if ((dispatcher.nextDue(hall.state) ?? Number.POSITIVE_INFINITY) > at * 60_000) continue;
    const begin = performance.now();
    const facts = dispatcher.decide(hall.state, { type: "due" }, moment(at));
    times.push(performance.now() - begin);
    if (Array.isArray(facts)) told += facts.length;
    hall.do({ type: "due" }, at);
  }
  const name = `whom to announce, ${waiting.toLocaleString("en")} waiting, ${windows.length} windows`;
  return figure(name, `${timesText(times)}, ${times.length} times, ${told} told`);
}
