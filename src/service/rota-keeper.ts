import { dispatcher } from "../dispatcher/dispatcher.ts";
import { planTimes } from "../dispatcher/today/begin.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Rota } from "../kernel/rota.ts";
import type { DueSource } from "../kernel/scheduler.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

/** Sends the rota's changes when their time has come; what fell into a stop is made up for at the start. */
export function createRotaKeeper(needs: {
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly rota: Rota;
  readonly clock: Clock;
}): DueSource {
  const { memory, turns, rota, clock } = needs;
  let next = clock.now();
  let done = Number.NEGATIVE_INFINITY;
  /** What was set or planned for later stands beside the rota's own times. */
  const later = () => {
    const { dispatcher: state } = memory.states;
    return [...[...state.later.values()].map((l) => l.from), ...planTimes(state)].filter((t) => t > done);
  };
  return {
    name: "rota",
    nextDue: () => {
      // A clock set back: what was done by the wrong time is looked at again.
      const now = clock.now();
      if (now < done) {
        next = now;
        done = Number.NEGATIVE_INFINITY;
      }
      const due = Math.min(next, ...later());
      return Number.isFinite(due) ? due : null;
    },
    run: async () => {
      const reached = clock.now();
      await turns.submit({
        actor: { kind: "system" },
        key: null,
        decide: (now) => dispatcher.decide(memory.states.dispatcher, { type: "rota" }, now),
        answer: () => null,
      });
      done = reached;
      next = rota.nextChange(reached);
    },
  };
}
