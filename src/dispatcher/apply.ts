import type { HallEvent, HallEventType } from "../contract/events.ts";
import type { StaffId, WindowId } from "../contract/ids.ts";
import { serves, staffAt } from "./eligibility.ts";
import { learnCall, learnPause, learnService, learnWalk } from "./learning.ts";
import { insert } from "./line.ts";
import { placeOf } from "./order.ts";
import { beginLeg, end, freeDesk, joinLine, leaveLine, move, releaseHeld, setLegs } from "./phases.ts";
import { setBack } from "./set-back.ts";
import { serviceMs, usualMs } from "./speeds.ts";
import { type DispatcherState, FINAL_STATES, matterOf, type QueueTicket, ruleOf } from "./state.ts";
import { dropPlan, keepPlan, undoBegun } from "./today/fold.ts";

/** Folds one fact into the state, in place. */
export function apply(state: DispatcherState, event: HallEvent): DispatcherState {
  const handler = HANDLERS[event.type] as ((state: DispatcherState, event: HallEvent) => void) | undefined;
  handler?.(state, event);
  return state;
}

type Handlers = { readonly [T in HallEventType]?: (state: DispatcherState, event: HallEvent<T>) => void };

const HANDLERS: Handlers = {
  "ticket.issued": (state, { at, data }) => {
    const first = data.legs[0];
    if (!first) return;
    const ticket: QueueTicket = {
      id: data.ticket,
      token: data.token,
      number: data.number,
      day: data.day,
      class: data.class,
      otherwise: data.class === "green" ? (data.otherwise ?? "walk") : data.class,
      green: data.green,
      holder: data.identity ? { mask: data.identity.mask, checked: false } : null,
      slot: data.slot ?? null,
      phone: data.contact?.mask ?? null,
      planned: data.legs,
      legChosen: false,
      issuedAt: at,
      plannedDone: 0,
      leg: 1,
      queue: first.queue,
      origin: at,
      steady: false,
      arrival: 0,
      calls: 0,
      rejoins: 0,
      nearTold: false,
      rebooked: null,
      nears: 0,
      promised: null,
      bound: null,
      joined: "issued",
      yielded: false,
      strandedLeg: null,
      batch: false,
      phase: { state: "waiting", since: at, only: null },
    };
    state.tickets.set(ticket.id, ticket);
    state.tokens.set(ticket.token, ticket.id);
    joinLine(state, ticket, at, null);
    arrived(state, ticket);
  },
  "ticket.placed": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket && (data.near ?? data.ahead <= state.rules.remindAhead)) ticket.nearTold = true;
  },
  "ticket.promised": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.phase.state !== "waiting") return;
    leaveLine(state, ticket);
    ticket.promised = data.window;
    ticket.nears = data.occurrence;
    ticket.nearTold = true;
    ticket.phase = { ...ticket.phase, only: data.window };
    insert(state.lines, placeOf(ticket));
  },
  "ticket.bound": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.phase.state !== "waiting") return;
    leaveLine(state, ticket);
    ticket.bound = data.window;
    if (data.occurrence > 0) ticket.nears = data.occurrence;
    // Near there is not near here.
    if (data.from !== null && data.from !== data.window) ticket.nearTold = false;
    ticket.phase = { ...ticket.phase, only: data.window };
    insert(state.lines, placeOf(ticket));
  },
  "ticket.near": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    ticket.nearTold = true;
    ticket.nears++;
  },
  "ticket.called": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    const turn = placeOf(ticket).class;
    move(state, ticket, { state: "called", window: data.window, staff: data.staff, since: at });
    ticket.calls = data.occurrence;
    // Kept with the call, whichever window made it: who is set aside then and comes back is announced nowhere.
    ticket.promised = null;
    if (data.from === "waiting")
      state.runs.set(data.window, turn === "walk" ? 0 : (state.runs.get(data.window) ?? 0) + 1);
    state.desks.set(data.window, {
      state: "calling",
      staff: data.staff,
      ticket: ticket.id,
      since: at,
      next: null,
      why: data.reason,
    });
  },
  "ticket.recalled": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket) ticket.calls = data.occurrence;
  },
  "service.started": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    const desk = state.desks.get(data.window);
    if (ticket?.phase.state !== "called" || desk?.state !== "calling") return;
    const calledAt = ticket.phase.since;
    learnCall(state.learned, null);
    const phase = {
      state: "serving",
      window: data.window,
      staff: data.staff,
      calledAt,
      since: data.startedAt,
    } as const;
    move(state, ticket, { ...phase, inferred: data.inferred });
    state.desks.set(data.window, { ...desk, state: "serving", since: data.startedAt });
    if (!data.inferred && data.startedAt >= calledAt) learnWalk(state.learned, data.startedAt - calledAt);
  },
  "service.finished": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.phase.state !== "serving") return;
    if (data.learnable && at > data.startedAt)
      learn(state, ticket, data.window, data.staff, at - data.startedAt);
    const { calledAt } = ticket.phase;
    move(state, ticket, {
      state: "served",
      window: data.window,
      calledAt,
      startedAt: data.startedAt,
      since: at,
    });
    if (data.outcome === "served") ticket.plannedDone++;
    freeDesk(state, data.window, ticket.id, at);
  },
  "ticket.advanced": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    // Who takes another leg first while they wait stays behind those they were put behind.
    const steady = ticket?.phase.state === "waiting" && ticket.steady;
    setLegs(state, data.ticket, data.legs, false);
    beginLeg(state, data, at, null, "advanced", steady);
  },
  "ticket.legs-chosen": (state, { data }) => setLegs(state, data.ticket, data.legs, true),
  "ticket.transferred": (state, { at, data }) => beginLeg(state, data, at, data.window, "transferred"),
  "ticket.rejoined": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    ticket.rejoins++;
    ticket.origin = data.key;
    beginLeg(state, data, at, null, "rejoined", data.steady);
  },
  "ticket.stranded": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket) ticket.strandedLeg = data.leg;
  },
  "ticket.yielded": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.phase.state !== "waiting") return;
    const { since } = ticket.phase;
    // A window announced would call them before those they let go first.
    const only = ticket.phase.only === ticket.promised ? null : ticket.phase.only;
    leaveLine(state, ticket);
    ticket.origin = data.key;
    ticket.steady = data.steady ?? false;
    ticket.yielded = true;
    joinLine(state, ticket, since, only);
  },
  "ticket.reclassified": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    const { phase } = ticket;
    leaveLine(state, ticket);
    ticket.class = data.class;
    ticket.steady = false;
    ticket.green = data.green;
    if (phase.state === "waiting") joinLine(state, ticket, phase.since, phase.only);
    else if (data.window) {
      ticket.bound = null;
      freeDesk(state, data.window, ticket.id, at);
      joinLine(state, ticket, at, null);
    }
  },
  "ticket.rebooked": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket) ticket.rebooked = { from: data.from, to: data.to };
  },
  "ticket.holder-checked": (state, { data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (ticket?.holder) ticket.holder = { ...ticket.holder, checked: data.match };
  },
  "ticket.missed": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    if (ticket.phase.state === "called") learnCall(state.learned, at - ticket.phase.since);
    move(state, ticket, { state: "missed", window: data.window, since: at });
    freeDesk(state, data.window, ticket.id, at);
  },
  "ticket.parked": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    move(state, ticket, {
      state: "parked",
      window: data.window,
      staff: data.staff,
      since: at,
      reason: data.reason,
    });
  },
  "ticket.returned": (state, { at, data }) => {
    const ticket = state.tickets.get(data.ticket);
    if (!ticket) return;
    ticket.bound = null;
    ticket.joined = "returned";
    joinLine(state, ticket, at, data.window);
  },
  "ticket.cancelled": (state, { at, data }) => end(state, data.ticket, "cancelled", data.reason, at),
  "ticket.expired": (state, { at, data }) => end(state, data.ticket, "expired", data.reason, at),
  "window.opened": (state, { at, data }) => {
    undoBegun(state, data.window, at);
    state.desks.set(data.window, { state: "idle", staff: data.staff, since: at });
    state.manned++;
  },
  "window.closed": (state, { at, data }) => {
    state.desks.set(data.window, { state: "closed", since: at });
    state.manned++;
    releaseHeld(state, data.window, () => true);
  },
  "window.paused": (state, { at, data }) => {
    releaseHeld(state, data.window, (ticket) => ticket.promised === data.window);
    const desk = state.desks.get(data.window);
    if (!desk || desk.state === "closed") return;
    state.desks.set(data.window, { state: "paused", staff: desk.staff, reason: data.reason, since: at });
  },
  "window.resumed": (state, { at, data }) => {
    undoBegun(state, data.window, at);
    const desk = state.desks.get(data.window);
    if (desk?.state !== "paused") return;
    learnPause(state.learned, at - desk.since);
    state.desks.set(data.window, { state: "idle", staff: desk.staff, since: at });
  },
  "window.next-set": (state, { at, data }) => {
    if (data.next === null) undoBegun(state, data.window, at);
    state.manned++;
    const desk = state.desks.get(data.window);
    if (desk?.state !== "calling" && desk?.state !== "serving") return;
    state.desks.set(data.window, {
      ...desk,
      next: data.next ? { to: data.next, reason: data.reason, until: data.until ?? null } : null,
    });
  },
  "window.sectors-set": (state, { data }) => {
    if (data.sectors && data.from !== undefined) {
      state.later.set(data.window, { from: data.from, sectors: data.sectors });
      return;
    }
    state.later.delete(data.window);
    if (data.sectors) state.assigned.set(data.window, data.sectors);
    else state.assigned.delete(data.window);
  },
  "window.sectors-changed": (state, { data }) => {
    state.sectors.set(data.window, data.sectors);
    state.manned++;
    // Whoever was told a window that no longer does what they came for is anyone's again.
    const window = ruleOf(state, data.window);
    const staff = staffAt(state, data.window);
    const can = (t: QueueTicket) =>
      window !== undefined && serves(state, window, staff, t.queue, matterOf(t), t.batch);
    releaseHeld(state, data.window, (t) => t.promised === data.window && !can(t));
  },
  "window.planned": (state, { data }) => keepPlan(state, data),
  "window.plan-withdrawn": (state, { data }) => dropPlan(state, data),
  "clock.set-back": (state, { data }) => setBack(state, data.by),
  "day.ended": (state) => {
    state.assigned.clear();
    state.later.clear();
    state.plans.clear();
    for (const ticket of state.tickets.values()) {
      if (!FINAL_STATES.has(ticket.phase.state)) continue;
      state.tickets.delete(ticket.id);
      state.tokens.delete(ticket.token);
    }
  },
};

const RECENT_MS = 60 * 60_000;

function arrived(state: DispatcherState, ticket: QueueTicket): void {
  const { issuedAt, queue, class: is, slot } = ticket;
  const { recent } = state;
  const old = recent.findIndex((r) => r.at >= issuedAt - RECENT_MS);
  if (old > 64) recent.splice(0, old);
  const { matter, count } = placeOf(ticket);
  recent.push({ at: issuedAt, queue, matter, class: is, count, slot });
}

function learn(
  state: DispatcherState,
  ticket: QueueTicket,
  window: WindowId,
  staff: StaffId,
  ms: number,
): void {
  const { queue } = ticket;
  const matter = matterOf(ticket);
  const count = ticket.planned[ticket.plannedDone]?.count ?? 1;
  const expected = {
    usualMs: usualMs(state, queue, matter),
    ownMs: serviceMs(state, window, queue, matter, 1),
  };
  learnService(state.learned, { queue, matter, staff, ms, count, ...expected });
}
