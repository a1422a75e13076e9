import type { HallEvent } from "../contract/events.ts";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { refuseField, usable } from "../kernel/errors.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { type DispatcherState, ruleOf, type WindowRule, windowRules } from "./state.ts";

// 潮汐窗口: a window serves other sectors from a set time on, or by the manager's word; never in the middle of a service.

/** What the window should serve at that moment. */
function plannedSectors(state: DispatcherState, window: WindowId, at: number): readonly QueueId[] {
  const later = state.later.get(window);
  if (later && later.from <= at) return later.sectors;
  return state.assigned.get(window) ?? state.rules.rota.sectorsAt(window, at);
}

/** Nobody is told more than some hours ahead. */
const AHEAD_MS = 6 * 3_600_000;

/** Moments after `at` at which some window's sectors may change, within the hours that waiting times look ahead. */
export function changeTimes(state: DispatcherState, at: number): readonly number[] {
  const times = new Set<number>();
  for (
    let next = state.rules.rota.nextChange(at);
    next < at + AHEAD_MS;
    next = state.rules.rota.nextChange(next)
  )
    times.add(next);
  for (const { from } of state.later.values()) if (from > at && from < at + AHEAD_MS) times.add(from);
  return [...times].sort((a, b) => a - b);
}

/** The changes that a window will make, one that is due and waits for its present service first. */
export function changesAhead(
  state: DispatcherState,
  window: WindowRule,
  at: number,
  times: readonly number[],
): readonly { readonly from: number; readonly sectors: readonly QueueId[] }[] {
  const changes: { from: number; sectors: readonly QueueId[] }[] = [];
  let present = window.sectors;
  for (const from of [at, ...times]) {
    const sectors = plannedSectors(state, window.id, from);
    if (sectors.length === 0 || same(sectors, present)) continue;
    changes.push({ from, sectors });
    present = sectors;
  }
  return changes;
}

/** The change that is due at a window and not made yet; none while plan and present agree. */
export function sectorChange(state: DispatcherState, window: WindowRule, at: number): HallEvent[] {
  const sectors = plannedSectors(state, window.id, at);
  if (same(sectors, window.sectors)) return [];
  return [event("window.sectors-changed", at, { window: window.id, sectors })];
}

/** The window as it will serve once it is free. */
export function servingNext(state: DispatcherState, window: WindowRule, at: number): WindowRule {
  const sectors = plannedSectors(state, window.id, at);
  return same(sectors, window.sectors) ? window : { ...window, sectors };
}

/** Every change that is due, at windows where no service goes on. */
export function changesOfFreeWindows(state: DispatcherState, now: Moment): HallEvent[] {
  return windowRules(state).flatMap((w) => (isBusy(state, w.id) ? [] : sectorChange(state, w, now.at)));
}

/** A window that has just become free makes the change that waited for it. */
export function changeWhenFree(state: DispatcherState, window: WindowId, at: number): HallEvent[] {
  const rule = ruleOf(state, window);
  return rule && !isBusy(state, window) ? sectorChange(state, rule, at) : [];
}

export function setSectors(
  state: DispatcherState,
  window: WindowRule,
  sectors: readonly QueueId[] | null,
  from: number | null,
  now: Moment,
): Decision {
  const known: readonly string[] = state.rules.sectors.map((s) => s.id);
  const unknown = sectors?.find((q) => !known.includes(q));
  if (unknown !== undefined)
    return refuseField("queue.unknown", "sectors", unknown, `没有板块${unknown}，${usable(known)}`);
  if (sectors !== null && from !== null && from > now.at)
    return [event("window.sectors-set", now.at, { window: window.id, sectors, from })];
  const set = event("window.sectors-set", now.at, { window: window.id, sectors });
  const wanted = sectors ?? state.rules.rota.sectorsAt(window.id, now.at);
  if (isBusy(state, window.id) || same(wanted, window.sectors)) return [set];
  return [set, event("window.sectors-changed", now.at, { window: window.id, sectors: wanted })];
}

function isBusy(state: DispatcherState, window: WindowId): boolean {
  const desk = state.desks.get(window);
  return desk?.state === "calling" || desk?.state === "serving";
}

const same = (a: readonly QueueId[], b: readonly QueueId[]): boolean =>
  a.length === b.length && a.every((q) => b.includes(q));
