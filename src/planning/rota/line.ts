// One sector's line before a number of windows that changes each half hour: quick, for trying many numbers. The rota it
// gives is then played by the dispatcher itself.

export const SLOT = 30;

/** Somebody's arrival and how long they hold a window, minutes from the first half hour. */
export interface Visitor {
  readonly at: number;
  readonly hold: number;
}

export interface LineWaits {
  readonly mean: number;
  /** The worst half hour's mean, by arrival. */
  readonly worst: number;
  /** Sum of waits by the half hour of arrival. */
  readonly sums: readonly number[];
}

/** First come first served; `visitors` by arrival, several days of them. After the last half hour its windows stay. */
export function waitsIn(days: readonly (readonly Visitor[])[], windows: readonly number[]): LineWaits {
  const sums = windows.map(() => 0);
  const counts = windows.map(() => 0);
  for (const day of days) {
    const busy: number[] = [];
    let before = 0;
    for (const { at, hold } of day) {
      before = startOf(Math.max(at, before), busy, windows);
      busy.push(before + hold);
      const slot = Math.min(windows.length - 1, Math.max(0, Math.floor(at / SLOT)));
      sums[slot] = (sums[slot] as number) + before - at;
      counts[slot] = (counts[slot] as number) + 1;
    }
  }
  const people = counts.reduce((a, b) => a + b, 0);
  const means = sums.map((sum, i) => (counts[i] ? sum / (counts[i] as number) : 0));
  return {
    mean: people === 0 ? 0 : sums.reduce((a, b) => a + b, 0) / people,
    worst: Math.max(0, ...means),
    sums,
  };
}

/** The first moment from `from` on at which fewer windows are busy than there are. Whoever is served then is let finish. */
function startOf(from: number, busy: number[], windows: readonly number[]): number {
  let at = from;
  for (;;) {
    for (let i = busy.length - 1; i >= 0; i--) if ((busy[i] as number) <= at) busy.splice(i, 1);
    if (busy.length < windowsAt(windows, at)) return at;
    const slot = Math.floor(at / SLOT);
    const boundary = slot < windows.length ? (slot + 1) * SLOT : Number.POSITIVE_INFINITY;
    at = Math.min(boundary, ...busy);
    if (!Number.isFinite(at)) return from;
  }
}

/** After hours whoever was there last stays; somebody always does. */
function windowsAt(windows: readonly number[], at: number): number {
  const slot = Math.floor(at / SLOT);
  if (slot < windows.length) return windows[Math.max(0, slot)] ?? 0;
  return Math.max(1, windows.at(-1) ?? 1);
}
