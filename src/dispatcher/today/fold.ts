import type { HallEvents } from "../../contract/events.ts";
import type { WindowId } from "../../contract/ids.ts";
import type { DispatcherState, TodayPlan } from "../state.ts";

type Planned = Pick<DispatcherState, "plans">;

export function keepPlan(state: Planned, data: HallEvents["window.planned"]): void {
  const { window, plan: id, ...rest } = data;
  const all = [...(state.plans.get(window) ?? []), { id, ...rest }];
  state.plans.set(
    window,
    all.sort((a, b) => a.from - b.from),
  );
}

export function dropPlan(state: Planned, data: HallEvents["window.plan-withdrawn"]): void {
  keep(state, data.window, (p) => p.id !== data.plan);
}

/** Somebody resumed or opened the window: what was planned until then is over, also before its end. */
export function undoBegun(state: Planned, window: WindowId, at: number): void {
  keep(state, window, (p) => p.from > at);
}

function keep(state: Planned, window: WindowId, which: (plan: TodayPlan) => boolean): void {
  const plans = state.plans.get(window);
  if (!plans) return;
  const left = plans.filter(which);
  if (left.length === 0) state.plans.delete(window);
  else state.plans.set(window, left);
}
