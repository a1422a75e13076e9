import type { HallEvent } from "../contract/events.ts";
import type { QueueId, TicketId } from "../contract/ids.ts";
import type { Feature } from "../kernel/feature.ts";
import { dayOf, type OpenTicket, type StatisticsState } from "./state.ts";
import { applyTold } from "./told.ts";

/** Counts the day. Asks for nothing and concludes nothing: it only listens. What services take is learned by the dispatcher. */
export const statistics: Feature<StatisticsState, { readonly type: "due" }> = {
  decide: () => [],
  apply: applyStatistics,
  nextDue: () => null,
};

function applyStatistics(state: StatisticsState, event: HallEvent): StatisticsState {
  applyTold(state.told, event);
  switch (event.type) {
    case "ticket.holder-checked":
      if (!event.data.match) state.voided++;
      return state;
    case "rating.given":
      state.ratings.count++;
      state.ratings.sum += event.data.score;
      return state;
    case "service.started":
    case "service.finished":
      return applyService(state, event);
    case "clock.set-back":
      for (const [id, open] of Object.entries(state.open))
        state.open[id as TicketId] = earlier(open, event.data.by);
      return state;
    case "day.ended":
      state.queues = {};
      state.open = {};
      state.visitsServed = 0;
      state.voided = 0;
      state.ratings = { count: 0, sum: 0 };
      return state;
    default:
      return applyTicket(state, event);
  }
}

/** The clock was set back: what has begun has lasted as long as before. */
function earlier(open: OpenTicket, by: number): OpenTicket {
  const before = (at: number | null) => (at === null ? null : at - by);
  return { ...open, waitingSince: before(open.waitingSince), calledAt: before(open.calledAt) };
}

function applyTicket(state: StatisticsState, event: HallEvent): StatisticsState {
  switch (event.type) {
    case "ticket.issued": {
      const queue = event.data.legs[0]?.queue;
      if (!queue) return state;
      dayOf(state, queue).issued++;
      state.open[event.data.ticket] = { queue, waitingSince: event.at, calledAt: null };
      return state;
    }
    case "ticket.advanced":
    case "ticket.rejoined":
    case "ticket.transferred":
      return waits(state, event.data.ticket, event.data.queue, event.at);
    case "ticket.reclassified":
      return event.data.window ? waits(state, event.data.ticket, null, event.at) : state;
    case "ticket.returned":
      return waits(state, event.data.ticket, null, event.at);
    case "ticket.called": {
      const open = state.open[event.data.ticket];
      if (!open) return state;
      // A parked person was elsewhere, a missed one had been called before: neither is a wait for the hall.
      if (event.data.from === "waiting" && open.waitingSince !== null) {
        const { waits: total } = dayOf(state, open.queue);
        total.count++;
        total.ms += Math.max(0, event.at - open.waitingSince);
      }
      open.waitingSince = null;
      open.calledAt = event.at;
      return state;
    }
    case "ticket.missed":
      return leaves(state, event.data.ticket, "missed", true);
    case "ticket.cancelled":
      return leaves(state, event.data.ticket, "cancelled", false);
    case "ticket.expired":
      return leaves(state, event.data.ticket, "expired", false);
    default:
      return state;
  }
}

function applyService(
  state: StatisticsState,
  event: HallEvent<"service.started"> | HallEvent<"service.finished">,
): StatisticsState {
  const open = state.open[event.data.ticket];
  if (!open) return state;
  if (event.type === "service.started") {
    open.calledAt = null;
    open.waitingSince = null;
    return state;
  }
  const { outcome, learnable, startedAt, last } = event.data;
  if (outcome === "served") {
    const day = dayOf(state, open.queue);
    day.served++;
    if (learnable) {
      const ms = Math.max(0, event.at - startedAt);
      day.services.count++;
      day.services.ms += ms;
    }
    if (last) {
      state.visitsServed++;
      delete state.open[event.data.ticket];
    }
  }
  return state;
}

function waits(state: StatisticsState, id: TicketId, queue: QueueId | null, at: number): StatisticsState {
  const open = state.open[id];
  if (open) state.open[id] = { queue: queue ?? open.queue, waitingSince: at, calledAt: null };
  return state;
}

function leaves(
  state: StatisticsState,
  id: TicketId,
  how: "missed" | "cancelled" | "expired",
  mayReturn: boolean,
): StatisticsState {
  const open: OpenTicket | undefined = state.open[id];
  if (!open) return state;
  dayOf(state, open.queue)[how]++;
  if (mayReturn) state.open[id] = { ...open, waitingSince: null, calledAt: null };
  else delete state.open[id];
  return state;
}
