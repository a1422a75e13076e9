import { Worker } from "node:worker_threads";
import { type Backoff, backoffDelay } from "../../kernel/backoff.ts";
import type { Clock } from "../../kernel/clock.ts";
import { HallError, messageOf } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import type { Forecast, ForecastRequest } from "../everybody.ts";
import { buffersOf, packModel, packProbes } from "../pack.ts";
import type { Job, JobAnswer } from "./protocol.ts";

/** Runs models forward in a thread of its own. Begins with the first request; a thread that died begins again later. */
export interface ForecastThread {
  /**
   * The forecast of any model: the hall's own, or one that was changed to see what would be. Same model, seed and
   * runs, same answer. Rejects with HallError `forecast.thread`; after a death, until the next try is due, at once.
   */
  run(request: ForecastRequest): Promise<Forecast>;
  /** The same of what is packed already. Its columns go over and are empty afterwards. */
  runPacked(request: PackedRequest): Promise<Forecast>;
  state(): { readonly running: boolean; readonly reason: string | null };
  stop(): Promise<void>;
}

export type PackedRequest = Omit<Job, "id">;

const RESTART: Backoff = { first: 1_000, longest: 60_000 };
/** A run that takes longer hangs: the thread is ended and begun anew. */
const HANGS_MS = 60_000;

interface Waiting {
  readonly resolve: (forecast: Forecast) => void;
  readonly reject: (error: HallError) => void;
  readonly giveUp: () => void;
}

export function createForecastThread(needs: {
  readonly clock: Clock;
  readonly log: Log;
  /** The thread's program; null: the one that stands beside this file. */
  readonly program: URL | null;
}): ForecastThread {
  const { clock, log } = needs;
  const program = needs.program ?? beside();
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let ids = 0;
  let deaths = 0;
  let nextTry = 0;
  let reason: string | null = null;
  let stopped = false;

  const died = (which: Worker, why: string) => {
    if (worker !== which) return;
    worker = null;
    const open = [...waiting.values()];
    waiting.clear();
    if (!stopped) {
      deaths++;
      reason = why;
      nextTry = clock.now() + backoffDelay(RESTART, deaths);
      log.error(
        { scope: "forecast", cause: why, deaths, again: nextTry },
        "the forecast's thread ended; waiting times are told by the plain rule until it is back",
      );
    }
    for (const { reject, giveUp } of open) {
      giveUp();
      reject(new HallError("forecast.thread", why));
    }
  };

  const begin = (): Worker => {
    // A small young space, as the hall itself has. The old one would else keep the garbage of a rush of ten thousand
    // people, 170 MB, until the next rush.
    const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 };
    const made = program.pathname.endsWith(".ts")
      ? new Worker(fromSource(program), { resourceLimits, eval: true })
      : new Worker(program, { resourceLimits });
    // The hall does not stay up for a forecast.
    made.unref();
    made.on("error", (error: unknown) => died(made, messageOf(error)));
    made.on("exit", (code) => died(made, `exit ${code}`));
    made.on("message", (answer: JobAnswer) => {
      const asked = waiting.get(answer.id);
      if (!asked) return;
      waiting.delete(answer.id);
      asked.giveUp();
      if ("error" in answer) {
        asked.reject(new HallError("forecast.thread", answer.error));
        return;
      }
      if (deaths > 0) log.info({ scope: "forecast" }, "the forecast's thread is back");
      deaths = 0;
      reason = null;
      asked.resolve(answer.forecast);
    });
    return made;
  };

  const runPacked = (request: PackedRequest) =>
    new Promise<Forecast>((resolve, reject) => {
      if (stopped || (worker === null && clock.now() < nextTry)) {
        reject(new HallError("forecast.thread", stopped ? "stopped" : (reason ?? "not running")));
        return;
      }
      worker ??= begin();
      const running = worker;
      const id = ++ids;
      const job: Job = { ...request, id };
      const giveUp = clock.at(clock.now() + HANGS_MS, () => {
        died(running, `no answer within ${HANGS_MS / 1000} s`);
        void running.terminate();
      });
      waiting.set(id, { resolve, reject, giveUp });
      running.postMessage(job, buffersOf({ model: request.model, probes: request.probes }));
    });

  return {
    run: ({ model, probes, ...how }) =>
      runPacked({ ...how, model: packModel(model), probes: packProbes(probes) }),
    runPacked,
    state: () => ({ running: worker !== null, reason }),
    stop: async () => {
      stopped = true;
      const running = worker;
      if (!running) return;
      died(running, "stopped");
      await running.terminate();
    },
  };
}

/** Development and tests run the sources, for which a thread needs a loader of its own. */
const fromSource = (program: URL): string =>
  `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(program.href)}); });`;

function beside(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./worker.${extension}`, import.meta.url);
}
