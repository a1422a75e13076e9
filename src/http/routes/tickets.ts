import { z } from "zod";
import { LockOut } from "../../auth/lock-out.ts";
import { caseView } from "../../contract/case.ts";
import type { TicketId } from "../../contract/ids.ts";
import { slug } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import { giveRating } from "../../contract/rating.ts";
import type { Principal } from "../../contract/session.ts";
import {
  type Channel,
  type IssueTicket,
  issueTicket,
  ticket,
  ticketSeenAgain,
} from "../../contract/ticket.ts";
import type { Clock } from "../../kernel/clock.ts";
import { refuse } from "../../kernel/errors.ts";
import type { HallService, Issued } from "../hall-service.ts";
import { checkPhone } from "../phone.ts";
import { type Call, done, type Outcome, type Params, type Route, route } from "../route.ts";
import { barred, barredNow } from "./guards.ts";

const reprintTicket = z.object({ printer: slug.optional() });
const nothing = z.object({});
const unknown = (id: string): Refusal =>
  refuse("ticket.unknown", `没有号票 ${id.slice(0, 40)}（no such ticket）`);

/** Taking a number and what may be done with it. */
export function ticketRoutes({
  service,
  clock,
}: {
  readonly service: HallService;
  readonly clock: Clock;
}): readonly Route[] {
  const guesses = new LockOut({ clock });
  const idOf = (call: { readonly params: Params }) => call.params.id as TicketId;
  const manage = {
    tag: "tickets",
    access: "credential",
    refusals: ["auth.forbidden", "ticket.unknown"],
  } as const;
  return [
    route({
      method: "POST",
      path: "/tickets",
      tag: "tickets",
      summary: "Take a number (取号)",
      access: "credential",
      body: issueTicket,
      answers: {
        201: { description: "Issued", schema: ticket },
        200: {
          description:
            "The phone already waits in that sector: its ticket again; a kiosk gets the number only",
          schema: z.union([ticket, ticketSeenAgain]),
        },
      },
      refusals: [
        "auth.forbidden",
        "phone.invalid",
        "phone.limit",
        "queue.unknown",
        "queue.not-at-kiosk",
        "matter.unknown",
        "kiosk.unknown",
        "appointment.unknown",
        "queue.full",
        "queue.no-window",
        "matter.no-window",
        "count.batch",
        "queue.too-late",
        "identity.required",
        "identity.limit",
        "identity.cool-down",
        "applicant.id-invalid",
        "override.reason-required",
        "green.off",
        "appointment.too-early",
        "appointment.wrong-state",
        "auth.locked",
        "hall.closed",
        "idempotency.mismatch",
      ],
      handle: (call) => guarded(guesses, call, () => issue(service, call)),
    }),
    route({
      method: "GET",
      path: "/tickets/{id}",
      tag: "tickets",
      summary: "One ticket",
      access: "credential",
      answers: { 200: { description: "The ticket", schema: ticket } },
      refusals: ["auth.forbidden", "ticket.unknown"],
      handle: (call) => {
        const id = idOf(call);
        const bar = barred(call.principal, { do: "ticket.see", kiosk: service.kioskOf(id) });
        if (bar) return bar;
        const body = service.ticket(id);
        return body ? { status: 200, body } : unknown(id);
      },
    }),
    route({
      ...manage,
      method: "DELETE",
      path: "/tickets/{id}",
      summary: "Cancel",
      answers: { 200: { description: "Cancelled", schema: ticket } },
      refusals: [...manage.refusals, "ticket.wrong-state", "idempotency.mismatch"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.cancel(idOf(call), call.asked), 200),
    }),
    route({
      ...manage,
      method: "POST",
      path: "/tickets/{id}/rejoin",
      summary: "A missed or parked person waits again (过号重排)",
      body: nothing,
      answers: { 200: { description: "Waiting again", schema: ticket } },
      refusals: [...manage.refusals, "ticket.wrong-state", "ticket.rejoin-limit", "idempotency.mismatch"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.rejoin(idOf(call), call.asked), 200),
    }),
    route({
      ...manage,
      method: "POST",
      path: "/tickets/{id}/reprint",
      summary: "Print the slip again, on another printer if one is named",
      body: reprintTicket,
      answers: { 200: { description: "Printing", schema: ticket } },
      refusals: [...manage.refusals, "printer.none", "device.unknown", "idempotency.mismatch"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.reprint(idOf(call), call.body.printer ?? null, call.asked), 200),
    }),
    route({
      ...manage,
      method: "POST",
      path: "/tickets/{id}/resend",
      summary: "Send the failed messages again",
      body: nothing,
      answers: { 200: { description: "Sending", schema: ticket } },
      refusals: [...manage.refusals, "ticket.wrong-state", "idempotency.mismatch"],
      handle: async (call) =>
        barred(call.principal, { do: "ticket.manage" }) ??
        done(await service.resend(idOf(call), call.asked), 200),
    }),
    route({
      ...manage,
      method: "POST",
      path: "/tickets/{id}/rating",
      summary: "Rate the service (好差评)",
      body: giveRating,
      answers: { 200: { description: "Rated", schema: ticket } },
      refusals: [...manage.refusals, "rating.not-due", "rating.given", "idempotency.mismatch"],
      handle: async (call) => {
        const id = idOf(call);
        const bar = barredNow(service, call, () => ({
          do: "ticket.rate",
          windows: windowsAsking(service, call, id),
        }));
        const via = call.principal?.kind === "device" ? "touch" : "staff";
        return bar ?? done(await service.rate(id, call.body, via, call.asked), 200);
      },
    }),
    route({
      ...manage,
      method: "GET",
      path: "/tickets/{id}/cases",
      summary: "Cases opened for this ticket",
      answers: { 200: { description: "Oldest first", schema: z.array(caseView) } },
      handle: (call) => {
        const bar = barred(call.principal, { do: "staff.see" });
        if (bar) return bar;
        const id = idOf(call);
        return service.ticket(id) ? { status: 200, body: service.casesOf(id) } : unknown(id);
      },
    }),
  ];
}

/** Windows whose rater may rate this ticket: the one that asks now, and the one that served it last. */
function windowsAsking(
  service: HallService,
  call: { readonly principal: Principal | null },
  id: TicketId,
): readonly string[] {
  if (call.principal?.kind !== "device") return [];
  const own = call.principal.id;
  const asking = service.rater(own as Parameters<HallService["rater"]>[0])?.asking?.ticket === id;
  const served = service.ticket(id)?.window?.id;
  return [...(asking ? [own] : []), ...(served ? [served] : [])];
}

/** Wrong codes and phones that a public kiosk takes in a row before it must wait; a right one forgives them. */
const FREE_GUESSES = 10;

/** 预约取号 at a kiosk is no place to try codes. */
async function guarded(
  guesses: LockOut,
  { principal, body }: Call<IssueTicket, null>,
  take: () => Promise<Outcome>,
): Promise<Outcome> {
  if (body.appointment === undefined || principal?.kind !== "device") return take();
  const keys = [{ key: `${principal.page} ${principal.id}`, free: FREE_GUESSES }];
  const wait = Math.ceil(guesses.waitFor(keys) / 1000);
  if (wait > 0)
    return { ...refuse("auth.locked", `请 ${wait} 秒后再试（try again in ${wait} s）`), retryAfter: wait };
  const outcome = await take();
  if (!("refused" in outcome)) guesses.succeeded(keys);
  else if (outcome.refused === "appointment.unknown") guesses.failed(keys);
  return outcome;
}

async function issue(service: HallService, call: Call<IssueTicket, null>): Promise<Outcome> {
  const { principal, body, asked } = call;
  const kiosk = principal?.kind === "device" ? principal.id : null;
  const bar = barred(principal, {
    do: "ticket.issue",
    kiosk: body.kiosk ?? kiosk,
    // Documents are typed by staff who have seen them; a kiosk reads cards by itself.
    override: body.override === true || body.document !== undefined,
  });
  if (bar) return bar;
  const phone = body.phone === undefined ? null : checkPhone(body.phone);
  if (phone && "trouble" in phone)
    return {
      ...refuse("phone.invalid", phone.trouble),
      problems: [{ path: "phone", message: phone.trouble }],
    };
  const { phone: _, ...rest } = body;
  const request = {
    ...rest,
    channel: kiosk === null ? (body.channel ?? usualChannel(principal, body)) : ("kiosk" as const),
    ...(kiosk === null ? {} : { kiosk }),
    ...(phone ? { phone: phone.e164 } : {}),
  };
  const outcome = done(
    await service.issue(request, asked),
    ({ created }) => (created ? 201 : 200),
    (issued) => shown(issued, kiosk !== null),
  );
  if ("refused" in outcome || outcome.status !== 201) return outcome;
  const { id } = outcome.body as { id: string };
  return { ...outcome, headers: { ...outcome.headers, location: `/api/v1/tickets/${id}` } };
}

const usualChannel = (principal: Principal | null, body: IssueTicket): Channel =>
  body.kiosk !== undefined ? "kiosk" : principal?.kind === "staff" ? "staff" : "api";

/** On a public kiosk whoever types a phone that already waits learns its number, and nothing else. */
function shown({ created, ticket: issued }: Issued, publicPage: boolean): unknown {
  if (created || !publicPage) return issued;
  return { number: issued.number, queue: issued.queue, state: "waiting", repeated: true };
}
