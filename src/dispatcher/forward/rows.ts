import type { StaffId } from "../../contract/ids.ts";
import { serves, staffAt } from "../eligibility.ts";
import { costOf, factorAt, type KindSpeeds } from "../speeds.ts";
import type { DispatcherState, WindowRule } from "../state.ts";
import type { ForwardShift } from "./forward-model.ts";
import type { KindId } from "./kinds.ts";
import type { Plans } from "./plans.ts";

/** A window with the sectors it serves from `from` on; null: now. */
export interface Row {
  readonly rule: WindowRule;
  readonly staff: StaffId | null;
  readonly from: number | null;
}

/** As it serves now, and as it will after each planned change. */
export function rowsOf(state: DispatcherState, rule: WindowRule, plans: Plans): readonly Row[] {
  const staff = staffAt(state, rule.id);
  const shifts = plans
    .shiftsOf(rule)
    .map(({ from, sectors }) => ({ rule: { ...rule, sectors }, staff, from }));
  return [{ rule, staff, from: null }, ...shifts];
}

/** Its time for a kind as a multiple of everybody's; 0 where it can't. */
export function factorIn(state: DispatcherState, kind: KindId, speeds: KindSpeeds, row: Row): number {
  const { rule, staff, from } = row;
  if (from === null) return speeds.factors.get(rule.id) ?? 0;
  const { queue, matter, batch } = kind;
  return serves(state, rule, staff, queue, matter, batch)
    ? factorAt(state, rule.id, staff, queue, matter)
    : 0;
}

/** `Candidate.cost`. */
export function costIn(state: DispatcherState, kind: KindId, speeds: KindSpeeds, row: Row): number {
  if (row.from === null) return speeds.costs.get(row.rule.id) ?? 0;
  const factor = factorIn(state, kind, speeds, row);
  return factor === 0 ? 0 : costOf(speeds, factor);
}

/** Changes one after another, each with the next behind it. */
export function chained(
  shifts: readonly (Omit<ForwardShift, "from" | "then"> & { readonly from: number | null })[],
): ForwardShift | null {
  return shifts.reduceRight<ForwardShift | null>((then, { factors, costs, flexible, from }) => {
    const shift = { factors, costs, flexible, from: from ?? 0 };
    return then ? { ...shift, then } : shift;
  }, null);
}
