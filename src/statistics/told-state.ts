import type { QueueId } from "../contract/ids.ts";
import { type Calibration, FRESH } from "../kernel/calibration.ts";

// What people were told of their wait, against what happened. Folded from the journal, so it survives every restart.

/** Somebody who was told and has not been called yet. */
export interface OpenTold {
  readonly queue: QueueId;
  readonly at: number;
  /** Null: nothing could be said. */
  readonly minutes: number | null;
  readonly upTo: number | null;
  readonly by: "forecast" | "plain" | null;
  /** What the head-of-line predictor would have said, minutes. */
  readonly head: number | null;
}

/** Since the number was taken: for the windows announced ahead. Two like people are told apart by `like`. */
export interface OpenVisit {
  readonly queue: QueueId;
  readonly issuedAt: number;
  readonly like: string;
  /** The last window announced, and when; null: none. */
  promised: { readonly window: string; readonly at: number } | null;
  changed: boolean;
}

/** Sums of one sector's day; minutes. */
export interface ToldSums {
  /** People told something and called. */
  told: number;
  error: number;
  within5: number;
  /** For the bound also those who left after it had passed. */
  bounds: number;
  held: number;
  /** Those of them for whom the head-of-line predictor had something to say, its error and ours. */
  head: number;
  headError: number;
  headOurs: number;
  /** Told by the plain rule, because there was no forecast. */
  plain: number;
  /** Called though nothing could be said at ticketing. */
  untold: number;
  /** Left, let others go first, or were put elsewhere before being called. */
  left: number;
  announced: number;
  changed: number;
  /** Waited more than five minutes; and of them told the right window three minutes and more before the call. */
  long: number;
  longEarly: number;
  overtaken: number;
  called: number;
  /** What announcing cost: waits of those in line, summed over the looks, as it is and as told at the call. */
  cost: { looks: number; people: number; withMinutes: number; withoutMinutes: number };
}

export interface ToldDay {
  readonly day: string;
  readonly queues: Record<string, ToldSums>;
}

/** Calls of one like: whom they may have passed. */
export interface LikeCalls {
  /** Calls of the last five minutes, oldest first. */
  recent: { readonly at: number; readonly issuedAt: number }[];
  /** The latest arrival of all called before that. */
  settled: number;
}

export interface ToldState {
  calibration: Calibration;
  day: string | null;
  open: Record<string, OpenTold>;
  visits: Record<string, OpenVisit>;
  calls: Record<string, LikeCalls>;
  /** Oldest first. */
  days: ToldDay[];
}

export const initialTold = (): ToldState => ({
  calibration: FRESH,
  day: null,
  open: {},
  visits: {},
  calls: {},
  days: [],
});

/** A season, for the manager's page. */
const MOST_DAYS = 92;

export function sumsOf(state: ToldState, queue: QueueId): ToldSums {
  const day = state.day ?? "";
  let last = state.days.at(-1);
  if (last?.day !== day) {
    last = { day, queues: {} };
    state.days.push(last);
    if (state.days.length > MOST_DAYS) state.days.shift();
  }
  last.queues[queue] ??= noSums();
  return last.queues[queue];
}

export const noSums = (): ToldSums => ({
  told: 0,
  error: 0,
  within5: 0,
  bounds: 0,
  held: 0,
  head: 0,
  headError: 0,
  headOurs: 0,
  plain: 0,
  untold: 0,
  left: 0,
  announced: 0,
  changed: 0,
  long: 0,
  longEarly: 0,
  overtaken: 0,
  called: 0,
  cost: { looks: 0, people: 0, withMinutes: 0, withoutMinutes: 0 },
});
