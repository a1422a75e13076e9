import { dispatcher } from "../dispatcher/dispatcher.ts";
import { type LaneKey, type LostLane, laneId, unserved } from "../dispatcher/stranded.ts";
import type { Clock } from "../kernel/clock.ts";
import type { DueSource } from "../kernel/scheduler.ts";
import type { Turns } from "../kernel/turn.ts";
import type { HallMemory } from "./memory.ts";

/** How often it looks, milliseconds. */
const EVERY_MS = 30_000;
/** A window that closes and opens again within that time has frightened nobody. */
const PATIENCE_MS = 5 * 60_000;

/**
 * Tells those who wait for something that its last window is gone: closed, or put to other sectors. Once a leg, as the
 * journal knows; what was gone already when the server started counts from then.
 */
export function createStrandedKeeper(needs: {
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly clock: Clock;
  /** What its people are told; null: it is lunch, or after hours, which they know. */
  readonly told: (lane: LaneKey, now: number) => Pick<LostLane, "what" | "today" | "next"> | null;
}): DueSource {
  const { memory, turns, clock, told } = needs;
  const since = new Map<string, number>();
  let next = clock.now() + EVERY_MS;

  const lost = (now: number): readonly LostLane[] => {
    const lanes = unserved(memory.states.dispatcher).flatMap((lane) => {
      const words = told(lane, now);
      return words ? [{ ...lane, ...words }] : [];
    });
    const gone = new Set(lanes.map(laneId));
    for (const id of since.keys()) if (!gone.has(id)) since.delete(id);
    return lanes.flatMap(({ people: _, ...lane }) => {
      const id = laneId(lane);
      const from = since.get(id) ?? now;
      since.set(id, from);
      return now - from >= PATIENCE_MS ? [{ ...lane, since: from }] : [];
    });
  };

  return {
    name: "stranded",
    // A clock that was set back does not put it off.
    nextDue: () => Math.min(next, clock.now() + EVERY_MS),
    run: async () => {
      next = clock.now() + EVERY_MS;
      const lanes = lost(clock.now());
      if (lanes.length === 0) return;
      await turns.submit({
        actor: { kind: "system" },
        key: null,
        decide: (now) => dispatcher.decide(memory.states.dispatcher, { type: "strand", lost: lanes }, now),
        answer: () => null,
      });
    },
  };
}
