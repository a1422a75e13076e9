import type { QueueId, WindowId } from "../contract/ids.ts";
import type { Estimate } from "../contract/ticket.ts";
import { windowsFor } from "./eligibility.ts";
import { meanWalkMs } from "./learning.ts";
import { waitingIn } from "./line.ts";
import { usualMs } from "./speeds.ts";
import type { DispatcherState, WindowRule } from "./state.ts";

/** Spread of service times assumed for the bound: standard deviation ÷ mean, a lognormal hall's usual value. */
const SERVICE_CV = 0.7;
/** One-sided 80 % of the normal distribution. */
const Z80 = 0.8416;
/** A service already longer than its mean is expected to last this much of a mean still. */
const LATE_SHARE = 0.35;

/**
 * The plain rule, told while no forecast is to be had (src/forecast): the wait of a person with `ahead` people before them in `queue`, minutes, and the window likely to call:
 * the open windows work off the line ahead, each with what is left of its present service and then one learned mean
 * after another. Null when no window is open: nothing honest can be said then.
 */
export function plainEstimate(
  state: DispatcherState,
  queue: QueueId,
  ahead: number,
  at: number,
  only: WindowId | null = null,
  batch = false,
): { estimate: Estimate; likely: WindowId } | null {
  const free = windowsFor(state, queue, null, batch)
    .filter((window) => only === null || window.id === only)
    .flatMap((window) => {
      const left = timeUntilFree(state, window, at);
      return left === null ? [] : [{ window: window.id, left, sectors: window.sectors }];
    })
    .sort((a, b) => a.left - b.left);
  if (free.length === 0) return null;
  const mean =
    meanWalkMs(state.learned, state.rules.walkMs) +
    meanAhead(state, new Set(free.flatMap((f) => f.sectors)), queue);
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
  return plainEstimate(state, queue, ahead, at)?.estimate ?? null;
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
