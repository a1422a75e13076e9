import type { VisitToken } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Ticket, VisitView } from "../contract/ticket.ts";
import type { DispatcherCommand } from "../dispatcher/commands.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import { yieldOrigin } from "../dispatcher/order.ts";
import type { Asked, Done, HallService } from "../http/hall-service.ts";
import { refuse } from "../kernel/errors.ts";
import type { Turns } from "../kernel/turn.ts";
import { lastAsked } from "../rating/state.ts";
import type { HallMemory } from "./memory.ts";

export interface VisitNeeds {
  readonly hall: string;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly ticketOf: (token: VisitToken) => Ticket["id"] | null;
  readonly ticketView: (id: Ticket["id"], now: number) => Ticket | null;
  readonly notice: (ticket: Ticket, now: number) => string | null;
  readonly sectorName: (queue: string) => string;
  readonly now: () => number;
}

type VisitService = Pick<HallService, "visit" | "visitTicket" | "leave" | "yieldTurn">;

/** The citizen's own page: the token is the only key, and the page holds nothing personal. */
export function createVisitService(needs: VisitNeeds): VisitService {
  const { memory, turns, ticketOf, ticketView, now } = needs;
  const view = (token: VisitToken, at: number): VisitView | null => {
    const id = ticketOf(token);
    const ticket = id && ticketView(id, at);
    return ticket ? visitView(needs, ticket, at) : null;
  };
  const act = (
    token: VisitToken,
    asked: Asked,
    command: (ticket: Ticket["id"]) => DispatcherCommand,
  ): Promise<Done<VisitView> | Refusal> => {
    const id = ticketOf(token);
    if (!id) return Promise.resolve(refuse("visit.unknown", "没有这次办事记录"));
    return turns.submit({
      ...asked,
      decide: (moment) => dispatcher.decide(memory.states.dispatcher, command(id), moment),
      answer: (_, moment) => view(token, moment.at) as VisitView,
    });
  };
  return {
    visit: (token) => view(token, now()),
    visitTicket: ticketOf,
    leave: (token, asked) =>
      act(token, asked, (ticket) => ({ type: "cancel", ticket, by: asked.actor, reason: "left by phone" })),
    yieldTurn: (token, asked) => act(token, asked, (ticket) => ({ type: "yield", ticket })),
  };
}

function visitView({ hall, memory, notice, sectorName }: VisitNeeds, ticket: Ticket, at: number): VisitView {
  const asked = lastAsked(memory.states.rating, ticket.id);
  const live = memory.states.dispatcher.tickets.get(ticket.id);
  return {
    hall,
    number: ticket.number,
    state: ticket.state,
    queue: { id: ticket.queue, name: sectorName(ticket.queue) },
    zone: ticket.zone,
    likelyWindow: ticket.likelyWindow,
    boundWindow: ticket.boundWindow,
    window: ticket.window,
    ahead: ticket.ahead,
    estimate: ticket.estimate,
    legs: ticket.legs,
    issuedAt: ticket.issuedAt,
    calledAt: ticket.calledAt,
    canRate: asked !== null && asked.given === null,
    rating: ticket.rating && { score: ticket.rating.score },
    canRejoin: ticket.state === "missed" && ticket.rejoinsLeft > 0,
    canLeave: ticket.state === "waiting" || ticket.state === "called" || ticket.state === "parked",
    canYield: live?.phase.state === "waiting" && yieldOrigin(memory.states.dispatcher, live, at) !== null,
    notice: notice(ticket, at),
    version: 0,
  };
}
