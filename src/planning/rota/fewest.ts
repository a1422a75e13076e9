import { SLOT, type Visitor, waitsIn } from "./line.ts";

export interface Fewest {
  readonly windows: readonly number[];
  /** False: all windows that there are do not keep the target. */
  readonly enough: boolean;
}

/**
 * As few windows a half hour as keep a sector's mean wait at `target`, and no half hour's mean over twice of it. Begins with
 * the work offered, adds where that helps most, then takes away what is not needed. `most`: what there is; `least`: what
 * must be open whatever comes.
 */
export function fewestWindows(
  days: readonly (readonly Visitor[])[],
  needs: { readonly target: number; readonly most: readonly number[]; readonly least: readonly number[] },
): Fewest {
  const { target, most, least } = needs;
  const keeps = (windows: readonly number[]) => {
    const { mean, worst } = waitsIn(days, windows);
    return mean <= target && worst <= 2 * target;
  };
  const within = (n: number, i: number) => Math.min(most[i] as number, Math.max(least[i] as number, n));
  let windows = offered(days, most.length).map((load, i) => within(Math.ceil(load), i));
  while (!keeps(windows)) {
    const better = oneMore(days, windows, most);
    if (better === null) break;
    windows = better;
  }
  const enough = keeps(windows);
  // Where the target can't be kept, windows that change next to nothing are not needed all the same.
  const reached = waitsIn(days, windows).mean * NEXT_TO_NOTHING;
  const asGood = (fewer: readonly number[]) => (enough ? keeps(fewer) : waitsIn(days, fewer).mean <= reached);
  for (let changed = true; changed; ) {
    changed = false;
    for (const i of byCount(windows)) {
      const fewer = windows.map((n, j) => (j === i ? within(n - 1, j) : n));
      if (fewer[i] === windows[i] || !asGood(fewer)) continue;
      windows = fewer;
      changed = true;
    }
  }
  return { windows, enough };
}

/** Windows' worth of work that comes in each half hour, mean of the days. */
function offered(days: readonly (readonly Visitor[])[], slots: number): number[] {
  const work = Array.from({ length: slots }, () => 0);
  for (const { at, hold } of days.flat()) {
    const slot = Math.min(slots - 1, Math.max(0, Math.floor(at / SLOT)));
    work[slot] = (work[slot] as number) + hold;
  }
  return work.map((minutes) => minutes / SLOT / Math.max(1, days.length));
}

const NEXT_TO_NOTHING = 1.02;

/** How far before a half hour's waits one more window may help them. */
const REACH = 3;

/** One window more where it takes most of the waiting away; null: there is none to add that takes any. */
function oneMore(
  days: readonly (readonly Visitor[])[],
  windows: readonly number[],
  most: readonly number[],
): number[] | null {
  const { sums } = waitsIn(days, windows);
  const worst = sums.indexOf(Math.max(...sums));
  let best: number[] | null = null;
  let least = sums.reduce((a, b) => a + b, 0);
  const may = windows.map((n, i) => n < (most[i] as number));
  const near = may.map((free, i) => free && i <= worst && i >= worst - REACH);
  const tried = near.some(Boolean) ? near : may;
  for (const [i, free] of tried.entries()) {
    if (!free) continue;
    const more = windows.map((n, j) => (j === i ? n + 1 : n));
    const total = waitsIn(days, more).sums.reduce((a, b) => a + b, 0);
    if (total >= least) continue;
    least = total;
    best = more;
  }
  return best;
}

const byCount = (windows: readonly number[]): number[] =>
  windows.map((_, i) => i).sort((a, b) => (windows[b] as number) - (windows[a] as number) || a - b);
