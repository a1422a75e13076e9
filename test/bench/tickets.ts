import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { HallProcess, ROOT, TOKEN } from "../crash/lib/hall-process.ts";
import { freePort } from "../sim/support/free-port.ts";
import { until } from "../sim/support/until.ts";
import { benchHall } from "./bench-hall.ts";
import { rawCommits } from "./commits.ts";
import { type Figure, figure, median, ms } from "./figures.ts";

const CONNECTIONS = 16;
const ROUNDS = 3;

interface LoadResult {
  readonly perSecond: number;
  readonly p50: string;
  readonly p99: string;
  readonly max: string;
  readonly refused: number;
  readonly distinctNumbers: number;
  readonly requests: number;
}

/**
 * Durable tickets a second over HTTP beside the yardstick server, the two driven in turns by the same load program so
 * that a busy machine slows both; raw commits before and after tell what the disk allowed meanwhile. Each round has
 * new servers on empty data: the load program begins with the same phone numbers each time.
 */
export async function benchTickets(shared: string, seconds: number): Promise<Figure[]> {
  const load = path.join(shared, "bench/load.mjs");
  const yardstick = path.join(shared, "bench/baseline-server.mjs");
  if (!existsSync(load) || !existsSync(yardstick)) {
    console.log(`${load} is not there: tickets a second were not measured`);
    return [figure("durable tickets a second", "not measured: shared/bench is not beside this clone")];
  }
  const commits = [rawCommits(2)];
  const ours: LoadResult[] = [];
  const theirs: LoadResult[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    theirs.push(await yardstickRound(yardstick, (port) => drive(load, port, "/t", seconds, null)));
    ours.push(await hallRound((port) => drive(load, port, "/api/v1/tickets", seconds, TOKEN)));
    commits.push(rawCommits(2));
  }
  return report(ours, theirs, median(commits));
}

type Round = (work: (port: number) => Promise<LoadResult>) => Promise<LoadResult>;

const hallRound: Round = async (work) => {
  const hall = new HallProcess(benchHall({ boardPort: null }));
  try {
    await hall.start();
    return await work(hall.port);
  } finally {
    await hall.dispose();
  }
};

async function yardstickRound(file: string, work: Parameters<Round>[0]): Promise<LoadResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hall-yardstick-"));
  const port = await freePort();
  const child = spawn(process.execPath, [file, String(port), folder], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk);
    });
    await until("the yardstick server", () => output.includes("ready"), 10_000);
    return await work(port);
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drive(
  load: string,
  port: number,
  url: string,
  seconds: number,
  token: string | null,
): Promise<LoadResult> {
  const args = [load, String(port), url, String(CONNECTIONS), String(seconds), ...(token ? [token] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  const result = JSON.parse(stdout) as LoadResult;
  console.log(`  ${url}: ${stdout.trim()}`);
  return result;
}

function report(ours: readonly LoadResult[], theirs: readonly LoadResult[], commits: number): Figure[] {
  const rate = median(ours.map((r) => r.perSecond));
  const yardstick = median(theirs.map((r) => r.perSecond));
  const p99 = median(ours.map((r) => Number(r.p99)));
  const lost = ours.reduce((n, r) => n + r.requests - r.distinctNumbers - r.refused, 0);
  const refused = ours.reduce((n, r) => n + r.refused, 0);
  return [
    figure("raw SQLite commits a second (WAL, FULL)", commits.toFixed(0)),
    figure("yardstick: tickets a second", yardstick.toFixed(0)),
    figure("yardstick: p99", ms(median(theirs.map((r) => Number(r.p99))))),
    figure("hall: durable tickets a second", rate.toFixed(0), "≥ 1000", rate >= 1_000),
    figure("hall: p99", ms(p99), "≤ 40 ms", p99 <= 40),
    figure("hall : yardstick", `${(rate / yardstick).toFixed(2)}`, "≥ 0.5", rate / yardstick >= 0.5),
    figure("hall : raw commits", `${(rate / commits).toFixed(2)}`),
    figure(
      "numbers given twice, requests refused",
      `${lost}, ${refused}`,
      "0, 0",
      lost === 0 && refused === 0,
    ),
  ];
}
