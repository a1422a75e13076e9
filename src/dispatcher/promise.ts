import type { HallEvent } from "../contract/events.ts";
import type { TicketId, WindowId } from "../contract/ids.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { staffAt } from "./eligibility.ts";
import { modelOf } from "./forward/model.ts";
import { nextCalled } from "./forward/next-called.ts";
import { endsWithin, remainingMs } from "./forward/sample.ts";
import { meanWalkMs } from "./learning.ts";
import type { Place } from "./line.ts";
import { serviceMs, spread } from "./speeds.ts";
import { type Desk, type DispatcherState, matterOf, type QueueTicket, type WindowRule } from "./state.ts";
import { breaksToday } from "./today/breaks.ts";

// A sector may have the window announced some minutes ahead (design §5): the person the forecast says this window will
// call next is bound to it, and another window takes over only when that clearly helps. It costs fairness; the figures
// stand in docs/performance.md.

/** Told at least so long before the call … */
const LEAD_MS = 220_000;
/** … unless the present service ends sooner than this chance says. */
const EARLY_END = 0.15;
/** A person's service that is shorter than the lead with more than this chance: the one after is told as well. */
const SHORT_SERVICE = 0.15;
/** When it will most probably end within the lead, there is nothing left to announce. */
const TOO_LATE = 0.9;
/** Who waits less than this in all is not told a window ahead: it would be told at once anyway. */
const SHORT_WAIT_MS = 300_000;
/** So many futures are drawn at most, fewer where there are many windows: all of it happens between two commands. */
const FUTURES = { most: 16, least: 5, byWindows: 800 };
/** Whoever the window calls next in at least this share of them is told: with fewer it is a guess that others pass. */
const SURE = 7 / 16;
/** How fine the moment of an announcement is worked out. */
const STEP_MS = 15_000;

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

/** Announcements that are due, the window first whose service has gone on longest; nothing when there are none. */
export function announceWindows(state: DispatcherState, now: Moment): Decision {
  const ready = state.rules.windows.flatMap((window) => {
    const desk = announcing(state, window);
    return desk &&
      tellAt(state, window, desk) <= now.at &&
      (state.lines.held.has(window.id) || !tooLate(state, window, desk, now.at))
      ? [{ window, since: desk.since }]
      : [];
  });
  if (ready.length === 0) return [];
  const model = modelOf(state, now.at, (id, from) => breaksOf(state, id, from, now.day));
  const indexOf = new Map(model.windows.map(({ id }, i) => [id, i]));
  const asked = new Set(ready.flatMap(({ window }) => indexOf.get(window.id) ?? []));
  const futures = futuresFor(model.windows.length);
  const next = nextCalled(model, asked, { futures, sure: Math.ceil(SURE * futures) });
  const told = new Map<TicketId, HallEvent>();
  for (const { window } of ready.sort((a, b) => a.since - b.since)) {
    const likely = next.get(indexOf.get(window.id) ?? -1);
    const ticket = likely && state.tickets.get(model.people[likely.person]?.ticket ?? ("" as TicketId));
    if (!ticket || told.has(ticket.id)) continue;
    if (!worthTelling(state, window, ticket, likely.at, now)) continue;
    const { id, leg, promised, nears } = ticket;
    const data = { ticket: id, leg, window: window.id, from: promised, occurrence: nears + 1 };
    told.set(id, event("ticket.promised", now.at, data));
  }
  return [...told.values()];
}

const futuresFor = (windows: number): number =>
  Math.max(FUTURES.least, Math.min(FUTURES.most, Math.floor(FUTURES.byWindows / windows)));

/** A busy window of a sector that announces, with nobody bound to it yet and nothing to do after this service. */
function announcing(state: DispatcherState, window: WindowRule): Busy | null {
  const desk = state.desks.get(window.id);
  if (desk?.state !== "calling" && desk?.state !== "serving") return null;
  if (desk.next !== null || !roomAt(state, window)) return null;
  const announces = state.rules.sectors.some((s) => s.announceAhead && window.sectors.includes(s.id));
  return announces && state.lines.lanes.size > 0 ? desk : null;
}

/** Nobody is bound to the window yet, or one person whose service will probably be over before the next could be told. */
function roomAt(state: DispatcherState, window: WindowRule): boolean {
  const [first, second] = state.lines.held.get(window.id) ?? [];
  if (first === undefined) return true;
  if (second !== undefined) return false;
  const walk = meanWalkMs(state.learned, state.rules.walkMs);
  const mean = serviceOf(state, window.id, first);
  return endsWithin(mean, spread(state, first.queue, first.matter), 0, LEAD_MS - walk) > SHORT_SERVICE;
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

export function breaksOf(state: DispatcherState, id: WindowId, from: number, day: string) {
  return breaksToday(state.rules.rota, state.plans, id, day, staffAt(state, id))
    .filter((b) => b.to > from)
    .map((b) => [b.from, b.to] as const);
}

function worthTelling(
  state: DispatcherState,
  window: WindowRule,
  ticket: QueueTicket,
  at: number,
  now: Moment,
): boolean {
  if (ticket.phase.state !== "waiting" || ticket.phase.only !== null) return false;
  if (!state.rules.sectors.some((s) => s.id === ticket.queue && s.announceAhead)) return false;
  if (breaksOf(state, window.id, now.at, now.day).some(([from]) => from <= at + 60_000)) return false;
  return at - ticket.issuedAt >= SHORT_WAIT_MS;
}

export const serviceOf = (state: DispatcherState, window: WindowId, place: Place): number =>
  serviceMs(state, window, place.queue, place.matter, place.count);

/** How long a window still works on its present service, as far as can be foreseen. */
export function leftAt(state: DispatcherState, id: WindowId, now: number): number {
  const desk = state.desks.get(id);
  const window = state.rules.windows.find((w) => w.id === id);
  if (!window || (desk?.state !== "calling" && desk?.state !== "serving")) return 0;
  const { mean, spread: s, startedAt } = serviceAt(state, window, desk);
  return Math.max(0, startedAt - now) + remainingMs(mean, s, Math.max(0, now - startedAt), null);
}
