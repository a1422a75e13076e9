import type { TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Ticket } from "../contract/ticket.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Asked, Done, HallService, Issued } from "../http/hall-service.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import { rating } from "../rating/rating.ts";
import { cardUse } from "./card-use.ts";
import { withOffers } from "./nobody-does.ts";
import { inOrder, planLegs } from "./plan-legs.ts";
import { reprints } from "./reprints.ts";
import { documentOf, documentTrouble, takeNumber } from "./take-number.ts";
import type { TicketNeeds } from "./ticket-needs.ts";

type TicketService = Pick<HallService, "issue" | "cancel" | "rejoin" | "rate" | "reprint" | "resend">;

/** What people ask for with a ticket: issue, cancel, back in line, rate, print again, send again. */
export function createTicketService(needs: TicketNeeds): TicketService {
  const { config, memory, turns, desk, view } = needs;

  const shown = (id: TicketId, now: number): Ticket => {
    const ticket = view(id, now);
    if (!ticket) throw new Error(`ticket ${id} has no row`);
    return ticket;
  };
  const move = (id: TicketId, command: DispatcherCommand, asked: Asked): Promise<Done<Ticket> | Refusal> =>
    turns.submit({
      ...asked,
      decide: (now) => dispatcher.decide(memory.states.dispatcher, command, now),
      answer: (_, now) => shown(id, now.at),
    });

  return {
    issue: (request, asked) => {
      const wanted = planLegs(config, memory, request);
      if ("refused" in wanted) return Promise.resolve(wanted);
      let again: TicketId | null = null;
      const card = cardUse(desk, request);
      const issued = turns.submit<Issued>({
        ...asked,
        decide: (now) => {
          const wrong = request.document && documentTrouble(request.document, now.day);
          if (wrong) return wrong;
          const read = card.claim();
          if (isRefusal(read)) return read;
          const document = read ?? (request.document ? documentOf(request.document) : null);
          const legs = inOrder(needs, wanted, request.kiosk);
          const taken = takeNumber(needs, { request, legs, document, asked }, now);
          if (isRefusal(taken)) return withOffers(needs, taken, legs, now);
          again = taken.again;
          return taken.facts;
        },
        answer: (facts, now) => {
          const issued = facts.find((f) => f.type === "ticket.issued");
          if (issued?.type === "ticket.issued")
            return { created: true, ticket: needs.issuedView(issued, now.at) };
          return { created: false, ticket: shown(again as TicketId, now.at) };
        },
      });
      return card.settled(issued);
    },
    cancel: (id, asked) =>
      move(id, { type: "cancel", ticket: id, by: asked.actor, reason: "cancelled" }, asked),
    rejoin: (id, asked) => {
      const byStaff = asked.actor.kind === "staff" || asked.actor.kind === "admin";
      return move(id, { type: "rejoin", ticket: id, byStaff }, asked);
    },
    rate: (id, given, via, asked) =>
      turns.submit({
        ...asked,
        decide: (now) =>
          view(id, now.at) === null
            ? refuse("ticket.unknown", `没有票号${id}`)
            : rating.decide(
                memory.states.rating,
                {
                  type: "rate",
                  ticket: id,
                  score: given.score,
                  reasons: given.reasons ?? [],
                  comment: given.comment ?? null,
                  via,
                },
                now,
              ),
        answer: (_, now) => shown(id, now.at),
      }),
    reprint: (id, printer, asked) =>
      turns.submit({
        ...asked,
        decide: (now) => {
          const ticket = view(id, now.at);
          if (!ticket) return refuse("ticket.unknown", `没有票号${id}`);
          const again = reprints(needs, ticket, printer);
          if (again.length === 0) {
            return refuse("printer.none", printer ? `没有打印机${printer}` : "大厅没有配置打印机");
          }
          return again.map((job) => event("print.requested", now.at, job));
        },
        answer: (_, now) => shown(id, now.at),
      }),
    resend: async (id, asked) => {
      const done = await turns.submit({
        ...asked,
        decide: (now) => {
          if (view(id, now.at) === null) return refuse("ticket.unknown", `没有票号${id}`);
          const expiresAt = now.at + config.sms.expiresMinutes * 60_000;
          const again = needs.messages.resend(id, now.at, expiresAt);
          return again > 0 ? [] : refuse("ticket.wrong-state", "该号没有发送失败的短信");
        },
        answer: (_, now) => shown(id, now.at),
      });
      if (!isRefusal(done)) needs.outboxChanged();
      return done;
    },
  };
}
