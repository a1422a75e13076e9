import type { HallEvent } from "../contract/events.ts";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { event, type Moment } from "../kernel/feature.ts";
import { bindsAtTicket, serves, staffAt, willCall } from "./eligibility.ts";
import { meanPauseMs, meanWalkMs } from "./learning.ts";
import type { Place } from "./line.ts";
import { elder, FLEXIBLE_COST, placeOf } from "./order.ts";
import { ageOf } from "./policy.ts";
import { breaksOf, leftAt } from "./promise.ts";
import { serviceMs, speedsOf } from "./speeds.ts";
import {
  type DispatcherState,
  matterOf,
  type QueueTicket,
  ruleOf,
  type WindowRule,
  windowRules,
} from "./state.ts";

// `binding: atTicket`, for halls whose rules demand it: whoever takes a number is bound to one window at once, the one
// with the shortest expected wait, and told so. Another takes over only when that window closes, pauses too long or can
// no longer do it. What it costs stands in docs/performance.md.

type Why = HallEvent<"ticket.bound">["data"]["why"];

/** Work given to windows by facts that are not applied yet, milliseconds. */
type Given = Map<WindowId, number>;

/** Somebody begins to wait: the window that is to call them. None while no window that can do it is open. */
export function bindNew(
  state: DispatcherState,
  ticket: QueueTicket | undefined,
  why: Why,
  now: Moment,
): HallEvent[] {
  if (!ticket || !isFree(ticket) || !bindsAtTicket(state, ticket.queue)) return [];
  const window = bestFor(state, ticket, now, new Map(), ablesOf(state, ticket));
  return window ? [boundTo(ticket, window.id, why, now)] : [];
}

/** The window closed, or changed what it serves: the others take over whom it can't call any more. */
export function handOver(state: DispatcherState, window: WindowId, why: Why, now: Moment): HallEvent[] {
  if (why === "closed") return move(state, releasedBy(state, window), why, now);
  const rule = ruleOf(state, window);
  const lost = boundAt(state, window).filter((t) => !can(state, rule, t));
  return move(state, lost, why, now);
}

/** A window opens again: who was bound to it, and whom no other could take, is its own again, as told. */
export function reclaim(state: DispatcherState, window: WindowId, now: Moment): HallEvent[] {
  return releasedBy(state, window)
    .filter((t) => can(state, ruleOf(state, window), t))
    .map((t) => boundTo(t, window, "reopened", now));
}

/**
 * When people whom a window that has paused too long alone may call are anyone's again; null: there are none. Those bound
 * with their number are told another window; those who came back to their clerk are told theirs at the call.
 */
export function handOverDue(state: DispatcherState): number | null {
  let due: number | null = null;
  for (const { id, since } of pausedWindows(state)) {
    const at = Math.max(0, since + state.rules.rebindAfterMs);
    if ((due === null || at < due) && meantFor(state, id).some((t) => othersFor(state, t).length > 0))
      due = at;
  }
  return due;
}

export function handOverPaused(state: DispatcherState, now: Moment): HallEvent[] {
  for (const { id, since } of pausedWindows(state)) {
    if (since + state.rules.rebindAfterMs > now.at) continue;
    const movable = meantFor(state, id).filter((t) => othersFor(state, t).length > 0);
    if (movable.length === 0) continue;
    const told = movable.filter((t) => bindsAtTicket(state, t.queue));
    const free = movable.filter((t) => !told.includes(t));
    return [...move(state, told, "paused", now), ...free.map((t) => boundTo(t, null, "paused", now))];
  }
  return [];
}

/** Waits, and no window is named for it alone. */
function isFree({ phase }: QueueTicket): boolean {
  return phase.state === "waiting" && phase.only === null;
}

/** Windows that don't call, with people held for them; one that is in the config no more never will. */
function* pausedWindows(state: DispatcherState): Iterable<{ readonly id: WindowId; readonly since: number }> {
  for (const id of state.lines.held.keys()) {
    const desk = state.desks.get(id);
    if (!ruleOf(state, id)) yield { id, since: Number.NEGATIVE_INFINITY };
    else if (desk?.state === "paused") yield { id, since: desk.since };
  }
}

/** Who waits for this window alone, as told with the number. */
function boundAt(state: DispatcherState, window: WindowId): QueueTicket[] {
  return (state.lines.held.get(window) ?? []).flatMap((place) => {
    const ticket = state.tickets.get(place.ticket);
    return ticket?.bound === window ? [ticket] : [];
  });
}

/** Who waits for this window alone by a rule, not by a clerk's word: told it with the number, or parked and come back. */
function meantFor(state: DispatcherState, window: WindowId): QueueTicket[] {
  return (state.lines.held.get(window) ?? []).flatMap((place) => {
    const ticket = state.tickets.get(place.ticket);
    const returned = ticket?.joined === "returned" && ticket.bound === null && ticket.promised === null;
    return ticket && (ticket.bound === window || returned) ? [ticket] : [];
  });
}

/** Who was bound to the window until it closed, and to no other since. */
function releasedBy(state: DispatcherState, window: WindowId): QueueTicket[] {
  return [...state.tickets.values()].filter((t) => t.bound === window && isFree(t));
}

/** Each to the best of the other windows, the elder first, so that they spread. */
function move(state: DispatcherState, tickets: readonly QueueTicket[], why: Why, now: Moment): HallEvent[] {
  const given: Given = new Map();
  const open = windowRules(state).some((w) => willCall(state, w.id));
  const age = (t: QueueTicket) => ageOf(state.rules.policy, placeOf(t), now.at);
  return [...tickets]
    .sort((a, b) => age(b) - age(a) || a.arrival - b.arrival)
    .flatMap((ticket) => {
      const window = bestFor(state, ticket, now, given, othersFor(state, ticket));
      if (window) {
        const own = serviceMs(state, window.id, ticket.queue, matterOf(ticket), placeOf(ticket).count);
        given.set(window.id, (given.get(window.id) ?? 0) + own);
        return [boundTo(ticket, window.id, why, now)];
      }
      // The last window has closed: nobody is there to be told another, and theirs may open again.
      return open || why === "unable" ? [boundTo(ticket, null, why, now)] : [];
    });
}

function boundTo(ticket: QueueTicket, window: WindowId | null, why: Why, now: Moment): HallEvent {
  const from = why === "begun" ? null : ticket.bound;
  // With the number itself the slip and the first SMS say it; what did not change is not said again.
  const silent = why === "reopened" || (why === "begun" && ticket.leg === 1) || from === window;
  const occurrence = silent ? 0 : ticket.nears + 1;
  return event("ticket.bound", now.at, {
    ticket: ticket.id,
    leg: ticket.leg,
    window,
    from,
    occurrence,
    why,
  });
}

function can(state: DispatcherState, window: WindowRule | undefined, ticket: QueueTicket): boolean {
  return (
    window !== undefined &&
    willCall(state, window.id) &&
    serves(state, window, staffAt(state, window.id), ticket.queue, matterOf(ticket), ticket.batch)
  );
}

/** Windows that could take somebody who begins to wait: those that pause only while no other can. */
function ablesOf(state: DispatcherState, ticket: QueueTicket): readonly WindowRule[] {
  const able = windowRules(state).filter((w) => can(state, w, ticket));
  const active = able.filter((w) => !rests(state, w.id));
  return active.length > 0 ? active : able;
}

/** Windows at work that could take over somebody who is bound elsewhere. */
function othersFor(state: DispatcherState, ticket: QueueTicket): readonly WindowRule[] {
  return windowRules(state).filter(
    (w) => w.id !== ticket.bound && !rests(state, w.id) && can(state, w, ticket),
  );
}

function rests(state: DispatcherState, window: WindowId): boolean {
  const desk = state.desks.get(window);
  if (desk?.state === "calling" || desk?.state === "serving") return desk.next?.to === "paused";
  return desk?.state === "paused";
}

/** Waits that differ by less are as long: then the window that is quicker at the matter, and the one that rests longest. */
const SAME_MS = 1_000;

function bestFor(
  state: DispatcherState,
  ticket: QueueTicket,
  now: Moment,
  given: Given,
  windows: readonly WindowRule[],
): WindowRule | null {
  const place = placeOf(ticket);
  const { costs } = speedsOf(state, place.queue, place.matter, place.batch);
  const shared = sharedLanes(state, place);
  let best: { readonly window: WindowRule; readonly wait: number } | null = null;
  for (const window of windows) {
    const wait = expectedWait(state, window, place, shared, now) + (given.get(window.id) ?? 0);
    const nearer = best ? best.wait - wait : Number.POSITIVE_INFINITY;
    if (nearer > SAME_MS || (best && nearer > -SAME_MS && ranks(window, best.window)))
      best = { window, wait };
  }
  return best?.window ?? null;

  function costAt({ id, sectors }: WindowRule): number {
    return (costs.get(id) ?? 0) + (sectors.length > 1 ? FLEXIBLE_COST : 0);
  }
  function ranks(a: WindowRule, b: WindowRule): boolean {
    const byCost = costAt(a) - costAt(b);
    if (byCost !== 0) return byCost < 0;
    return (state.desks.get(a.id)?.since ?? 0) < (state.desks.get(b.id)?.since ?? 0);
  }
}

/** How long the window needs until it would call this person, with whom it has to call before and its known breaks. */
function expectedWait(
  state: DispatcherState,
  window: WindowRule,
  own: Place,
  shared: readonly SharedLane[],
  now: Moment,
): number {
  const { policy } = state.rules;
  const age = ageOf(policy, own, now.at);
  const walk = meanWalkMs(state.learned, state.rules.walkMs);
  let wait = untilFree(state, window.id, now);
  for (const place of state.lines.held.get(window.id) ?? [])
    if (place.ticket !== own.ticket && elder(state, place, age, own.arrival, now.at))
      wait += walk + serviceMs(state, window.id, place.queue, place.matter, place.count);
  for (const { queue, matter, people, able } of shared)
    if (able.has(window.id))
      wait += (people * (walk + serviceMs(state, window.id, queue, matter, 1))) / able.size;
  for (const [from, to] of breaksOf(state, window.id, now.at, now.day))
    if (from <= now.at + wait) wait += to - Math.max(from, now.at);
  return wait;
}

function untilFree(state: DispatcherState, window: WindowId, now: Moment): number {
  const desk = state.desks.get(window);
  if (desk?.state !== "paused") return leftAt(state, window, now.at);
  // A known break is counted with the others.
  const known = breaksOf(state, window, now.at, now.day).some(([from]) => from <= now.at);
  return known ? 0 : Math.max(0, meanPauseMs(state.learned) - (now.at - desk.since));
}

/** People of one kind bound to nobody, and the windows that share them. */
interface SharedLane {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly people: number;
  readonly able: ReadonlySet<WindowId>;
}

/** Worked out once for all windows: there may be two hundred. */
function sharedLanes(state: DispatcherState, own: Place): SharedLane[] {
  const open = windowRules(state).filter((w) => willCall(state, w.id));
  return [...state.lines.lanes.values()].flatMap(({ queue, matter, class: is, batch, places }) => {
    const mine =
      own.only === null &&
      queue === own.queue &&
      matter === own.matter &&
      is === own.class &&
      batch === own.batch;
    const people = places.length - (mine ? 1 : 0);
    if (people <= 0) return [];
    const able = open
      .filter((w) => serves(state, w, staffAt(state, w.id), queue, matter, batch))
      .map((w) => w.id);
    return [{ queue, matter, people, able: new Set(able) }];
  });
}
