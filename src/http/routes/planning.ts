import { bindingCost, bindingCostRequest } from "../../contract/binding-cost.ts";
import type { Refusal } from "../../contract/problem.ts";
import { rotaReport, rotaRequest } from "../../contract/rota-proposal.ts";
import { shadowReport, shadowRequest } from "../../contract/shadow.ts";
import { whatIfReport, whatIfRequest } from "../../contract/what-if.ts";
import type { PlanningDesk } from "../planning-desk.ts";
import { type Outcome, type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

const manager = { do: "hall.manage" } as const;

/** 假如: what would be under other rules. Questions, all of them: they change nothing. */
export function planningRoutes({ planning }: { readonly planning: PlanningDesk }): readonly Route[] {
  const facts = { tag: "planning", access: "credential" } as const;
  return [
    route({
      ...facts,
      method: "POST",
      path: "/planning/shadow",
      summary: "Play a past day again under the present and other orders of calling; changes nothing",
      body: shadowRequest,
      answers: { 200: { description: "What happened, and what would have", schema: shadowReport } },
      refusals: [
        "auth.forbidden",
        "day.unknown",
        "day.future",
        "shadow.no-calls",
        "shadow.too-large",
        "queue.unknown",
        "planning.busy",
        "planning.too-long",
      ],
      handle: async ({ principal, body }) =>
        barred(principal, manager) ?? answered(await planning.shadow(body)),
    }),
    route({
      ...facts,
      method: "POST",
      path: "/planning/binding",
      summary: "What a window told with the number (binding: atTicket) costs on a past day; changes nothing",
      body: bindingCostRequest,
      answers: { 200: { description: "The day both ways", schema: bindingCost } },
      refusals: [
        "auth.forbidden",
        "day.unknown",
        "day.future",
        "shadow.no-calls",
        "shadow.too-large",
        "planning.busy",
        "planning.too-long",
      ],
      handle: async ({ principal, body }) =>
        barred(principal, manager) ?? answered(await planning.bindingCost(body)),
    }),
    route({
      ...facts,
      method: "POST",
      path: "/planning/what-if",
      summary: "What changes at the windows would do to today's waits; changes nothing",
      body: whatIfRequest,
      answers: { 200: { description: "As it stands, and as it would be", schema: whatIfReport } },
      refusals: [
        "auth.forbidden",
        "window.unknown",
        "queue.unknown",
        "staff.unknown",
        "what-if.impossible",
        "planning.busy",
        "planning.too-long",
      ],
      handle: async ({ principal, body }) =>
        barred(principal, manager) ?? answered(await planning.whatIf(body)),
    }),
    route({
      ...facts,
      method: "POST",
      path: "/planning/rota",
      summary: "As few windows as keep a coming day's expected waits under a target; changes nothing",
      body: rotaRequest,
      answers: {
        200: { description: "By half hour, with the waits without and with it", schema: rotaReport },
      },
      refusals: ["auth.forbidden", "rota.closed", "rota.no-days", "planning.busy", "planning.too-long"],
      handle: async ({ principal, body }) =>
        barred(principal, manager) ?? answered(await planning.rota(body)),
    }),
  ];
}

const answered = (answer: object | Refusal): Outcome =>
  "refused" in answer ? (answer as Refusal) : { status: 200, body: answer };
