import type { HallEvent } from "../../contract/events.ts";
import type { StaffId, WindowId } from "../../contract/ids.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import { breaksToday } from "../../dispatcher/today/breaks.ts";
import { dropPlan, keepPlan } from "../../dispatcher/today/fold.ts";
import type { PlannedBreak, Rota } from "../../kernel/rota.ts";

/**
 * The breaks that were known on a past day: the rota's, and those planned for windows on the day itself, also where
 * somebody came back early.
 */
export function dayBreaks(rota: Rota, day: string) {
  const planned: Pick<DispatcherState, "plans"> = { plans: new Map() };
  return {
    /** Each fact of the day, in order. */
    see: (fact: HallEvent): void => {
      if (fact.type === "window.planned") keepPlan(planned, fact.data);
      if (fact.type === "window.plan-withdrawn") dropPlan(planned, fact.data);
    },
    of: (window: WindowId, staff: StaffId): readonly PlannedBreak[] =>
      breaksToday(rota, planned.plans, window, day, staff),
  };
}
