import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Refusal } from "../../contract/problem.ts";
import type { ReplayDays, ReplayFacts, ReplayMoment } from "../../contract/replay.ts";
import type { ReplayDesk } from "../../http/replay-desk.ts";
import type { Clock } from "../../kernel/clock.ts";
import { HallError } from "../../kernel/errors.ts";
import type { Ask, Reply, ThreadData } from "./ask.ts";

/** A thread that nobody asked for so long is ended: what it holds is some ten megabytes. */
const IDLE_MS = 10 * 60_000;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Replays days in a thread of its own, started by the first question and ended when nobody asks any more. */
export function createReplayThread(needs: ThreadData & { readonly clock: Clock }): ReplayDesk & {
  stop(): Promise<void>;
} {
  const { clock, ...workerData } = needs;
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let forgetIdle: () => void = () => {};
  let asked = 0;

  const end = async (why: Error | null) => {
    const ending = thread;
    thread = null;
    forgetIdle();
    for (const { reject } of waiting.values())
      reject(why ?? new HallError("replay.ended", "the server stops"));
    waiting.clear();
    await ending?.terminate();
  };
  const started = (): Worker => {
    if (thread) return thread;
    const made = workerOf(workerData);
    made.on("message", (reply: Reply) => {
      const one = waiting.get(reply.id);
      waiting.delete(reply.id);
      if ("answer" in reply) one?.resolve(reply.answer);
      else one?.reject(new HallError(reply.fault.code ?? "replay.fault", reply.fault.message));
    });
    made.on("error", (error) => void (thread === made && end(error)));
    made.unref();
    thread = made;
    return made;
  };
  const ask = (what: Ask["ask"]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, { resolve, reject });
      forgetIdle();
      forgetIdle = clock.at(clock.now() + IDLE_MS, () => void end(null));
      started().postMessage({ id, ask: what } satisfies Ask);
    });

  return {
    days: (query) => ask({ what: "days", query }) as Promise<ReplayDays>,
    moment: (day, query) => ask({ what: "moment", day, query }) as Promise<ReplayMoment | Refusal>,
    events: (day, query) => ask({ what: "events", day, query }) as Promise<ReplayFacts | Refusal>,
    stop: () => end(null),
  };
}

/** Built, the thread is JavaScript; from sources (tests) it needs a loader, and `--import` does not reach a thread. */
function workerOf(workerData: ThreadData): Worker {
  const built = new URL("./thread.js", import.meta.url);
  if (existsSync(fileURLToPath(built))) return new Worker(built, { workerData });
  const source = JSON.stringify(new URL("./thread.ts", import.meta.url).href);
  const load = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${source}); })`;
  return new Worker(load, { eval: true, workerData, execArgv: [] });
}
