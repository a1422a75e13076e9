/**
 * Which quantiles of the runs are told. Runs know only what was learned; what actually happened moves the quantiles so
 * that half of the people wait less than the median told and 80 % less than the bound (adaptive conformal inference,
 * Gibbs and Candès 2021).
 */
export interface Calibration {
  readonly middle: number;
  readonly upper: number;
}

export const FRESH: Calibration = { middle: 0.5, upper: 0.8 };

/** Share of all people, those called at once among them, for whom the bound should hold. */
const BOUND = 0.8;
/** How far one person moves a quantile: with longer steps quiet hours, when most are called at once, spoil busy ones. */
const STEP = 0.004;
const LIMITS = { middle: [0.3, 0.7], upper: [0.55, 0.985] } as const;

/** One more wait is known: `minutes` of it, and what had been told. */
export function calibrate(
  from: Calibration,
  waited: number,
  told: { readonly minutes: number; readonly upTo: number },
): Calibration {
  // Who is called at once says nothing of the median, but is one of those for whom the bound holds.
  const atOnce = told.upTo === 0 && waited === 0;
  const below = atOnce ? 0.5 : covered(waited, told.minutes);
  const kept = atOnce ? 1 : covered(waited, told.upTo);
  return {
    middle: within(from.middle + STEP * (0.5 - below), LIMITS.middle),
    upper: within(from.upper + STEP * (BOUND - kept), LIMITS.upper),
  };
}

/** 1 when the wait was shorter, 0 when longer; a tie says nothing of either side. */
function covered(waited: number, told: number): number {
  if (Math.abs(waited - told) < 1e-9) return 0.5;
  return waited < told ? 1 : 0;
}

const within = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value));

/** Linear between the two values next to the rank; `sorted` is not empty. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const rank = share * (sorted.length - 1);
  const low = Math.floor(rank);
  const below = sorted[low] as number;
  const above = sorted[Math.min(low + 1, sorted.length - 1)] as number;
  return below + (rank - low) * (above - below);
}
