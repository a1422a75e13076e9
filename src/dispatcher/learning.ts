import type { QueueId } from "../contract/ids.ts";

/** Service times seen per queue; sums keep it small and replayable. */
export interface Learned {
  readonly services: Map<QueueId, { count: number; sumMs: number }>;
  walk: { count: number; sumMs: number };
}

/** A configured mean counts as much as this many services: little data never counts much. */
const PRIOR_WEIGHT = 20;
/** A service shorter than this after an inferred start was a wrong key, not a service. */
export const SHORTEST_PLAUSIBLE_MS = 20_000;

export function nothingLearned(): Learned {
  return { services: new Map(), walk: { count: 0, sumMs: 0 } };
}

export function meanServiceMs(learned: Learned, queue: QueueId, configuredMs: number): number {
  const seen = learned.services.get(queue);
  if (!seen) return configuredMs;
  return (configuredMs * PRIOR_WEIGHT + seen.sumMs) / (PRIOR_WEIGHT + seen.count);
}

export function meanWalkMs(learned: Learned, configuredMs: number): number {
  return (configuredMs * PRIOR_WEIGHT + learned.walk.sumMs) / (PRIOR_WEIGHT + learned.walk.count);
}

export function learnService(learned: Learned, queue: QueueId, ms: number): void {
  const seen = learned.services.get(queue) ?? { count: 0, sumMs: 0 };
  seen.count++;
  seen.sumMs += ms;
  learned.services.set(queue, seen);
}
