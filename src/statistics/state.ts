import type { QueueId } from "../contract/ids.ts";
import { initialTold, type ToldState } from "./told-state.ts";

/** What the config says until enough has been learned: minutes. */
export interface StatisticsRules {
  readonly queues: readonly { readonly id: QueueId; readonly meanMinutes: number }[];
  readonly walkMinutes: number;
}

/** Sum and number of durations, milliseconds. */
export interface Total {
  count: number;
  ms: number;
}

/** Running mean and variance of durations, milliseconds; old ones fade once `count` reached its limit. */
export interface Learned {
  count: number;
  mean: number;
  variance: number;
}

export interface QueueDay {
  issued: number;
  served: number;
  missed: number;
  cancelled: number;
  expired: number;
  waits: Total;
  services: Total;
}

/** A ticket that has not ended: where it stands and since when, epoch ms. */
export interface OpenTicket {
  queue: QueueId;
  waitingSince: number | null;
  calledAt: number | null;
}

/** Plain JSON, so that the shell can store it as it is. */
export interface StatisticsState {
  readonly rules: StatisticsRules;
  queues: Record<string, QueueDay>;
  open: Record<string, OpenTicket>;
  visitsServed: number;
  /** Numbers void because somebody else came with them. */
  voided: number;
  ratings: { count: number; sum: number };
  /** Survives the day: what past services taught. */
  learned: { service: Record<string, Learned>; walk: Learned };
  /** Waiting times told, and what became of them. */
  told: ToldState;
}

/** `learned`: what an earlier day's state had in its field `learned`; null on the first day. */
export function initialStatistics(
  rules: StatisticsRules,
  learned: StatisticsState["learned"] | null,
): StatisticsState {
  return {
    rules,
    queues: {},
    open: {},
    visitsServed: 0,
    voided: 0,
    ratings: { count: 0, sum: 0 },
    learned: learned ?? { service: {}, walk: { count: 0, mean: 0, variance: 0 } },
    told: initialTold(),
  };
}

/** The day's line of a queue, begun when first needed. */
export function dayOf(state: StatisticsState, queue: QueueId): QueueDay {
  const known = state.queues[queue];
  if (known) return known;
  const made: QueueDay = {
    issued: 0,
    served: 0,
    missed: 0,
    cancelled: 0,
    expired: 0,
    waits: { count: 0, ms: 0 },
    services: { count: 0, ms: 0 },
  };
  state.queues[queue] = made;
  return made;
}
