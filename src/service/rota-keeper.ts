import { dispatcher } from "../dispatcher/dispatcher.ts";
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
  /** What the manager set for later stands beside the rota's own times. */
  const later = () =>
    [...memory.states.dispatcher.later.values()].map((l) => l.from).filter((from) => from > done);
  return {
    name: "rota",
    nextDue: () => {
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
