import type { HallEvent } from "../../contract/events.ts";
import type { WindowId } from "../../contract/ids.ts";
import { event, type Moment } from "../../kernel/feature.ts";
import type { Desk, DispatcherState, TodayPlan } from "../state.ts";
import { planWords } from "./breaks.ts";

// A plan comes about by itself: the scheduler asks when its time has come, and every press at the window looks as well, so
// that nothing hangs on which of the two is first.

/** The plan that holds at a window at that moment; whoever resumes or opens the window has ended it. */
export function planAt(state: DispatcherState, window: WindowId, at: number): TodayPlan | null {
  return state.plans.get(window)?.find((p) => p.from <= at && (p.to === null || p.to > at)) ?? null;
}

/** What a window does whose time has come, if it does not do so already; a service that goes on is ended first. */
export function beginPlan(state: DispatcherState, window: WindowId, desk: Desk, at: number): HallEvent[] {
  const plan = planAt(state, window, at);
  if (!plan) return [];
  const close = plan.kind === "close";
  switch (desk.state) {
    case "closed":
      return [];
    case "paused":
      return close ? [closed(window, desk.staff, at)] : [];
    case "idle":
      return [close ? closed(window, desk.staff, at) : paused(window, plan, at)];
    case "calling":
    case "serving": {
      if (desk.next?.to === "closed" || (desk.next && !close)) return [];
      if (plan.to === null) return [event("window.next-set", at, { window, next: "closed", reason: null })];
      const next = { window, next: "paused", reason: planWords(plan), until: plan.to } as const;
      return [event("window.next-set", at, next)];
    }
  }
}

/** Every plan whose time has come. */
export function beginPlans(state: DispatcherState, now: Moment): HallEvent[] {
  return [...state.plans.keys()].flatMap((window) => {
    const desk = state.desks.get(window);
    return desk ? beginPlan(state, window, desk, now.at) : [];
  });
}

/** The moments at which plans begin. */
export function planTimes(state: DispatcherState): readonly number[] {
  return [...state.plans.values()].flatMap((plans) => plans.map((p) => p.from));
}

const closed = (window: WindowId, staff: Extract<Desk, { state: "idle" }>["staff"], at: number) =>
  event("window.closed", at, { window, staff });
const paused = (window: WindowId, plan: TodayPlan, at: number) =>
  event("window.paused", at, { window, reason: planWords(plan) });
