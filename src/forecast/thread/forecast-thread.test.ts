import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { FRESH } from "../../kernel/calibration.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { forecastAll } from "../everybody.ts";
import { busyHall, modelAt, newcomersOf } from "../testing/busy-hall.ts";
import { createForecastThread } from "./forecast-thread.ts";

const model = modelAt(busyHall(40, 8));
const request = {
  model,
  probes: newcomersOf(model),
  seed: 5,
  runs: 12,
  budgetMs: null,
  until: null,
  release: [],
  calibration: FRESH,
};

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function threadOf(program: URL | null, clock = new ManualClock(0)) {
  const errors: object[] = [];
  const log = { ...silentLog, error: (facts: object) => void errors.push(facts) };
  const thread = createForecastThread({ clock, log, program });
  stops.push(() => thread.stop());
  return { thread, clock, errors };
}

function programOf(text: string): URL {
  const folder = mkdtempSync(path.join(tmpdir(), "hall-thread-"));
  stops.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, "program.mjs"), text);
  return pathToFileURL(path.join(folder, "program.mjs"));
}

test("the thread answers what the same work here would, several requests at once, and stops", async () => {
  const { thread } = threadOf(null);
  const here = (seed: number) => forecastAll({ ...request, seed }, () => 0);
  const [a, b] = await Promise.all([thread.run(request), thread.run({ ...request, seed: 6 })]);
  expect(a).toEqual(here(5));
  expect(b).toEqual(here(6));
  expect(thread.state()).toEqual({ running: true, reason: null });
  const open = thread.run(request);
  const gone = expect(open).rejects.toMatchObject({ code: "forecast.thread" });
  await thread.stop();
  await gone;
  await expect(thread.run(request)).rejects.toMatchObject({ code: "forecast.thread", message: "stopped" });
});

test("a thread that dies is told, left alone for a while, and begun again", async () => {
  const dies = `import { parentPort } from "node:worker_threads";
    parentPort.on("message", () => { throw new Error("no more"); });`;
  const { thread, clock, errors } = threadOf(programOf(dies));
  await expect(thread.run(request)).rejects.toMatchObject({ code: "forecast.thread", message: "no more" });
  expect(errors).toEqual([expect.objectContaining({ cause: "no more", deaths: 1 })]);
  expect(thread.state()).toEqual({ running: false, reason: "no more" });
  await expect(thread.run(request)).rejects.toMatchObject({ message: "no more" });
  expect(errors).toHaveLength(1);
  clock.advance(1_000);
  await expect(thread.run(request)).rejects.toMatchObject({ message: "no more" });
  expect(errors).toHaveLength(2);
  expect(errors[1]).toMatchObject({ deaths: 2, again: 3_000 });
});

test("a thread that hangs is ended; one that refuses a job goes on", async () => {
  const hangs = threadOf(programOf(`import { parentPort } from "node:worker_threads"; parentPort.ref();`));
  const open = hangs.thread.run(request);
  const gone = expect(open).rejects.toMatchObject({ message: expect.stringContaining("no answer") });
  hangs.clock.advance(60_000);
  await gone;
  expect(hangs.thread.state().running).toBe(false);
  const refuses = threadOf(
    programOf(`import { parentPort } from "node:worker_threads";
      parentPort.on("message", ({ id }) => parentPort.postMessage({ id, error: "bad model" }));`),
  );
  await expect(refuses.thread.run(request)).rejects.toMatchObject({ message: "bad model" });
  expect(refuses.thread.state()).toEqual({ running: true, reason: null });
});
