import type { HallEvent } from "../../contract/events.ts";
import type { Decision, Moment } from "../../kernel/feature.ts";
import { apply } from "../apply.ts";
import type { Arrangeable } from "../commands.ts";
import { nothingLearned } from "../learning.ts";
import { emptyLines } from "../line.ts";
import type { DispatcherState } from "../state.ts";

/**
 * Several changes as one decision: each is decided on the windows as those before it leave them. The first that can't be
 * is the answer, named by its place, and then none is done.
 */
export function arrange(
  state: DispatcherState,
  changes: readonly (readonly Arrangeable[])[],
  now: Moment,
  decide: (state: DispatcherState, step: Arrangeable, now: Moment) => Decision,
): Decision {
  const windows = windowsAlone(state);
  const facts: HallEvent[] = [];
  for (const [i, steps] of changes.entries())
    for (const step of steps) {
      const decided = decide(windows, step, now);
      if ("refused" in decided) return { ...decided, detail: refusedAt(i, decided.detail, changes.length) };
      for (const fact of decided) apply(windows, fact);
      facts.push(...decided);
    }
  return facts;
}

/** What is said of the change that can't be. */
export function refusedAt(index: number, why: string, of: number): string {
  return of === 1 ? why : `第 ${index + 1} 项：${why}；其余各项也没有执行`;
}

/** The windows without the people: what is tried on them leaves the hall as it is. */
function windowsAlone(state: DispatcherState): DispatcherState {
  return {
    ...state,
    tickets: new Map(),
    tokens: new Map(),
    lines: emptyLines(),
    away: new Set(),
    learned: nothingLearned(),
    desks: new Map(state.desks),
    sectors: new Map(state.sectors),
    assigned: new Map(state.assigned),
    later: new Map(state.later),
    plans: new Map(state.plans),
    recent: [],
    runs: new Map(),
  };
}
