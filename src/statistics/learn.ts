import type { Learned } from "./state.ts";

/** How many services the configured mean counts for: a few odd first ones can't overturn it. */
const PRIOR_WEIGHT = 12;
/** Spread assumed of service and walk until learned: standard deviation over mean. */
const PRIOR_CV = 0.6;
/** Older durations fade beyond this many: a matter that became quicker is believed within a week or so. */
const MEMORY = 300;
const LONGEST_MS = 4 * 3_600_000;

export interface Duration {
  /** Minutes. */
  readonly mean: number;
  /** Standard deviation over mean. */
  readonly cv: number;
  /** How many were learned from. */
  readonly count: number;
}

/** Takes one more duration in, milliseconds. Impossible ones (negative, over four hours) teach nothing. */
export function learn(from: Learned | undefined, ms: number): Learned {
  const known = from ?? { count: 0, mean: 0, variance: 0 };
  if (!(ms >= 0 && ms <= LONGEST_MS)) return known;
  const count = known.count + 1;
  // Welford's running mean and variance; the share of a newcomer stops shrinking at the memory's length.
  const share = 1 / Math.min(count, MEMORY);
  const off = ms - known.mean;
  return {
    count,
    mean: known.mean + share * off,
    variance: (1 - share) * (known.variance + share * off * off),
  };
}

/** What to expect: learned and configured mean weighed by how much was learned (shrinkage). */
export function expected(from: Learned | undefined, priorMinutes: number): Duration {
  const weight = Math.min(from?.count ?? 0, MEMORY);
  const mean = blend((from?.mean ?? 0) / 60_000, weight, priorMinutes);
  const spread = (from?.variance ?? 0) / 60_000 ** 2;
  const variance = blend(spread, weight, (PRIOR_CV * priorMinutes) ** 2);
  return { mean, cv: mean > 0 ? Math.sqrt(variance) / mean : 0, count: from?.count ?? 0 };
}

const blend = (learned: number, weight: number, prior: number): number =>
  (weight * learned + PRIOR_WEIGHT * prior) / (weight + PRIOR_WEIGHT);
