import fc from "fast-check";
import { expect, test } from "vitest";
import type { TicketId, WindowId } from "../contract/ids.ts";
import { plainOutlook } from "../dispatcher/outlook.ts";
import { createMemory, type States } from "./memory.ts";
import { rulesOf } from "./rules.ts";
import { CoreHall } from "./testing/core-hall.ts";
import { held, step, take, WINDOWS } from "./testing/random-steps.ts";

// A restart folds a snapshot and what came after it; the truth is the whole journal folded from nothing.

function wholeReplay(hall: CoreHall): States {
  const memory = createMemory({
    outlook: plainOutlook,
    rules: rulesOf(
      hall.config,
      {
        offered: [...hall.core.memory.states.intake.offered.values()],
        earlier: hall.store.caseFiles.keptMatters(),
      },
      null,
      hall.core.calendar,
    ),
    journal: hall.store.journal,
    snapshots: { latest: () => null, save: () => {} },
  });
  memory.load();
  return memory.states;
}

test("snapshot and tail, live memory and the whole journal are one and the same, whatever happened", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const hall = new CoreHall();
      try {
        hall.core.start();
        const issued: TicketId[] = [];
        for (const window of WINDOWS.slice(0, 3))
          await take(hall, { do: "window", verb: "open", pick: WINDOWS.indexOf(window) }, []);
        for (const now of steps) await take(hall, now, issued);
        await hall.settled();
        const live = held(hall.core.memory.states);
        expect(held(wholeReplay(hall))).toEqual(live);
        await hall.restart();
        expect(held(hall.core.memory.states)).toEqual(live);
        await hall.core.turns.write(() => hall.core.memory.save(hall.clock.now()));
        expect(await hall.restart()).toBe(0);
        expect(held(hall.core.memory.states)).toEqual(live);
      } finally {
        await hall.stop();
      }
    }),
    { numRuns: 15, seed: 20261123, endOnFailure: true },
  );
}, 120_000);

test("a window that is new in the config has its place beside what a snapshot brings", async () => {
  const hall = new CoreHall((demo) => ({ ...demo, windows: demo.windows.slice(0, 2) }));
  try {
    hall.core.start();
    await take(hall, { do: "window", verb: "open", pick: 0 }, []);
    await hall.core.turns.write(() => hall.core.memory.save(hall.clock.now()));
    const { windows } = new CoreHall().config;
    Object.assign(hall.config, { windows });
    await hall.restart();
    const states = hall.core.memory.states;
    expect(states.dispatcher.desks.get("w01" as WindowId)?.state).toBe("idle");
    expect(states.dispatcher.desks.get("w03" as WindowId)?.state).toBe("closed");
    expect(states.announce.windows.get("w03" as WindowId)?.state).toBe("closed");
  } finally {
    await hall.stop();
  }
});
