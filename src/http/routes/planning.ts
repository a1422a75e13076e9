import type { z } from "zod";
import { bindingCost, bindingCostRequest } from "../../contract/binding-cost.ts";
import type { ProblemCode, Refusal } from "../../contract/problem.ts";
import { rotaReport, rotaRequest } from "../../contract/rota-proposal.ts";
import { shadowReport, shadowRequest } from "../../contract/shadow.ts";
import { whatIfReport, whatIfRequest } from "../../contract/what-if.ts";
import type { PlanningDesk } from "../planning-desk.ts";
import { type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

/** 假如: what would be under other rules. Questions, all of them: they change nothing. */
export function planningRoutes({ planning }: { readonly planning: PlanningDesk }): readonly Route[] {
  return [
    question({
      path: "/planning/shadow",
      summary: "Play a past day again under the present and other orders of calling; changes nothing",
      asks: shadowRequest,
      told: { description: "What happened, and what would have", schema: shadowReport },
      refusals: [...PAST_DAY, "queue.unknown"],
      answer: (body) => planning.shadow(body),
    }),
    question({
      path: "/planning/binding",
      summary: "What a window told with the number (binding: atTicket) costs on a past day; changes nothing",
      asks: bindingCostRequest,
      told: { description: "The day both ways", schema: bindingCost },
      refusals: PAST_DAY,
      answer: (body) => planning.bindingCost(body),
    }),
    question({
      path: "/planning/what-if",
      summary: "What changes at the windows would do to today's waits; changes nothing",
      asks: whatIfRequest,
      told: { description: "As it stands, and as it would be", schema: whatIfReport },
      refusals: ["window.unknown", "queue.unknown", "staff.unknown", "what-if.impossible"],
      answer: (body) => planning.whatIf(body),
    }),
    question({
      path: "/planning/rota",
      summary: "As few windows as keep a coming day's expected waits under a target; changes nothing",
      asks: rotaRequest,
      told: { description: "By half hour, with the waits without and with it", schema: rotaReport },
      refusals: ["rota.closed", "rota.no-days"],
      answer: (body) => planning.rota(body),
    }),
  ];
}

const PAST_DAY: readonly ProblemCode[] = ["day.unknown", "day.future", "shadow.no-calls", "shadow.too-large"];

/** The manager asks, the planning desk answers or says why not. */
function question<B extends z.ZodType>(of: {
  readonly path: string;
  readonly summary: string;
  readonly asks: B;
  readonly told: { readonly description: string; readonly schema: z.ZodType };
  readonly refusals: readonly ProblemCode[];
  readonly answer: (body: z.infer<B>) => Promise<object | Refusal>;
}): Route {
  return route({
    tag: "planning",
    access: "credential",
    method: "POST",
    path: of.path,
    summary: of.summary,
    body: of.asks,
    answers: { 200: of.told },
    refusals: ["auth.forbidden", ...of.refusals, "planning.busy", "planning.too-long"],
    handle: async ({ principal, body }) => {
      const refused = barred(principal, { do: "hall.manage" });
      if (refused) return refused;
      const answer = await of.answer(body as z.infer<B>);
      return "refused" in answer ? answer : { status: 200, body: answer };
    },
  });
}
