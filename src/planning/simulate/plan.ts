import type { Plans } from "../../dispatcher/forward/plans.ts";
import { changesAhead, changeTimes } from "../../dispatcher/rota.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import { MINUTE } from "./day.ts";
import type { Scenario } from "./scenario.ts";

/** What waiting times told at `now` plan with, as the hall's do: known breaks, windows that open later, set changes. */
export function planOf({ windows }: Scenario, state: DispatcherState, now: number): Plans {
  const opens = new Map<string, number>(windows.map((w) => [w.id, w.openAt * MINUTE]));
  const times = changeTimes(state, now);
  return {
    breaksOf: (window, from) =>
      state.rules.rota
        .plannedBreaks(window, "", null)
        .filter((b) => b.to > from)
        .map((b) => [b.from, b.to] as const),
    opensAt: (window) => {
      const at = opens.get(window) ?? 0;
      return at > now ? at : null;
    },
    shiftsOf: (window) => changesAhead(state, window, now, times),
  };
}
