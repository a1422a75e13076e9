import type { StaffId, WindowId } from "../../contract/ids.ts";
import { merged, type PlannedBreak, type Rota } from "../../kernel/rota.ts";
import type { DispatcherState, TodayPlan } from "../state.ts";

// What is planned for the windows today lies over the rota: whoever reads breaks reads one list and needs not know which
// of them the config says and which somebody set this morning.

type Plans = DispatcherState["plans"];

/** What the clerk and the kiosk read as the break's reason. */
export const planWords = ({ kind, reason }: Pick<TodayPlan, "kind" | "reason">): string =>
  reason ?? (kind === "pause" ? "计划暂停" : "计划关窗");

/** Known breaks of a window on a day: the rota's and those planned for it. A planned end never ends: `to` is infinite. */
export function breaksToday(
  rota: Rota,
  plans: Plans,
  window: WindowId,
  day: string,
  staff: StaffId | null,
): readonly PlannedBreak[] {
  const known = rota.plannedBreaks(window, day, staff);
  const set = plans.get(window)?.filter((p) => p.day === day) ?? [];
  if (set.length === 0) return known;
  return merged([
    ...known,
    ...set.map((p) => ({ from: p.from, to: p.to ?? Number.POSITIVE_INFINITY, reason: planWords(p) })),
  ]);
}

/** The rota as it is today: `plans` are asked for at each reading. */
export const rotaToday = (rota: Rota, plans: () => Plans): Rota => ({
  ...rota,
  plannedBreaks: (window, day, staff) => breaksToday(rota, plans(), window, day, staff),
});
