import type { HallEvent } from "../contract/events.ts";
import { TICKET_STATE_WORDS } from "../contract/ticket.ts";
import { refuse } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { homeOf } from "./away.ts";
import type { WindowCommandOf } from "./commands.ts";
import { conclude, leftAtCall } from "./conclude.ts";
import { legId } from "./legs.ts";
import { isSteadied, rejoinOrigin, yieldOrigin } from "./order.ts";
import { type DispatcherState, FINAL_STATES, type QueueTicket } from "./state.ts";

// What happens to a ticket away from a window: back in line, given up, or overtaken by the day's end.

/** missed → waiting by the rejoin rule (at most `times`, staff may go on); parked → waiting for its clerk's window. */
export function rejoin(state: DispatcherState, ticket: QueueTicket, byStaff: boolean, now: Moment): Decision {
  const { phase } = ticket;
  if (phase.state === "parked") {
    const window = homeOf(state, ticket);
    return [event("ticket.returned", now.at, { ticket: ticket.id, leg: ticket.leg, window })];
  }
  if (phase.state !== "missed") {
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[phase.state]}”，只有过号或挂起的号可重新排队`,
    );
  }
  const { times } = state.rules.rejoin;
  if (!byStaff && ticket.rejoins >= times) {
    const used =
      times === 0
        ? `${ticket.number}已过号，这里过号后不能自己重新排队`
        : `${ticket.number}过号后已重新排队${ticket.rejoins}次，最多${times}次，不能再自己重排`;
    return refuse("ticket.rejoin-limit", `${used}。请到咨询台，由工作人员安排`);
  }
  const key = rejoinOrigin(state, ticket, now.at);
  const again = { ticket: ticket.id, leg: ticket.leg + 1, queue: ticket.queue };
  return [event("ticket.rejoined", now.at, { ...again, key, ...steady(state, ticket) })];
}

/** Lets the next person of one's own queue go first. */
export function yieldTurn(state: DispatcherState, ticket: QueueTicket, now: Moment): Decision {
  if (ticket.phase.state !== "waiting") {
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[ticket.phase.state]}”，只有等候中的号可以让号`,
    );
  }
  const key = yieldOrigin(state, ticket, now.at);
  if (key === null) return [];
  const who = { ticket: ticket.id, leg: ticket.leg };
  return [event("ticket.yielded", now.at, { ...who, key, ...steady(state, ticket) })];
}

const steady = ({ rules }: DispatcherState, ticket: QueueTicket): { readonly steady?: true } =>
  isSteadied(rules.policy, ticket.class) ? { steady: true } : {};

/**
 * The clerk or the person takes another leg of the visit first. Whoever waits goes over to its line at once, with the
 * age of the whole visit; otherwise it is the next one when the present leg is done.
 */
export function chooseLeg(
  ticket: QueueTicket,
  { next, by }: WindowCommandOf<"choose-leg">,
  now: Moment,
): Decision {
  const { state } = ticket.phase;
  if (FINAL_STATES.has(state) || state === "missed")
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[state]}”，不能改办理顺序`,
    );
  const rest = ticket.planned.slice(ticket.plannedDone);
  const chosen = rest.find((leg) => legId(leg) === next);
  const [present] = rest;
  if (!chosen || !present)
    return refuse("ticket.leg-unknown", `${ticket.number}没有待办的${next.slice(0, 60)}`);
  const others = rest.filter((leg) => leg !== chosen);
  if (state === "waiting") {
    // Transferred to another sector they may still go back for what was asked for.
    if (chosen === present && ticket.queue === present.queue) return [];
    const begun = { ticket: ticket.id, leg: ticket.leg + 1, queue: chosen.queue };
    return [event("ticket.advanced", now.at, { ...begun, legs: [chosen, ...others] })];
  }
  if (chosen === present)
    return refuse("ticket.leg-unknown", `${ticket.number}正在办${next.slice(0, 60)}，请选后面的事项`);
  const legs = [present, chosen, ...others.slice(1)];
  return [event("ticket.legs-chosen", now.at, { ticket: ticket.id, leg: ticket.leg, legs, by })];
}

export function cancel(
  state: DispatcherState,
  ticket: QueueTicket,
  command: WindowCommandOf<"cancel">,
  now: Moment,
): Decision {
  const { phase } = ticket;
  if (phase.state !== "waiting" && phase.state !== "called" && phase.state !== "parked") {
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[phase.state]}”，只有等候、呼叫中或挂起的号可以取消`,
    );
  }
  return [
    event("ticket.cancelled", now.at, { ticket: ticket.id, by: command.by, reason: command.reason }),
    ...leftAtCall(state, phase, now.at),
  ];
}

const LATELY_MS = 60 * 60_000;

/**
 * The calendar day is over. Who missed the call expires; a service still open is closed as unconcluded. Those still
 * waiting keep their number and their place: nobody's ticket vanishes at midnight (design §5, Closing). A hall that
 * is open around midnight only changes its day.
 */
export function endDay(state: DispatcherState, command: WindowCommandOf<"end-day">, now: Moment): Decision {
  const events = command.continuous ? [] : closeAll(state, now);
  for (const ticket of state.tickets.values()) {
    if (ticket.phase.state !== "missed") continue;
    // Open around midnight: who missed a call a moment ago may be on the way to the kiosk.
    if (command.continuous && ticket.phase.since > now.at - LATELY_MS) continue;
    events.push(event("ticket.expired", now.at, { ticket: ticket.id, reason: "day-ended" }));
  }
  return [...events, event("day.ended", now.at, { day: command.day, next: command.next })];
}

/** Every window closes: who was called has missed it, a service still open is never learned from. */
function closeAll(state: DispatcherState, now: Moment): HallEvent[] {
  const events: HallEvent[] = [];
  for (const [window, desk] of state.desks) {
    if (desk.state === "closed") continue;
    if (desk.state === "calling") {
      const ticket = state.tickets.get(desk.ticket) as QueueTicket;
      events.push(
        event("ticket.missed", now.at, { ticket: ticket.id, leg: ticket.leg, window, staff: desk.staff }),
      );
      events.push(event("ticket.expired", now.at, { ticket: ticket.id, reason: "day-ended" }));
    }
    if (desk.state === "serving") events.push(...conclude(state, window, desk, "unconcluded", now.at));
    events.push(event("window.closed", now.at, { window, staff: desk.staff }));
  }
  return events;
}
