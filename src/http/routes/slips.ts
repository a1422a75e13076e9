import {
  slipPreview,
  slipPreviewRequest,
  slipTemplate,
  slipTemplateView,
  slipTestAnswer,
  slipTestRequest,
} from "../../contract/slip-template.ts";
import { type Route, route } from "../route.ts";
import type { SlipDesk } from "../slip-desk.ts";
import { barred } from "./guards.ts";

/** How the slips look: the manager edits, sees and tries it. */
export function slipRoutes({ slips }: { readonly slips: SlipDesk }): readonly Route[] {
  const signedIn = { tag: "slips", access: "credential" } as const;
  const manager = { do: "hall.manage" } as const;
  const answered = (answer: object) =>
    "refused" in answer ? (answer as never) : { status: 200, body: answer };
  return [
    route({
      ...signedIn,
      method: "GET",
      path: "/slip-template",
      summary: "The slip's template in force, and the printers it can be tried on",
      answers: { 200: { description: "The template", schema: slipTemplateView } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) => barred(principal, manager) ?? { status: 200, body: slips.state() },
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/slip-template",
      summary: "Put a template in force from the next slip on",
      body: slipTemplate,
      answers: { 200: { description: "As it is now", schema: slipTemplateView } },
      refusals: ["auth.forbidden", "slip.logo"],
      handle: async ({ principal, body, asked }) =>
        barred(principal, manager) ?? answered(await slips.save(body, asked.actor)),
    }),
    route({
      ...signedIn,
      method: "DELETE",
      path: "/slip-template",
      summary: "Back to what the config says",
      answers: { 200: { description: "As it is now", schema: slipTemplateView } },
      refusals: ["auth.forbidden"],
      handle: async ({ principal, asked }) =>
        barred(principal, manager) ?? answered(await slips.save(null, asked.actor)),
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/slip-template/preview",
      summary: "A sample slip row by row, as the printer is told it",
      body: slipPreviewRequest,
      answers: { 200: { description: "Its rows", schema: slipPreview } },
      refusals: ["auth.forbidden", "slip.logo"],
      handle: async ({ principal, body: { template, ...paper } }) =>
        barred(principal, manager) ?? answered(await slips.preview(template, paper)),
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/slip-template/test",
      summary: "Print a sample slip now",
      body: slipTestRequest,
      answers: { 200: { description: "Whether it came out", schema: slipTestAnswer } },
      refusals: ["auth.forbidden", "slip.logo", "printer.none"],
      handle: async ({ principal, body: { template, printer } }) =>
        barred(principal, manager) ?? answered(await slips.test(template, printer)),
    }),
  ];
}
