/** The value below which the share `p` of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export const median = (samples: readonly number[]) => percentile(samples, 0.5);

/** One line of the closing table; `aim` is what issue and docs/performance.md name, `met` null where there is none. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly aim: string | null;
  readonly met: boolean | null;
}

export function figure(name: string, value: string, aim: string | null = null, met: boolean | null = null): Figure {
  return { name, value, aim, met };
}

export const ms = (value: number) => `${value.toFixed(1)} ms`;
