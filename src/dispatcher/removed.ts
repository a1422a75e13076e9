import type { HallEvent } from "../contract/events.ts";
import type { WindowId } from "../contract/ids.ts";
import { event } from "../kernel/feature.ts";
import { conclude } from "./conclude.ts";
import { type Desk, type DispatcherState, ruleOf } from "./state.ts";

/** Windows that stood open when the config lost them. */
export const removedWindows = (state: DispatcherState): readonly WindowId[] =>
  [...state.desks].flatMap(([id, desk]) => (desk.state !== "closed" && !ruleOf(state, id) ? [id] : []));

/**
 * Nobody can press anything at such a window any more: whoever was called or served there is parked, where every window
 * that can do it sees them; whoever was to be called there alone is anyone's; its clerk is free for another.
 */
export function closeRemoved(state: DispatcherState, now: number): HallEvent[] {
  return removedWindows(state).flatMap((window) => {
    const desk = state.desks.get(window) as Exclude<Desk, { state: "closed" }>;
    return [...letGo(state, window, desk, now), event("window.closed", now, { window, staff: desk.staff })];
  });
}

function letGo(state: DispatcherState, window: WindowId, desk: Desk, now: number): HallEvent[] {
  if (desk.state !== "calling" && desk.state !== "serving") return [];
  const ticket = state.tickets.get(desk.ticket);
  if (!ticket) return [];
  const who = { ticket: ticket.id, leg: ticket.leg, window, staff: desk.staff };
  return [
    ...conclude(state, window, desk, "parked", now),
    event("ticket.parked", now, { ...who, reason: "原窗口已从配置中删去" }),
  ];
}
