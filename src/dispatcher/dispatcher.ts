import type { Feature } from "../kernel/feature.ts";
import { apply } from "./apply.ts";
import { handOverDue } from "./binding.ts";
import type { DispatcherCommand } from "./commands.ts";
import { decide } from "./decide.ts";
import { nothingLearned } from "./learning.ts";
import { emptyLines } from "./line.ts";
import { announcementDue } from "./promise.ts";
import { react } from "./react.ts";
import type { DispatcherRules, DispatcherState } from "./state.ts";

export function initial(rules: DispatcherRules): DispatcherState {
  return {
    rules,
    tickets: new Map(),
    tokens: new Map(),
    lines: emptyLines(),
    desks: new Map(rules.windows.map((w) => [w.id, { state: "closed", since: 0 }])),
    away: new Set(),
    learned: nothingLearned(),
    sectors: new Map(),
    assigned: new Map(),
    later: new Map(),
    plans: new Map(),
    recent: [],
    runs: new Map(),
    manned: 0,
    arrivals: 0,
  };
}

/** Who is next at which window, and every guarded move of tickets and windows. */
export const dispatcher: Feature<DispatcherState, DispatcherCommand> = {
  decide,
  apply,
  react,
  // A planned change of sectors is asked for by whoever knows the rota's times (src/service/rota-keeper.ts).
  nextDue: (state) => {
    const times = [announcementDue(state), handOverDue(state)].filter((t) => t !== null);
    return times.length === 0 ? null : Math.min(...times);
  },
};
