import type { VirtualHallReady } from "../src/contract/wall.ts";
import { readArgs, USAGE } from "./args.ts";
import { systemTimers } from "./devices/device.ts";
import { VirtualHall } from "./hall.ts";
import { WallServer } from "./http/server.ts";
import { readConfig } from "./read-config.ts";

// The far ends of a hall's byte lines, as a process of their own. stdout carries one line, VirtualHallReady;
// all else goes to stderr. Exit codes: 0 asked to stop, 1 could not serve, 2 wrong command line or config.

const say = (text: string) => process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const args = readArgs(process.argv.slice(2));
  if (typeof args === "string") {
    say(`${args}\n${USAGE}`);
    return 2;
  }
  const config = readConfig(args.config);
  if (!("schema" in config)) {
    for (const problem of config) say(problem);
    return 2;
  }
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
    if (args.parent) process.stdin.on("end", resolve).on("close", resolve).on("error", resolve).resume();
  });
  const hall = new VirtualHall({ config, lines: args.lines, timers: systemTimers, random: Math.random });
  const server = new WallServer(hall);
  try {
    const lines = await hall.start();
    for (const note of hall.notes) say(note);
    const ready: VirtualHallReady = { virtualHall: "ready", http: await server.start(args.http), lines };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    for (const { afterSeconds, act } of args.misbehave)
      systemTimers.after(afterSeconds * 1_000, () => {
        const wrong = hall.act(act);
        if (wrong) say(`--misbehave ${JSON.stringify(act)}: ${wrong.field} ${wrong.message}`);
      });
  } catch (error) {
    say(`virtual hall: ${error instanceof Error ? error.message : String(error)}`);
    await hall.stop();
    return 1;
  }
  await stopped;
  await server.stop();
  await hall.stop();
  return 0;
}

process.exit(await main());
