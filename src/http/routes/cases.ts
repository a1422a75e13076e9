import { z } from "zod";
import type { CaseView } from "../../contract/case.ts";
import { caseView, correctCase, openCase, refuseCase, supplementCase } from "../../contract/case.ts";
import type { CaseId, WindowId } from "../../contract/ids.ts";
import type { ProblemCode, Refusal } from "../../contract/problem.ts";
import { refuse } from "../../kernel/errors.ts";
import type { Asked, Done, HallService } from "../hall-service.ts";
import { done, found, type Params, type Route, route } from "../route.ts";
import { barred, barredNow } from "./guards.ts";

const unknown = (id: string): Refusal =>
  refuse("case.unknown", `没有办件 ${id.slice(0, 40)}（no such case）`);

/** Intake at the window: opening a case and deciding on its materials. */
export function caseRoutes({ service }: { readonly service: HallService }): readonly Route[] {
  const idOf = (call: { readonly params: Params }) => call.params.id as CaseId;
  const holderAt = (window: WindowId | undefined): string | null =>
    (window && service.windowView(window)?.staff?.id) ?? null;
  const holderOf = (view: CaseView): string | null => holderAt(service.ticket(view.ticket)?.window?.id);

  function act<B extends z.ZodType>(
    verb: string,
    summary: string,
    body: B,
    refusals: readonly ProblemCode[],
    run: (id: CaseId, body: z.infer<B>, asked: Asked) => Promise<Done<CaseView> | Refusal>,
  ): Route {
    return route({
      method: "POST",
      path: `/cases/{id}/${verb}`,
      tag: "cases",
      summary,
      access: "credential",
      body,
      answers: { 200: { description: "Done", schema: caseView } },
      refusals: [
        "auth.forbidden",
        "window.not-yours",
        "case.unknown",
        "case.wrong-state",
        "idempotency.mismatch",
        ...refusals,
      ],
      handle: async (call) => {
        const id = idOf(call);
        const view = service.case(id);
        const bar =
          barred(call.principal, { do: "staff.see" }) ??
          (view === null
            ? unknown(id)
            : barredNow(service, call, () => ({
                do: "case.act",
                firstHandler: view.firstHandler,
                holder: holderOf(view),
              })));
        return bar ?? done(await run(id, call.body as z.infer<B>, call.asked), 200);
      },
    });
  }

  return [
    route({
      method: "POST",
      path: "/cases",
      tag: "cases",
      summary: "Open a case for the ticket being served",
      access: "credential",
      body: openCase,
      answers: { 201: { description: "Opened", schema: caseView } },
      refusals: [
        "auth.forbidden",
        "window.not-yours",
        "ticket.unknown",
        "matter.unknown",
        "case.not-serving",
        "case.material-unknown",
        "case.material-not-deferrable",
        "applicant.id-invalid",
        "idempotency.mismatch",
      ],
      handle: async (call) => {
        const ticket = service.ticket(call.body.ticket);
        const bar =
          barred(call.principal, { do: "staff.see" }) ??
          (ticket === null
            ? refuse("ticket.unknown", `没有号票 ${call.body.ticket.slice(0, 40)}（no such ticket）`)
            : barredNow(service, call, () => ({ do: "case.open", holder: holderAt(ticket.window?.id) })));
        if (bar) return bar;
        const outcome = done(await service.openCase(call.body, call.asked), 201);
        if ("refused" in outcome) return outcome;
        const { id } = outcome.body as CaseView;
        return { ...outcome, headers: { ...outcome.headers, location: `/api/v1/cases/${id}` } };
      },
    }),
    act(
      "accept",
      "Accept (受理), deferred materials with their date (容缺)",
      z.object({}),
      ["case.material-missing", "case.material-not-deferrable"],
      (id, _, asked) => service.acceptCase(id, asked),
    ),
    act(
      "supplement",
      "Materials handed in later (补齐)",
      supplementCase,
      ["case.material-unknown", "case.material-not-deferrable"],
      (id, body, asked) => service.supplementCase(id, body.materials, asked),
    ),
    act(
      "correct",
      "The one complete correction notice (一次性补正告知)",
      correctCase,
      ["case.corrected-once", "case.correction-incomplete", "case.material-unknown"],
      (id, body, asked) => service.correctCase(id, body.missing, body.note ?? null, asked),
    ),
    act("refuse", "Refuse with reasons (不予受理)", refuseCase, [], (id, body, asked) =>
      service.refuseCase(id, body.reasons, asked),
    ),
    route({
      method: "GET",
      path: "/cases/{id}",
      tag: "cases",
      summary: "One case",
      access: "credential",
      answers: { 200: { description: "The case", schema: caseView } },
      refusals: ["auth.forbidden", "case.unknown"],
      handle: (call) =>
        barred(call.principal, { do: "staff.see" }) ?? found(service.case(idOf(call)), unknown(idOf(call))),
    }),
  ];
}
