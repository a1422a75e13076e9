import { z } from "zod";
import type { TicketId, VisitToken } from "../../contract/ids.ts";
import type { ProblemCode, Refusal } from "../../contract/problem.ts";
import { giveRating } from "../../contract/rating.ts";
import { visitView } from "../../contract/ticket.ts";
import { refuse } from "../../kernel/errors.ts";
import type { Asked, Done, HallService } from "../hall-service.ts";
import { type Call, done, type Outcome, type Params, type Route, route } from "../route.ts";

const unknown = (): Refusal => refuse("visit.unknown", "链接无效或已过期（the link is wrong or too old）");

/** The citizen's phone page: the unguessable token in the address is the only key. */
export function visitRoutes({ service }: { readonly service: HallService }): readonly Route[] {
  const tokenOf = (call: { readonly params: Params }) => call.params.token as VisitToken;
  const view = (token: VisitToken): Outcome => {
    const body = service.visit(token);
    return body ? { status: 200, body } : unknown();
  };

  function act<B extends z.ZodType>(
    verb: string,
    summary: string,
    body: B,
    refusals: readonly ProblemCode[],
    run: (
      id: TicketId,
      token: VisitToken,
      body: z.infer<B>,
      asked: Asked,
    ) => Promise<Done<unknown> | Refusal>,
  ): Route {
    return route({
      method: "POST",
      path: `/visits/{token}/${verb}`,
      tag: "visits",
      summary,
      access: "public",
      body,
      answers: { 200: { description: "The visit as it stands then", schema: visitView } },
      refusals: ["visit.unknown", "ticket.wrong-state", "idempotency.mismatch", ...refusals],
      handle: async (call) => {
        const token = tokenOf(call);
        const ticket = service.visitTicket(token);
        if (ticket === null) return unknown();
        const outcome = done(
          await run(ticket, token, call.body as z.infer<B>, askedByCitizen(call, ticket, verb)),
          200,
        );
        if ("refused" in outcome) return outcome;
        return { ...outcome, ...view(token) };
      },
    });
  }

  return [
    route({
      method: "GET",
      path: "/visits/{token}",
      tag: "visits",
      summary: "How one's own visit stands",
      access: "public",
      answers: { 200: { description: "The visit", schema: visitView } },
      refusals: ["visit.unknown"],
      handle: (call) => view(tokenOf(call)),
    }),
    act(
      "rating",
      "Rate the service",
      giveRating,
      ["rating.not-due", "rating.given"],
      (id, _, rating, asked) => service.rate(id, rating, "phone", asked),
    ),
    act("leave", "Give the number back (取消排队)", z.object({}), [], (_, token, __, asked) =>
      service.leave(token, asked),
    ),
    act("yield", "Let the next person go first (让一位)", z.object({}), [], (_, token, __, asked) =>
      service.yieldTurn(token, asked),
    ),
    act(
      "rejoin",
      "Wait again after a missed call (过号重排)",
      z.object({}),
      ["ticket.rejoin-limit"],
      (id, _, __, asked) => service.rejoin(id, asked),
    ),
  ];
}

/** Journal and idempotency table know the ticket, never the token: it would open the page to whoever reads them. */
function askedByCitizen(call: Pick<Call<unknown, unknown>, "asked">, ticket: TicketId, verb: string): Asked {
  const { key } = call.asked;
  return {
    actor: { kind: "citizen", id: ticket },
    key: key && { ...key, scope: `citizen:${ticket} ${verb}` },
  };
}
