import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { Clock } from "../kernel/clock.ts";
import type { DueSource } from "../kernel/scheduler.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

/** It was time to announce, but nobody was there to be told: looked at again after so long, milliseconds. */
const LOOK_AGAIN_MS = 15_000;

/** Announces windows ahead in the sectors that do so: asks the dispatcher when something is due, until nothing is. */
export function createAnnouncer(needs: {
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly clock: Clock;
}): DueSource {
  const { memory, turns, clock } = needs;
  let restsUntil = 0;
  return {
    name: "announcements",
    nextDue: () => {
      const due = dispatcher.nextDue(memory.states.dispatcher);
      // A clock set back makes no rest longer.
      const now = clock.now();
      if (restsUntil > now + LOOK_AGAIN_MS) restsUntil = now;
      return due === null ? null : Math.max(due, restsUntil);
    },
    run: async () => {
      const most = memory.states.dispatcher.rules.windows.length;
      for (let told = 0; told < most; told++) {
        const done = await turns.submit({
          actor: { kind: "system" },
          key: null,
          decide: (now) => dispatcher.decide(memory.states.dispatcher, { type: "due" }, now),
          answer: (facts) => facts.length,
        });
        if ("refused" in done || done.answer === 0) break;
      }
      restsUntil = clock.now() + LOOK_AGAIN_MS;
    },
  };
}
