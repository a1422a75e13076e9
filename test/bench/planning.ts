import { performance } from "node:perf_hooks";
import type { HallEvent } from "../../src/contract/events.ts";
import { event } from "../../src/kernel/feature.ts";
import type { Scenario } from "../../src/planning/simulate/scenario.ts";
import { simulate } from "../../src/planning/simulate/simulate.ts";
import { openDatabase } from "../../src/store/database.ts";
import { createLedger } from "../../src/store/ledger.ts";
import { HallProcess } from "../crash/lib/hall-process.ts";
import { type Figure, figure, percentile } from "./figures.ts";
import { dayOf, hallOf, YARDSTICK } from "./scenario.ts";

const DAY_MS = 86_400_000;
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
const millis = (ms: number) => `${ms.toFixed(1)} ms`;

/** Some 2,000 people at 52 windows. */
function bigDay(): Scenario {
  return dayOf(hallOf({ ...YARDSTICK, seed: 2, per: 10, flexible: 12 }), { day: 5, load: 0.85, slow: 1 });
}

const RULES: readonly (readonly [string, Partial<Scenario>])[] = [
  ["default", {}],
  ["fcfs", { policy: "fcfs" }],
  ["strict", { policy: "strict" }],
  ["ratio", { policy: "ratio" }],
  ["announced ahead", { announce: true }],
  ["atTicket", { binding: "atTicket" }],
];

/** A day simulated under each rule with waiting times, and a stored day in shadow beside a hall at work. */
export async function benchPlanning(): Promise<Figure[]> {
  const day = bigDay();
  const figures = RULES.map(([name, rules]) => {
    const begun = performance.now();
    simulate({ ...day, ...rules });
    const took = performance.now() - begun;
    return figure(`simulate, ${day.tickets.length} tickets, ${name}`, seconds(took), "< 60 s", took < 60_000);
  });
  return [...figures, ...(await benchShadow(day))];
}

const POLICIES = [
  ...["accumulating", "strict", "ratio", "fcfs"].map((kind) => ({ name: kind, order: { kind } })),
  { name: "slack 5", order: { slackMinutes: 5 } },
  { name: "slack 20", order: { slackMinutes: 20 } },
  { name: "announced", announceAhead: true },
  { name: "with the number", binding: "atTicket" },
];

async function benchShadow(day: Scenario): Promise<Figure[]> {
  const hall = new HallProcess(configOf(day));
  try {
    const name = writeYesterday(hall.data, day);
    await hall.start(120_000);
    for (const { id } of day.windows.slice(0, 8))
      await hall.call("POST", `/windows/${id}/open`, { staff: `at-${id}` });
    const before = await ticketsFor(hall, () => false, 200);
    let done = false;
    const begun = performance.now();
    const shadow = hall.call("POST", "/planning/shadow", { day: name, policies: POLICIES }).finally(() => {
      done = true;
    });
    const during = await ticketsFor(hall, () => done, 5_000);
    const answer = await shadow;
    if (answer.status !== 200) throw new Error(`shadow: ${answer.status} ${answer.text.slice(0, 300)}`);
    const took = performance.now() - begun;
    return [
      figure(
        `shadow of ${day.tickets.length} stored tickets, 8 policies and the present rules`,
        seconds(took),
        "< 60 s",
        took < 60_000,
      ),
      figure("a number over HTTP beside it, p50 / p99 / max", told(during)),
      figure("the same without it", told(before)),
    ];
  } finally {
    await hall.dispose();
  }
}

const told = (times: readonly number[]): string =>
  [percentile(times, 0.5), percentile(times, 0.99), Math.max(...times)].map(millis).join(" / ");

/** One number after another until `done`, or so many. */
async function ticketsFor(hall: HallProcess, done: () => boolean, most: number): Promise<number[]> {
  const times: number[] = [];
  while (!done() && times.length < most) {
    const begun = performance.now();
    const { status, text } = await hall.call("POST", "/tickets", { queue: "s1" });
    if (status !== 201) throw new Error(`${status} ${text.slice(0, 200)}`);
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}

function configOf({ matters, windows }: Scenario): object {
  const sectors = [...new Set(matters.map((m) => m.sector))];
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
  return {
    schema: 1,
    hall: { id: "bench", name: "试验大厅", hours: [{ days, from: "00:00", to: "24:00" }] },
    sectors: sectors.map((id, i) => ({ id, name: `板块${i + 1}`, prefix: "ABCD"[i] })),
    windows: windows.map((w) => ({ id: w.id, name: `${w.id}号`, sectors: w.sector ? [w.sector] : sectors })),
    staff: windows.map((w) => ({ id: `at-${w.id}`, name: w.id })),
    kiosks: [{ id: "k1", name: "取号机", sectors }],
    screens: [],
    lines: [],
    devices: [],
    sms: { provider: "none" },
  };
}

/** The simulated day's journal as that of yesterday, nine in the morning on. */
function writeYesterday(folder: string, day: Scenario): string {
  const yesterday = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
  const nameOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const facts: HallEvent[] = [];
  simulate(day, false, (fact) => void facts.push(fact));
  const db = openDatabase(folder);
  db.pragma("synchronous = OFF"); // only the past is made here; the measured server sets its own
  const ledger = createLedger(db);
  ledger.begin();
  const opening = yesterday + 3_600_000;
  let last = opening;
  const moved = (fact: HallEvent): HallEvent => {
    const at = opening + Math.round(fact.at);
    last = Math.max(last, at);
    const data: Record<string, unknown> = { ...fact.data };
    if ("day" in data) Object.assign(data, { day: nameOf(yesterday) });
    for (const key of ["startedAt", "slot"])
      if (typeof data[key] === "number") data[key] = opening + Math.round(data[key] as number);
    return { ...fact, at, data } as unknown as HallEvent;
  };
  for (const fact of facts) ledger.append(moved(fact), { kind: "system" });
  for (const window of day.windows)
    ledger.append(
      event("window.closed", last + 1, { window: window.id as never, staff: `at-${window.id}` as never }),
      { kind: "system" },
    );
  ledger.append(event("day.ended", last + 2, { day: nameOf(yesterday), next: nameOf(yesterday + DAY_MS) }), {
    kind: "system",
  });
  ledger.commit();
  db.close();
  return nameOf(yesterday);
}
