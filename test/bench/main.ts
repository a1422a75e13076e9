// `npm run bench [-- --only tickets,reaction,devices,dispatch,forecast,planning,memory,restart] [--quick] [--days 4x8] [--told 4x8]`: prints
// figures, never asserts times. `--days` and `--told` are halls × days for the order and for the waiting times told.
import os from "node:os";
import path from "node:path";
import { ROOT } from "../crash/lib/hall-process.ts";
import { benchDevices } from "./devices.ts";
import { benchDispatch, type Days } from "./dispatch.ts";
import type { Figure } from "./figures.ts";
import { benchForecast } from "./forecast.ts";
import { benchMemory } from "./memory.ts";
import { benchPlanning } from "./planning.ts";
import { benchReaction } from "./reaction.ts";
import { benchRestart } from "./restart.ts";
import { benchTickets } from "./tickets.ts";

const { HALL_SHARED = path.join(ROOT, "../shared") } = process.env;
const args = process.argv.slice(2);
const quick = args.includes("--quick");
const only = args[args.indexOf("--only") + 1]?.split(",");
const wanted = (name: string) => !args.includes("--only") || only?.includes(name);

const daysOf = (option: string): Days => {
  const given = args.includes(option) ? args[args.indexOf(option) + 1] : quick ? "1x2" : "4x8";
  const [halls, days] = (given ?? "").split("x").map(Number);
  if (!halls || !days) throw new Error(`${option} ${given}: halls × days, such as 4x8`);
  return { halls, days };
};

const parts: readonly (readonly [name: string, run: () => Promise<Figure[]>])[] = [
  ["tickets", () => benchTickets(HALL_SHARED, quick ? 3 : 10)],
  ["reaction", () => benchReaction(quick ? [200] : [200, 1_000])],
  ["devices", () => benchDevices(quick)],
  ["dispatch", () => benchDispatch(daysOf("--days"), daysOf("--told"))],
  ["forecast", () => benchForecast(quick ? 10 : 30)],
  ["planning", () => benchPlanning()],
  ["memory", () => benchMemory(quick ? 1_000 : 10_000)],
  [
    "restart",
    () => benchRestart(quick ? { history: 100_000, today: 1_000 } : { history: 3_000_000, today: 10_000 }),
  ],
];

const cpu = os.cpus();
console.log(
  `${cpu.length} × ${cpu[0]?.model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, load ${os.loadavg()[0]?.toFixed(2)}`,
);
const figures: Figure[] = [];
for (const [name, run] of parts) {
  if (!wanted(name)) continue;
  console.log(`\n── ${name} ──`);
  try {
    figures.push(...(await run()));
  } catch (error) {
    // One part that could not run leaves the others their turn; the run as a whole has failed.
    console.error(`${name}: ${(error as Error).stack}`);
    process.exitCode = 1;
  }
}

console.log("");
const width = Math.max(0, ...figures.map((f) => f.name.length));
for (const f of figures) {
  const aim =
    f.aim === null ? "" : `   aim ${f.aim}${f.met === null ? "" : f.met ? "  reached" : "  MISSED"}`;
  console.log(`${f.name.padEnd(width)}   ${f.value}${aim}`);
}
