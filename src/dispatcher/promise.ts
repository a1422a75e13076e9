import type { TicketId, WindowId } from "../contract/ids.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { serves, staffAt } from "./eligibility.ts";
import { modelOf } from "./forward/model.ts";
import { runForward } from "./forward/run.ts";
import { endsWithin, remainingMs } from "./forward/sample.ts";
import { meanWalkMs } from "./learning.ts";
import type { Place } from "./line.ts";
import { placeOf } from "./order.ts";
import { ageOf } from "./policy.ts";
import { serviceMs, spread } from "./speeds.ts";
import { type Desk, type DispatcherState, matterOf, type QueueTicket, type WindowRule } from "./state.ts";

// A sector may have the window announced some minutes ahead (design §5): the person the forecast says this window will
// call next is bound to it, and another window takes over only when that clearly helps. It costs fairness; the figures
// stand in docs/performance.md.

/** Told at least so long before the call … */
const LEAD_MS = 198_000;
/** … unless the present service ends sooner than this chance says. */
const EARLY_END = 0.15;
/** When it will most probably end within the lead, there is nothing left to announce. */
const TOO_LATE = 0.9;
/** Who waits less than this in all is not told a window ahead: it would be told at once anyway. */
const SHORT_WAIT_MS = 300_000;
/** How fine the moment of an announcement is worked out. */
const STEP_MS = 15_000;
/** A window takes over rather than rest when that saves the person so much … */
const GAIN_MS = 240_000;
/** … and before its own line when the person is older by this much and gains twice that. */
const OLDER_MS = 480_000;

type Busy = Extract<Desk, { state: "calling" | "serving" }>;

/** The next moment at which an announcement may be due; null: no sector has them, or nobody waits. */
export function announcementDue(state: DispatcherState): number | null {
  if (!state.rules.sectors.some((s) => s.announceAhead)) return null;
  let due: number | null = null;
  for (const window of state.rules.windows) {
    const desk = announcing(state, window);
    if (!desk) continue;
    const at = tellAt(state, window, desk);
    if (due === null || at < due) due = at;
  }
  return due;
}

/** One announcement, of the window whose service ends first; nothing when none is due. */
export function announceWindows(state: DispatcherState, now: Moment): Decision {
  const ready = state.rules.windows.flatMap((window) => {
    const desk = announcing(state, window);
    return desk && tellAt(state, window, desk) <= now.at && !tooLate(state, window, desk, now.at)
      ? [{ window, since: desk.since }]
      : [];
  });
  for (const { window } of ready.sort((a, b) => a.since - b.since)) {
    const planned = planFor(state, window, now);
    if (!planned) continue;
    const { id, leg, promised } = planned;
    return [event("ticket.promised", now.at, { ticket: id, leg, window: window.id, from: promised })];
  }
  return [];
}

/** A busy window of a sector that announces, with nobody bound to it yet and nothing to do after this service. */
function announcing(state: DispatcherState, window: WindowRule): Busy | null {
  const desk = state.desks.get(window.id);
  if (desk?.state !== "calling" && desk?.state !== "serving") return null;
  if (desk.next !== null || state.lines.held.has(window.id)) return null;
  const announces = state.rules.sectors.some((s) => s.announceAhead && window.sectors.includes(s.id));
  return announces && state.lines.lanes.size > 0 ? desk : null;
}

/** Worked out once a service: a desk is a new object at each. */
const moments = new WeakMap<Desk, number>();

/** When the chance that the service ends within the lead begins to matter, epoch ms. */
function tellAt(state: DispatcherState, window: WindowRule, desk: Busy): number {
  const known = moments.get(desk);
  if (known !== undefined) return known;
  const { mean, spread: s, startedAt } = serviceAt(state, window, desk);
  let at = startedAt;
  while (endsWithin(mean, s, at - startedAt, LEAD_MS + STEP_MS) <= EARLY_END && at < startedAt + 4 * mean)
    at += STEP_MS;
  moments.set(desk, at);
  return at;
}

function tooLate(state: DispatcherState, window: WindowRule, desk: Busy, now: number): boolean {
  const { mean, spread: s, startedAt } = serviceAt(state, window, desk);
  return endsWithin(mean, s, Math.max(0, now - startedAt), LEAD_MS) > TOO_LATE;
}

function serviceAt(state: DispatcherState, window: WindowRule, desk: Busy) {
  const ticket = state.tickets.get(desk.ticket) as QueueTicket;
  const matter = matterOf(ticket);
  const count = ticket.planned[ticket.plannedDone]?.count ?? 1;
  const walk = desk.state === "calling" ? meanWalkMs(state.learned, state.rules.walkMs) : 0;
  return {
    mean: serviceMs(state, window.id, ticket.queue, matter, count),
    spread: spread(state, ticket.queue, matter),
    startedAt: desk.since + walk,
  };
}

/** Whom this window will call next as far as can be foreseen, when it is time to tell them. */
function planFor(state: DispatcherState, window: WindowRule, now: Moment): QueueTicket | null {
  const breaks = (id: WindowId, from: number) =>
    state.rules.rota
      .plannedBreaks(id, now.day, staffAt(state, id))
      .filter((b) => b.to > from)
      .map((b) => [b.from, b.to] as const);
  const model = modelOf(state, now.at, breaks);
  const own = model.windows.findIndex((w) => w.id === window.id);
  let found: { readonly ticket: TicketId; readonly at: number } | null = null;
  runForward(
    model,
    { random: null, until: now.at + 120 * 60_000, done: () => found !== null },
    (person, at, by) => {
      const ticket = model.people[person]?.ticket;
      if (by === own && ticket) found = { ticket, at };
    },
  );
  // A narrowed copy: the closure's assignment is not seen by the compiler.
  const next = found as { readonly ticket: TicketId; readonly at: number } | null;
  const ticket = next && state.tickets.get(next.ticket);
  if (!next || !ticket || ticket.phase.state !== "waiting") return null;
  const announces = state.rules.sectors.some((s) => s.id === ticket.queue && s.announceAhead);
  const breakFirst = breaks(window.id, now.at).some(([from]) => from <= next.at + 60_000);
  return announces && !breakFirst && next.at - ticket.issuedAt >= SHORT_WAIT_MS ? ticket : null;
}

/**
 * Someone announced to another window whom this free one should call now: rather than rest (`own` null), or rather
 * than its own `own` where that person is much older. Null: it clearly helps nobody.
 */
export function takeOver(
  state: DispatcherState,
  window: WindowRule,
  own: QueueTicket | null,
  now: number,
): QueueTicket | null {
  const staff = staffAt(state, window.id);
  const others = [...state.lines.held].flatMap(([holder, places]) =>
    holder === window.id ? [] : places.map((place) => ({ holder, place })),
  );
  let best: QueueTicket | null = null;
  let most = own ? 2 * GAIN_MS : GAIN_MS;
  for (const { holder, place } of others) {
    const ticket = state.tickets.get(place.ticket);
    if (ticket?.promised !== holder || !serves(state, window, staff, place.queue, place.matter)) continue;
    if (own && !muchOlder(state, place, placeOf(own), now)) continue;
    const gain =
      leftAt(state, holder, now) + serviceOf(state, holder, place) - serviceOf(state, window.id, place);
    if (gain <= most) continue;
    most = gain;
    best = ticket;
  }
  return best;
}

function muchOlder(state: DispatcherState, place: Place, own: Place, now: number): boolean {
  const { policy } = state.rules;
  return ageOf(policy, place, now) - ageOf(policy, own, now) >= OLDER_MS;
}

const serviceOf = (state: DispatcherState, window: WindowId, place: Place): number =>
  serviceMs(state, window, place.queue, place.matter, place.count);

/** How long a window still works on its present service, as far as can be foreseen. */
function leftAt(state: DispatcherState, id: WindowId, now: number): number {
  const desk = state.desks.get(id);
  const window = state.rules.windows.find((w) => w.id === id);
  if (!window || (desk?.state !== "calling" && desk?.state !== "serving")) return 0;
  const { mean, spread: s, startedAt } = serviceAt(state, window, desk);
  return Math.max(0, startedAt - now) + remainingMs(mean, s, Math.max(0, now - startedAt), null);
}
