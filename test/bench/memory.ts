import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { delay, HallProcess } from "../crash/lib/hall-process.ts";
import { until } from "../sim/support/until.ts";
import { benchHall } from "./bench-hall.ts";
import { type Figure, figure } from "./figures.ts";
import { fillDay } from "./fill-day.ts";

const MIB = 1024 * 1024;

/** Resident memory with ten thousand tickets of today, after a collection that the process was asked for. */
export async function benchMemory(tickets: number): Promise<Figure[]> {
  const preload = fileURLToPath(new URL("./ask-collection.mjs", import.meta.url));
  const hall = new HallProcess(benchHall({ boardPort: null }), {
    nodeArgs: ["--expose-gc", "--import", preload],
  });
  try {
    await hall.start();
    const before = resident(hall.pid);
    await fillDay(hall, tickets);
    const busy = resident(hall.pid);
    // V8 and the allocator hand freed pages back in the background: asked, given time, asked once more.
    await collect(hall);
    await delay(3_000);
    const { heapUsed, external, sdk } = await collect(hall);
    await delay(500);
    const after = resident(hall.pid);
    return [
      figure("RSS at start", `${before.toFixed(0)} MiB`),
      figure(`RSS with ${tickets} tickets today, before a collection`, `${busy.toFixed(0)} MiB`),
      figure(
        `RSS with ${tickets} tickets today, after it`,
        `${after.toFixed(0)} MiB`,
        "≤ 150 MB",
        after * 1.048576 <= 150,
      ),
      figure(
        "of that JavaScript heap, external",
        `${(heapUsed / MIB).toFixed(0)} MiB, ${(external / MIB).toFixed(0)} MiB`,
      ),
      figure("SMS SDK loaded with provider none", sdk ? "yes" : "no", "no", !sdk),
    ];
  } finally {
    await hall.dispose();
  }
}

interface Collected {
  readonly heapUsed: number;
  readonly external: number;
  /** Whether any file of the SMS SDK is loaded. */
  readonly sdk: boolean;
}

async function collect(hall: HallProcess): Promise<Collected> {
  const from = hall.output.length;
  hall.child?.kill("SIGUSR2");
  const line = await until("the collection", () => /collected (\{.*\})/.exec(hall.output.slice(from))?.[1]);
  return JSON.parse(line) as Collected;
}

/** VmRSS of a process in MiB, as the kernel counts it. */
export function resident(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}
