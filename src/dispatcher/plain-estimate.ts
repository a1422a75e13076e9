import type { QueueId, WindowId } from "../contract/ids.ts";
import type { Estimate } from "../contract/ticket.ts";
import { serves, staffAt, windowsFor } from "./eligibility.ts";
import { meanWalkMs } from "./learning.ts";
import { waitingIn } from "./line.ts";
import { usualMs } from "./speeds.ts";
import { type DispatcherState, type WindowRule, windowRules } from "./state.ts";

/** Spread of service times assumed for the bound: standard deviation ÷ mean, a lognormal hall's usual value. */
const SERVICE_CV = 0.7;
/** One-sided 80 % of the normal distribution. */
const Z80 = 0.8416;
/** A service already longer than its mean is expected to last this much of a mean still. */
const LATE_SHARE = 0.35;

/** Who asks, and who waits besides. */
export interface Asking {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly batch: boolean;
  /** Only this window may call them. */
  readonly only: WindowId | null;
  /** People whom the policy would call before at the windows that can serve the asker, whatever they came for. */
  readonly ahead: number;
  /** People of the same sector besides the asker. */
  readonly others: number;
}

/**
 * The plain rule, told while no forecast is to be had (src/forecast): the wait, minutes, and the window likely to call.
 * The open windows work off the line ahead, each with what is left of its present service and then one learned mean
 * after another; people whom other windows call as well are theirs in part. A window that rests with nobody of the
 * sector before it: at once. Null when no window is open: nothing honest can be said then.
 */
export function plainEstimate(
  state: DispatcherState,
  asking: Asking,
  at: number,
): { estimate: Estimate; likely: WindowId } | null {
  const { queue, matter, batch, only } = asking;
  const free = windowsFor(state, queue, matter, batch)
    .filter((window) => only === null || window.id === only)
    // Open, but whoever sits there can't do it: not a window that this person waits for.
    .filter((window) => serves(state, window, staffAt(state, window.id), queue, matter, batch))
    .flatMap((window) => {
      const left = timeUntilFree(state, window, at);
      return left === null ? [] : [{ window: window.id, left, sectors: window.sectors }];
    })
    .sort((a, b) => a.left - b.left);
  const [first] = free;
  if (!first) return null;
  const resting = free.filter((f) => state.desks.get(f.window)?.state === "idle").length;
  if (Math.min(asking.ahead, asking.others) < resting)
    return { estimate: { minutes: 0, upTo: 0 }, likely: first.window };
  const mean =
    meanWalkMs(state.learned, state.rules.walkMs) +
    meanAhead(state, new Set(free.flatMap((f) => f.sectors)), queue);
  const ahead = Math.round(asking.ahead * shareOf(state, new Set(free.map((f) => f.window)), at));
  const rounds = Math.floor(ahead / free.length);
  const caller = free[ahead % free.length] as (typeof free)[number];
  const wait = caller.left + rounds * mean;
  const busy = caller.left > 0 ? 1 : 0;
  const spread = (SERVICE_CV * mean * Math.sqrt(rounds * free.length + busy)) / free.length;
  const minutes = Math.round(wait / 60_000);
  return {
    estimate: { minutes, upTo: Math.max(minutes, Math.ceil((wait + Z80 * spread) / 60_000)) },
    likely: caller.window,
  };
}

/** What somebody who took a number now would be told by the plain rule; null when nobody can say. */
export function plainWait(state: DispatcherState, queue: QueueId, at: number): Estimate | null {
  const seen = new Set<QueueId>(windowsFor(state, queue, null).flatMap((w) => w.sectors));
  let ahead = 0;
  for (const q of seen) ahead += waitingIn(state.lines, q);
  const asking = {
    queue,
    matter: null,
    batch: false,
    only: null,
    ahead,
    others: waitingIn(state.lines, queue),
  };
  return plainEstimate(state, asking, at)?.estimate ?? null;
}

/** How much of the work that these windows could do is theirs: a sector's line is shared among all its open windows. */
function shareOf(state: DispatcherState, ours: ReadonlySet<WindowId>, at: number): number {
  const open = windowRules(state).filter((w) => timeUntilFree(state, w, at) !== null);
  const all = windowsBySector(open);
  const own = windowsBySector(open.filter((w) => ours.has(w.id)));
  let reached = 0;
  let due = 0;
  for (const { queue, places } of state.lines.lanes.values()) {
    const windows = own.get(queue) ?? 0;
    if (windows === 0) continue;
    reached += places.length;
    due += (places.length * windows) / (all.get(queue) as number);
  }
  // Whoever only one of them may call is wholly theirs.
  for (const [window, places] of state.lines.held) {
    if (!ours.has(window)) continue;
    reached += places.length;
    due += places.length;
  }
  return reached === 0 ? 1 : due / reached;
}

function windowsBySector(windows: readonly WindowRule[]): ReadonlyMap<QueueId, number> {
  const count = new Map<QueueId, number>();
  for (const { sectors } of windows)
    for (const queue of sectors) count.set(queue, (count.get(queue) ?? 0) + 1);
  return count;
}

/** Milliseconds until the window can call again; null when nobody can say (closed, paused, about to close). */
function timeUntilFree(state: DispatcherState, window: WindowRule, at: number): number | null {
  const desk = state.desks.get(window.id);
  if (!desk) return null;
  switch (desk.state) {
    case "closed":
    case "paused":
      return null;
    case "idle":
      return 0;
    case "calling":
    case "serving": {
      if (desk.next) return null;
      const queue = state.tickets.get(desk.ticket)?.queue;
      const service = queue ? usualMs(state, queue, null) : 0;
      const walk = desk.state === "calling" ? meanWalkMs(state.learned, state.rules.walkMs) : 0;
      return Math.max(walk + service - (at - desk.since), LATE_SHARE * service);
    }
  }
}

function meanAhead(state: DispatcherState, queues: ReadonlySet<QueueId>, own: QueueId): number {
  let people = 0;
  let sum = 0;
  for (const queue of queues) {
    const count = waitingIn(state.lines, queue);
    people += count;
    sum += count * usualMs(state, queue, null);
  }
  return people > 0 ? sum / people : usualMs(state, own, null);
}
