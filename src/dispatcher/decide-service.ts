import type { HallEvent } from "../contract/events.ts";
import type { QueueId, WindowId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import { TICKET_STATE_WORDS } from "../contract/ticket.ts";
import { refuse, refuseField, usable } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { awayAt, homeOf } from "./away.ts";
import { type BusyDesk, conclude, thenClosedOrPaused } from "./conclude.ts";
import { bindsAtTicket, serves, staffAt } from "./eligibility.ts";
import type { Place } from "./line.ts";
import { nextFor } from "./order.ts";
import { pickedReason, takeOverReason } from "./reason.ts";
import { sectorChange, servingNext } from "./rota.ts";
import {
  type Desk,
  type DispatcherState,
  isBatch,
  matterOf,
  type QueueTicket,
  ruleOf,
  type WindowRule,
} from "./state.ts";
import { takeOver } from "./take-over.ts";
import { beginPlan } from "./today/begin.ts";

// The moves of the person at a window: called, started, finished, missed, parked, transferred.

/** Concludes the present service if there is one, then calls whom the policy says. */
export function callNext(state: DispatcherState, window: WindowRule, desk: Desk, now: Moment): Decision {
  const free = freeToCall(state, window, desk, now);
  if ("refused" in free) return free;
  if (!free.mayCall) return free.events;
  const next = nextAt(state, servingNext(state, window, now.at), free.events, now.at);
  return next ? [...free.events, called(next.ticket, window, free.staff, next.reason, now)] : free.events;
}

/** Whom the order brings to a free window, and why. */
function nextAt(state: DispatcherState, window: WindowRule, concluded: readonly HallEvent[], now: number) {
  const own = nextFor(state, window, now, returnerOf(state, concluded));
  const taken = own?.bound ? null : takeOver(state, window, own?.ticket ?? null, now);
  return taken
    ? { ticket: taken.ticket, reason: takeOverReason(state, window, taken, own?.ticket ?? null) }
    : own;
}

/**
 * Whoever this press sends on to the next leg of the visit is in line with it, and this window may be the one to call
 * them: it would not do to pass the eldest because the line was looked at a moment too early.
 */
function returnerOf(state: DispatcherState, concluded: readonly HallEvent[]): Place | null {
  const advanced = concluded.find((e) => e.type === "ticket.advanced");
  const ticket = advanced && state.tickets.get(advanced.data.ticket);
  const leg = advanced?.data.legs?.[0];
  // Bound with the number, the leg gets a window of its own first.
  if (!ticket || !leg || bindsAtTicket(state, leg.queue)) return null;
  return {
    ticket: ticket.id,
    queue: leg.queue,
    matter: leg.matters[0] ?? null,
    count: leg.count,
    batch: isBatch(state.rules, leg.queue, leg.count),
    class: ticket.class,
    slot: ticket.slot,
    origin: ticket.origin,
    arrival: state.arrivals + 1,
    only: null,
  };
}

/** Calls one chosen person: waiting, parked, or turned up after missing the call. */
export function callTicket(
  state: DispatcherState,
  window: WindowRule,
  desk: Desk,
  ticket: QueueTicket,
  now: Moment,
): Decision {
  const { phase } = ticket;
  if (phase.state === "called" && phase.window === window.id) return [];
  if (phase.state !== "waiting" && phase.state !== "parked" && phase.state !== "missed") {
    return refuse(
      "ticket.wrong-state",
      `${ticket.number}现在是“${TICKET_STATE_WORDS[phase.state]}”，只能呼叫等候、挂起或过号的号`,
    );
  }
  const serving = servingNext(state, window, now.at);
  const not = notCalledAt(state, serving, ticket);
  if (not) return not;
  const free = freeToCall(state, window, desk, now);
  if ("refused" in free) return free;
  if (!free.mayCall) return free.events;
  const next = phase.state === "waiting" ? nextAt(state, serving, free.events, now.at) : null;
  const reason = pickedReason(window, ticket, next?.ticket ?? null);
  return [...free.events, called(ticket, window, free.staff, reason, now)];
}

/** Why a window may not call this number; null: it may. Many like cases are no hindrance: the clerk who names it takes them. */
function notCalledAt(state: DispatcherState, serving: WindowRule, ticket: QueueTicket): Refusal | null {
  const { phase, number } = ticket;
  const no = (why: string) => refuse("ticket.not-served-here", why);
  const nameOf = (id: WindowId) => ruleOf(state, id)?.name ?? id;
  if (phase.state === "waiting") {
    if (phase.only === serving.id) return null;
    // An announced window is no promise for good: another may take over.
    if (phase.only !== null && ticket.promised !== phase.only)
      return no(`${number}指定在${nameOf(phase.only)}办理，${serving.name}不能呼叫`);
  } else {
    const home = homeOf(state, ticket);
    if (home === serving.id) return null;
    if (home !== null) return no(`${number}挂起后由${nameOf(home)}办理，${serving.name}不能呼叫`);
  }
  if (serves(state, serving, staffAt(state, serving.id), ticket.queue, matterOf(ticket))) return null;
  const sector = state.rules.sectors.find((s) => s.id === ticket.queue)?.name ?? ticket.queue;
  return no(`${serving.name}现在不能办理${number}（${sector}）`);
}

/** The keypad's call-back key: the one parked longest at this window. */
export function callParked(state: DispatcherState, window: WindowRule, desk: Desk, now: Moment): Decision {
  const parked = awayAt(state, window).parked[0];
  if (!parked) return refuse("window.no-ticket", `${window.name}没有挂起的号`);
  return callTicket(state, window, desk, parked, now);
}

export function recall(window: WindowRule, desk: Desk, ticket: QueueTicket | null, now: Moment): Decision {
  if (desk.state === "closed") return refuse("window.closed", `${window.name}未开放`);
  if (desk.state !== "calling" || !ticket)
    return refuse("window.no-ticket", `${window.name}没有正在呼叫的号`);
  const occurrence = ticket.calls + 1;
  return [
    event("ticket.recalled", now.at, { ticket: ticket.id, leg: ticket.leg, window: window.id, occurrence }),
  ];
}

export function start(window: WindowRule, desk: Desk, ticket: QueueTicket | null, now: Moment): Decision {
  if (desk.state === "closed") return refuse("window.closed", `${window.name}未开放`);
  if (desk.state !== "calling" || !ticket) {
    return refuse(
      desk.state === "serving" ? "ticket.wrong-state" : "window.no-ticket",
      `${window.name}没有正在呼叫的号`,
    );
  }
  const who = { ticket: ticket.id, leg: ticket.leg, window: window.id, staff: desk.staff };
  return [event("service.started", now.at, { ...who, startedAt: now.at, inferred: false })];
}

export function finish(state: DispatcherState, window: WindowRule, desk: Desk, now: Moment): Decision {
  const busy = mustBeBusy(window, desk);
  if ("refused" in busy) return busy;
  return [
    ...conclude(state, window.id, busy, "served", now.at),
    ...thenClosedOrPaused(state, window.id, busy, now.at),
  ];
}

export function noShow(
  state: DispatcherState,
  window: WindowRule,
  desk: Desk,
  ticket: QueueTicket | null,
  now: Moment,
): Decision {
  if (desk.state === "closed") return refuse("window.closed", `${window.name}未开放`);
  if (desk.state !== "calling" || !ticket) {
    return refuse(
      desk.state === "serving" ? "ticket.wrong-state" : "window.no-ticket",
      "只有已呼叫而未到的号可作过号",
    );
  }
  const who = { ticket: ticket.id, leg: ticket.leg, window: window.id, staff: desk.staff };
  return [event("ticket.missed", now.at, who), ...thenClosedOrPaused(state, window.id, desk, now.at)];
}

export function park(
  state: DispatcherState,
  window: WindowRule,
  desk: Desk,
  reason: string | null,
  now: Moment,
): Decision {
  const busy = mustBeBusy(window, desk);
  if ("refused" in busy) return busy;
  const ticket = state.tickets.get(busy.ticket) as QueueTicket;
  const who = { ticket: ticket.id, leg: ticket.leg, window: window.id, staff: busy.staff };
  return [
    ...conclude(state, window.id, busy, "parked", now.at),
    event("ticket.parked", now.at, { ...who, reason }),
    ...thenClosedOrPaused(state, window.id, busy, now.at),
  ];
}

export function transfer(
  state: DispatcherState,
  window: WindowRule,
  desk: Desk,
  to: { readonly queue: QueueId } | { readonly window: WindowId } | null,
  now: Moment,
): Decision {
  const busy = mustBeBusy(window, desk);
  if ("refused" in busy) return busy;
  const ticket = state.tickets.get(busy.ticket) as QueueTicket;
  const target = targetOf(state, window, ticket, to);
  if ("refused" in target) return target;
  const move = { ticket: ticket.id, leg: ticket.leg + 1, from: window.id, staff: busy.staff };
  return [
    ...conclude(state, window.id, busy, "transferred", now.at),
    event("ticket.transferred", now.at, { ...move, queue: target.queue, window: target.window }),
    ...thenClosedOrPaused(state, window.id, busy, now.at),
  ];
}

function targetOf(
  state: DispatcherState,
  from: WindowRule,
  ticket: QueueTicket,
  to: { readonly queue: QueueId } | { readonly window: WindowId } | null,
): { readonly queue: QueueId; readonly window: WindowId | null } | Refusal {
  const target = to ?? from.transferTo;
  if (!target)
    return refuse("window.no-target", `${from.name}未设置转号去向（transferTo），请指明板块或窗口`);
  if ("queue" in target) {
    const known: readonly string[] = state.rules.sectors.map((s) => s.id);
    if (!known.includes(target.queue))
      return refuseField("queue.unknown", "queue", target.queue, `没有板块${target.queue}，${usable(known)}`);
    return { queue: target.queue, window: null };
  }
  const rule = ruleOf(state, target.window);
  if (!rule) {
    const known = state.rules.windows.map((w) => w.id);
    return refuseField(
      "window.unknown",
      "window",
      target.window,
      `没有窗口${target.window}，${usable(known)}`,
    );
  }
  if (rule.id === from.id)
    return refuse("window.no-target", `${ticket.number}已在${from.name}，不能转给本窗口`);
  if (state.desks.get(rule.id)?.state === "closed")
    return refuse("window.closed", `${rule.name}未开放，不能转号`);
  const queue = rule.sectors.includes(ticket.queue) ? ticket.queue : rule.sectors[0];
  return { queue: queue as QueueId, window: rule.id };
}

function mustBeBusy(window: WindowRule, desk: Desk): BusyDesk | Refusal {
  if (desk.state === "closed") return refuse("window.closed", `${window.name}未开放`);
  if (desk.state !== "calling" && desk.state !== "serving") {
    return refuse("window.no-ticket", `${window.name}当前没有在办的号`);
  }
  return desk;
}

type Free = { readonly events: HallEvent[]; readonly mayCall: boolean; readonly staff: BusyDesk["staff"] };

function freeToCall(state: DispatcherState, window: WindowRule, desk: Desk, now: Moment): Free | Refusal {
  switch (desk.state) {
    case "closed":
      return refuse("window.closed", `${window.name}未开放，不能叫号`);
    case "paused":
      return refuse("window.paused", `${window.name}已暂停，请先恢复`);
    case "idle": {
      const begins = beginPlan(state, window.id, desk, now.at);
      const change = sectorChange(state, window, now.at);
      return { events: [...begins, ...change], mayCall: begins.length === 0, staff: desk.staff };
    }
    case "calling":
    case "serving": {
      const concluded = conclude(state, window.id, desk, "served", now.at);
      const then = thenClosedOrPaused(state, window.id, desk, now.at);
      const change = sectorChange(state, window, now.at);
      return { events: [...concluded, ...then, ...change], mayCall: then.length === 0, staff: desk.staff };
    }
  }
}

function called(
  ticket: QueueTicket,
  window: WindowRule,
  staff: BusyDesk["staff"],
  reason: string,
  now: Moment,
): HallEvent {
  const { state } = ticket.phase;
  const from = state === "parked" || state === "missed" ? state : "waiting";
  const occurrence = ticket.calls + 1;
  return event("ticket.called", now.at, {
    ticket: ticket.id,
    // Still being served in the state: the leg that begins with this press.
    leg: state === "called" || state === "serving" ? ticket.leg + 1 : ticket.leg,
    window: window.id,
    staff,
    occurrence,
    from,
    reason,
  });
}
