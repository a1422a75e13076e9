import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ResourceLimits, Worker } from "node:worker_threads";
import type { Refusal } from "../../contract/problem.ts";
import type { Clock } from "../../kernel/clock.ts";
import { HallError } from "../../kernel/errors.ts";
import type { Asked, Reply, ThreadData } from "./messages.ts";

/** A thread that answers questions about the hall's data, one after another, so that none holds up the hall. */
export interface AskedThread<Ask> {
  /** What the thread's program answers; a refusal where `limits` say so. Rejects with HallError when it failed. */
  ask(what: Ask): Promise<unknown>;
  stop(): Promise<void>;
}

export interface AskedThreadNeeds {
  /** `import.meta.url` of the file beside which the program `thread` stands. */
  readonly beside: string;
  readonly data: ThreadData;
  readonly clock: Clock;
  /** Error codes begin with it. */
  readonly scope: string;
  /** A thread that nobody asked for so long is ended. */
  readonly idleMs: number;
  readonly limits: AskedThreadLimits | null;
  readonly resources?: ResourceLimits;
}

export interface AskedThreadLimits {
  /** So many may wait, with the one that is being worked on; others are told `busy`. */
  readonly mostWaiting: number;
  readonly busy: Refusal;
  /** A question that takes longer is given up with `tooLong`, and with it the thread and all that wait. */
  readonly longestMs: number;
  readonly tooLong: Refusal;
}

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly forgetLongest: () => void;
}

/** Started by the first question and ended when nobody asks any more. It does not keep the process alive. */
export function createAskedThread<Ask>(needs: AskedThreadNeeds): AskedThread<Ask> {
  const { clock, scope, limits } = needs;
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let forgetIdle: () => void = () => {};
  let asked = 0;

  const end = async (why: Error | Refusal) => {
    const ending = thread;
    thread = null;
    forgetIdle();
    for (const { resolve, reject, forgetLongest } of waiting.values()) {
      forgetLongest();
      if (why instanceof Error) reject(why);
      else resolve(why);
    }
    waiting.clear();
    await ending?.terminate();
  };
  const answered = (reply: Reply) => {
    const one = waiting.get(reply.id);
    waiting.delete(reply.id);
    one?.forgetLongest();
    if ("answer" in reply) one?.resolve(reply.answer);
    else one?.reject(new HallError(reply.fault.code ?? `${scope}.fault`, reply.fault.message));
  };
  const start = (): Worker => {
    const made = workerOf(needs);
    made.on("message", answered);
    made.on("error", (error) => void (thread === made && end(error)));
    made.unref();
    return made;
  };
  const restIdle = () => {
    forgetIdle();
    forgetIdle = clock.at(clock.now() + needs.idleMs, () => {
      // Who still waits has asked for longer than that: whether that is too long is the limits' to say.
      if (waiting.size > 0) restIdle();
      else void end(new HallError(`${scope}.ended`, "nobody asked for a while"));
    });
  };
  const waitFor = (id: number, resolve: Waiting["resolve"], reject: Waiting["reject"]) => {
    const forgetLongest = limits
      ? clock.at(clock.now() + limits.longestMs, () => void end(limits.tooLong))
      : () => {};
    waiting.set(id, { resolve, reject, forgetLongest });
    restIdle();
  };

  return {
    ask: (what) =>
      new Promise((resolve, reject) => {
        if (limits && waiting.size >= limits.mostWaiting) {
          resolve(limits.busy);
          return;
        }
        const id = ++asked;
        waitFor(id, resolve, reject);
        thread ??= start();
        thread.postMessage({ id, ask: what } satisfies Asked<Ask>);
      }),
    stop: () => end(new HallError(`${scope}.ended`, "the server stops")),
  };
}

/** Built, the program is JavaScript; from sources (tests) it needs a loader, and `--import` does not reach a thread. */
function workerOf({ beside, data: workerData, resources: resourceLimits = {} }: AskedThreadNeeds): Worker {
  const built = new URL("./thread.js", beside);
  if (existsSync(fileURLToPath(built))) return new Worker(built, { workerData, resourceLimits });
  const source = JSON.stringify(new URL("./thread.ts", beside).href);
  const load = `import("tsx/esm/api").then((tsx) => { tsx.register(); return import(${source}); })`;
  return new Worker(load, { eval: true, workerData, execArgv: [], resourceLimits });
}
