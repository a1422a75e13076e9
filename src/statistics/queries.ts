import type { QueueDay, StatisticsState, Total } from "./state.ts";

interface QueueToday {
  readonly issued: number;
  readonly served: number;
  readonly missed: number;
  readonly cancelled: number;
  readonly expired: number;
  readonly waiting: number;
  readonly meanWaitMinutes: number | null;
  readonly meanServiceMinutes: number | null;
}

export interface Today extends QueueToday {
  readonly ratings: number;
  readonly meanScore: number | null;
  readonly queues: Readonly<Record<string, QueueToday>>;
}

/**
 * The day so far. For the hall `served` counts people whose visit is done, for a queue the services there; means are
 * minutes, null while there is nothing to take a mean of.
 */
export function today(state: StatisticsState): Today {
  const waiting: Record<string, number> = {};
  for (const t of Object.values(state.open)) {
    if (t.waitingSince !== null) waiting[t.queue] = (waiting[t.queue] ?? 0) + 1;
  }
  const days = Object.values(state.queues);
  const sum = (of: (q: QueueDay) => number) => days.reduce((total, q) => total + of(q), 0);
  return {
    issued: sum((q) => q.issued),
    served: state.visitsServed,
    missed: sum((q) => q.missed),
    cancelled: sum((q) => q.cancelled),
    expired: sum((q) => q.expired),
    waiting: Object.values(waiting).reduce((total, n) => total + n, 0),
    meanWaitMinutes: meanMinutes({ count: sum((q) => q.waits.count), ms: sum((q) => q.waits.ms) }),
    meanServiceMinutes: meanMinutes({ count: sum((q) => q.services.count), ms: sum((q) => q.services.ms) }),
    ratings: state.ratings.count,
    meanScore: state.ratings.count === 0 ? null : state.ratings.sum / state.ratings.count,
    queues: Object.fromEntries(
      Object.entries(state.queues).map(([id, q]) => [
        id,
        {
          issued: q.issued,
          served: q.served,
          missed: q.missed,
          cancelled: q.cancelled,
          expired: q.expired,
          waiting: waiting[id] ?? 0,
          meanWaitMinutes: meanMinutes(q.waits),
          meanServiceMinutes: meanMinutes(q.services),
        },
      ]),
    ),
  };
}

const meanMinutes = ({ count, ms }: Total): number | null => (count === 0 ? null : ms / count / 60_000);
