import type { TicketId, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import {
  checkHolder,
  chooseLeg,
  grantGreen,
  rejoinByNumber,
  rejoinedHere,
  ticket,
  withdrawGreen,
} from "../../contract/ticket.ts";
import { refuse } from "../../kernel/errors.ts";
import type { HallService } from "../hall-service.ts";
import { done, type Params, type Route, route } from "../route.ts";
import { barred, barredNow } from "./guards.ts";

const unknown = (id: string): Refusal =>
  refuse("ticket.unknown", `没有号票 ${id.slice(0, 40)}（no such ticket）`);

/** Who somebody is and what they may claim: 本人核验, green channel, back in line at the kiosk. */
export function personRoutes({ service }: { readonly service: HallService }): readonly Route[] {
  const idOf = (call: { readonly params: Params }) => call.params.id as TicketId;
  const holderAt = (window: WindowId | undefined): string | null =>
    (window && service.windowView(window)?.staff?.id) ?? null;
  const manage = {
    method: "POST",
    tag: "tickets",
    access: "credential",
    answers: { 200: { description: "The ticket as it stands then", schema: ticket } },
  } as const;
  const refusals = [
    "auth.forbidden",
    "ticket.unknown",
    "ticket.wrong-state",
    "idempotency.mismatch",
  ] as const;
  return [
    route({
      ...manage,
      path: "/tickets/{id}/holder",
      summary: "Whether the person at the window is the document's holder (本人核验); no voids the number",
      body: checkHolder,
      refusals: [...refusals, "window.not-yours", "identity.none"],
      handle: async (call) => {
        const id = idOf(call);
        const { match, note } = call.body;
        const bar =
          barred(call.principal, { do: "staff.see" }) ??
          (service.ticket(id) === null ? unknown(id) : null) ??
          barredNow(service, call, () => ({
            do: "window.act",
            holder: holderAt(service.ticket(id)?.window?.id),
          }));
        return bar ?? done(await service.checkHolder(id, { match, note: note ?? null }, call.asked), 200);
      },
    }),
    route({
      ...manage,
      path: "/tickets/{id}/green",
      summary: "Into the green channel, the reason seen by staff (绿色通道)",
      body: grantGreen,
      refusals: [...refusals, "green.off"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.grantGreen(idOf(call), call.body.reason, call.asked), 200),
    }),
    route({
      ...manage,
      path: "/tickets/{id}/green/withdraw",
      summary: "The reason does not hold: a walk-in at the place that the arrival gives",
      body: withdrawGreen,
      refusals: [...refusals, "green.none"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.withdrawGreen(idOf(call), call.body.reason, call.asked), 200),
    }),
    route({
      ...manage,
      path: "/tickets/{id}/legs",
      summary: "Another leg of the visit first: next after the present one, or now for whoever waits",
      body: chooseLeg,
      refusals: [...refusals, "ticket.leg-unknown"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.chooseLeg(idOf(call), call.body.next, call.asked), 200),
    }),
    route({
      method: "POST",
      path: "/kiosks/{id}/rejoin",
      tag: "tickets",
      access: "credential",
      summary: "Back in line after a missed call, on the citizen's tap at the kiosk (过号重排)",
      body: rejoinByNumber,
      answers: { 200: { description: "Waiting again", schema: rejoinedHere } },
      refusals: [
        "auth.forbidden",
        "kiosk.unknown",
        "ticket.not-missed",
        "ticket.tail-wrong",
        "ticket.rejoin-limit",
        "idempotency.mismatch",
      ],
      handle: async (call) => {
        const id = call.params.id;
        return (
          barred(call.principal, { do: "page.see", page: "kiosk", id }) ??
          done(await service.rejoinByNumber(id, call.body, call.asked), 200)
        );
      },
    }),
  ];
}
