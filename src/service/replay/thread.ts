import { workerData } from "node:worker_threads";
import { answerAsks } from "../asked-thread/answer-asks.ts";
import type { ThreadData } from "../asked-thread/messages.ts";
import type { Ask } from "./ask.ts";
import { openReplays, type Replays } from "./replays.ts";

// The thread of replay-thread.ts: folding a day is pure computing that must not hold up the hall.

let replays: Replays | null = null;

answerAsks<Ask>((ask) => {
  replays ??= openReplays({ ...(workerData as ThreadData), now: Date.now });
  switch (ask.what) {
    case "days":
      return replays.days(ask.query);
    case "moment":
      return replays.moment(ask.day, ask.query);
    case "events":
      return replays.events(ask.day, ask.query);
  }
});
