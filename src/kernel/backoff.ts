/** Waiting times between tries: doubling from `first` up to `longest`, milliseconds. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
}

/** Delay before try number `attempt` (1 = the first repeat), in milliseconds, without jitter: one hall, few devices. */
export function backoffDelay({ first, longest }: Backoff, attempt: number): number {
  return Math.min(longest, first * 2 ** Math.min(30, Math.max(0, attempt - 1)));
}
