import { parentPort, workerData } from "node:worker_threads";
import { HallError, messageOf } from "../../kernel/errors.ts";
import { changedModel } from "../../planning/what-if/change-model.ts";
import { outlookOf } from "../../planning/what-if/outlook.ts";
import type { Ask, Reply, ThreadData } from "./ask.ts";
import { openShadows, type Shadows } from "./shadows.ts";

// The thread of planning-thread.ts: playing a day takes seconds and must not hold up the hall.

const needs = { ...(workerData as ThreadData), now: Date.now };
let shadows: Shadows | null = null;

function answer(ask: Ask): unknown {
  switch (ask.what) {
    case "shadow":
      shadows ??= openShadows(needs);
      return shadows.shadow(ask.request);
    case "binding":
      shadows ??= openShadows(needs);
      return shadows.bindingCost(ask.request);
    case "rota":
      shadows ??= openShadows(needs);
      return shadows.rota(ask.request);
    case "what-if": {
      const { model, changes, how } = ask;
      return outlookOf({ ...how, model, changed: changedModel(model, changes) }, () => performance.now());
    }
  }
}

function reply({ id, ask }: { readonly id: number; readonly ask: Ask }): Reply {
  try {
    return { id, answer: answer(ask) };
  } catch (error) {
    return { id, fault: { code: error instanceof HallError ? error.code : null, message: messageOf(error) } };
  }
}

parentPort?.on("message", (asked: { readonly id: number; readonly ask: Ask }) =>
  parentPort?.postMessage(reply(asked)),
);
