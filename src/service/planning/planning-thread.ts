import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Refusal } from "../../contract/problem.ts";
import type { Clock } from "../../kernel/clock.ts";
import { HallError, refuse } from "../../kernel/errors.ts";
import type { Ask, Reply, ThreadData } from "./ask.ts";

/** A thread that nobody asked for so long is ended. */
const IDLE_MS = 5 * 60_000;
/** A question that takes longer is given up, and the thread with it. */
const LONGEST_MS = 120_000;
/** So many may wait for the one that is being worked on. */
const MOST_WAITING = 3;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly giveUp: () => void;
}

export interface PlanningThread {
  /** The answer of thread.ts; a refusal when too many ask or it takes too long. */
  ask(what: Ask): Promise<unknown>;
  stop(): Promise<void>;
}

/**
 * Plays days in a thread of its own, one after another, started by the first question and ended when nobody asks any more.
 * The thread has a connection to the data that can't write, and no way to the hall's memory.
 */
export function createPlanningThread(needs: ThreadData & { readonly clock: Clock }): PlanningThread {
  const { clock, ...workerData } = needs;
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let forgetIdle: () => void = () => {};
  let asked = 0;

  const end = async (why: Error | Refusal) => {
    const ending = thread;
    thread = null;
    forgetIdle();
    for (const { resolve, reject, giveUp } of waiting.values()) {
      giveUp();
      if (why instanceof Error) reject(why);
      else resolve(why);
    }
    waiting.clear();
    await ending?.terminate();
  };
  const started = (): Worker => {
    if (thread) return thread;
    const made = workerOf(workerData);
    made.on("message", (reply: Reply) => {
      const one = waiting.get(reply.id);
      waiting.delete(reply.id);
      one?.giveUp();
      if ("answer" in reply) one?.resolve(reply.answer);
      else one?.reject(new HallError(reply.fault.code ?? "planning.fault", reply.fault.message));
    });
    made.on("error", (error) => void (thread === made && end(error)));
    made.unref();
    thread = made;
    return made;
  };
  const ask = (what: Ask): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (waiting.size >= MOST_WAITING) {
        resolve(
          refuse("planning.busy", "正在为别的请求推演，请稍后再试（others are being played; try again）"),
        );
        return;
      }
      const id = ++asked;
      const tooLong = refuse(
        "planning.too-long",
        `推演超过 ${LONGEST_MS / 1000} 秒，已停止；请少选几种规则（stopped after ${LONGEST_MS / 1000} s; try fewer policies）`,
      );
      const giveUp = clock.at(clock.now() + LONGEST_MS, () => void end(tooLong));
      waiting.set(id, { resolve, reject, giveUp });
      forgetIdle();
      forgetIdle = clock.at(clock.now() + IDLE_MS, () => void end(tooLong));
      started().postMessage({ id, ask: what });
    });

  return {
    ask,
    stop: () => end(new HallError("planning.ended", "the server stops")),
  };
}

/** Built, the thread is JavaScript; from sources (tests) it needs a loader, and `--import` does not reach a thread. */
function workerOf(workerData: ThreadData): Worker {
  const limits = { resourceLimits: { maxOldGenerationSizeMb: 1_024 } };
  const built = new URL("./thread.js", import.meta.url);
  if (existsSync(fileURLToPath(built))) return new Worker(built, { workerData, ...limits });
  const source = JSON.stringify(new URL("./thread.ts", import.meta.url).href);
  const load = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${source}); })`;
  return new Worker(load, { eval: true, workerData, execArgv: [], ...limits });
}
