import type { QueueId } from "../contract/ids.ts";
import { initialTold, type ToldState } from "./told-state.ts";

/** Sum and number of durations, milliseconds. */
export interface Total {
  count: number;
  ms: number;
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
  queues: Record<string, QueueDay>;
  open: Record<string, OpenTicket>;
  visitsServed: number;
  /** Numbers void because somebody else came with them. */
  voided: number;
  ratings: { count: number; sum: number };
  /** Waiting times told, and what became of them. */
  told: ToldState;
}

export function initialStatistics(): StatisticsState {
  return {
    queues: {},
    open: {},
    visitsServed: 0,
    voided: 0,
    ratings: { count: 0, sum: 0 },
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
