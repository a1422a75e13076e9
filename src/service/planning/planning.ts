import type { BindingCost } from "../../contract/binding-cost.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { RotaReport } from "../../contract/rota-proposal.ts";
import type { ShadowReport } from "../../contract/shadow.ts";
import type { PlanningDesk } from "../../http/planning-desk.ts";
import type { ThreadData } from "../asked-thread/messages.ts";
import type { HallCore } from "../hall-core.ts";
import { createLearnedToday } from "./learned-today.ts";
import { createPlanningThread } from "./planning-thread.ts";
import { whatIf } from "./what-if.ts";

/** 假如: what would be. Days take minutes, the question of the moment seconds: a thread each. */
export function createPlanning(
  core: HallCore,
  data: Omit<ThreadData, "config">,
): PlanningDesk & { stop(): Promise<void> } {
  const needs = { ...data, config: core.config, clock: core.clock };
  const days = createPlanningThread(needs);
  const live = createPlanningThread(needs);
  const learnedToday = createLearnedToday(live);
  return {
    shadow: (request) => days.ask({ what: "shadow", request }) as Promise<ShadowReport | Refusal>,
    bindingCost: (request) => days.ask({ what: "binding", request }) as Promise<BindingCost | Refusal>,
    rota: (request) => days.ask({ what: "rota", request }) as Promise<RotaReport | Refusal>,
    whatIf: (request) => whatIf(core, live, learnedToday, request),
    stop: async () => void (await Promise.all([days.stop(), live.stop()])),
  };
}
