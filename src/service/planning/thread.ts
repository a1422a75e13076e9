import { workerData } from "node:worker_threads";
import { changedModel } from "../../planning/what-if/change-model.ts";
import { outlookOf } from "../../planning/what-if/outlook.ts";
import { answerAsks } from "../asked-thread/answer-asks.ts";
import type { ThreadData } from "../asked-thread/messages.ts";
import type { Ask } from "./ask.ts";
import { openShadows, type Shadows } from "./shadows.ts";

// The thread of planning-thread.ts: playing a day takes seconds and must not hold up the hall.

let opened: Shadows | null = null;
/** Opened when first needed: a what-if of the moment reads no past day. */
const shadows = (): Shadows => {
  opened ??= openShadows({ ...(workerData as ThreadData), now: Date.now });
  return opened;
};

answerAsks<Ask>((ask) => {
  switch (ask.what) {
    case "shadow":
      return shadows().shadow(ask.request);
    case "binding":
      return shadows().bindingCost(ask.request);
    case "rota":
      return shadows().rota(ask.request);
    case "arrivals":
      return shadows().arrivals(ask.day);
    case "what-if": {
      const { model, changes, how } = ask;
      return outlookOf({ ...how, model, changed: changedModel(model, changes) }, () => performance.now());
    }
  }
});
