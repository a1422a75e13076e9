import { parentPort, workerData } from "node:worker_threads";
import { HallError, messageOf } from "../../kernel/errors.ts";
import type { Ask, Reply, ThreadData } from "./ask.ts";
import { openReplays, type Replays } from "./replays.ts";

// The thread of replay-thread.ts: folding a day is pure computing that must not hold up the hall.

const { config, data, root } = workerData as ThreadData;
let replays: Replays | null = null;

function answer(ask: Ask["ask"]): unknown {
  replays ??= openReplays({ config, data, root, now: Date.now });
  switch (ask.what) {
    case "days":
      return replays.days(ask.query);
    case "moment":
      return replays.moment(ask.day, ask.query);
    case "events":
      return replays.events(ask.day, ask.query);
  }
}

function reply({ id, ask }: Ask): Reply {
  try {
    return { id, answer: answer(ask) };
  } catch (error) {
    return { id, fault: { code: error instanceof HallError ? error.code : null, message: messageOf(error) } };
  }
}

parentPort?.on("message", (ask: Ask) => parentPort?.postMessage(reply(ask)));
