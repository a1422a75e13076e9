import type { PlanWindow, WindowPlan } from "../../../../src/contract/window.ts";

const clock = (iso: string): string => iso.slice(11, 16);

/** `11:30–12:00 暂停（开会）`, `16:00 起关窗`. */
export function planText(plan: Pick<WindowPlan, "kind" | "from" | "to" | "reason">): string {
  if (plan.to === null) return `${clock(plan.from)} 起关窗`;
  return `${clock(plan.from)}–${clock(plan.to)} 暂停${plan.reason ? `（${plan.reason}）` : ""}`;
}

/** What came of a call that called nobody because a plan's time has come; null: it was something else. */
export function begunText(plans: readonly WindowPlan[]): string | null {
  const plan = plans.find((p) => p.begun);
  if (!plan) return null;
  return plan.to === null
    ? `计划的时间到了：${clock(plan.from)} 起关窗，不再叫号；要再办理请开窗`
    : `计划的时间到了：暂停到 ${clock(plan.to)}，没有叫号；回来请按恢复叫号`;
}

/** A plan as it is filled in. */
export interface PlanDraft {
  readonly kind: PlanWindow["kind"];
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** The request; null while something is missing. The server checks the times. */
export function planOf({ kind, from, to, reason }: PlanDraft): PlanWindow | null {
  if (from === "") return null;
  if (kind === "close") return { kind, from };
  return to === "" ? null : { kind, from, to, ...(reason === "" ? {} : { reason }) };
}
