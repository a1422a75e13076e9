import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { type DispatcherRules, type DispatcherState, type WindowRule, windowRules } from "./state.ts";

// Which window can do what, with whoever sits there now.

/**
 * Whether a window could do a matter of a sector, with `staff` at it; null: nobody is, so nobody's skill limits it.
 * `batch`: many like cases at once, which only batch windows take; those take all others, too.
 */
export function serves(
  state: DispatcherState,
  window: WindowRule,
  staff: StaffId | null,
  queue: QueueId,
  matter: string | null,
  batch = false,
): boolean {
  if (batch && !window.batch) return false;
  if (!window.sectors.includes(queue)) return false;
  if (matter !== null && window.matters !== null && !window.matters.includes(matter)) return false;
  return staff === null || skilled(state.rules, staff, queue, matter);
}

/** Skills name sectors or matters; a matter may ask for a level. Staff without an entry can do everything. */
export function skilled(
  rules: DispatcherRules,
  staff: StaffId,
  queue: QueueId,
  matter: string | null,
): boolean {
  const rule = rules.staff.get(staff);
  if (!rule) return true;
  const needed = matter === null ? 0 : (rules.levels.get(matter) ?? 0);
  if (rule.level < needed) return false;
  return (
    rule.skills === null || rule.skills.includes(queue) || (matter !== null && rule.skills.includes(matter))
  );
}

/** Who sits at a window; null when it is closed. */
export function staffAt(state: DispatcherState, window: WindowId): StaffId | null {
  const desk = state.desks.get(window);
  return desk && desk.state !== "closed" ? desk.staff : null;
}

/** Whether a window will call anybody once it is free. */
export function willCall(state: DispatcherState, window: WindowId): boolean {
  const desk = state.desks.get(window);
  if (!desk || desk.state === "closed") return false;
  return !((desk.state === "calling" || desk.state === "serving") && desk.next?.to === "closed");
}

/** The windows that many like cases wait for, as they are set now, open or not. */
export const batchWindows = (
  state: DispatcherState,
  queue: QueueId,
  matter: string | null,
): readonly WindowRule[] => windowRules(state).filter((w) => serves(state, w, null, queue, matter, true));

/** Windows that can do it: those that will call; when there is none, all that could if they opened. */
export function windowsFor(
  state: DispatcherState,
  queue: QueueId,
  matter: string | null,
  batch = false,
): readonly WindowRule[] {
  const open: WindowRule[] = [];
  const could: WindowRule[] = [];
  for (const window of windowRules(state)) {
    if (!serves(state, window, null, queue, matter, batch)) continue;
    could.push(window);
    if (willCall(state, window.id) && serves(state, window, staffAt(state, window.id), queue, matter, batch))
      open.push(window);
  }
  return open.length > 0 ? open : could;
}

/** Whether a sector settles the window with the number. */
export function bindsAtTicket({ rules }: DispatcherState, queue: QueueId): boolean {
  return rules.sectors.some((s) => s.id === queue && s.binding === "atTicket");
}
