import type { QueueId } from "../../contract/ids.ts";
import type { ComingSpan } from "../../dispatcher/forward/forward-model.ts";
import type { Kinds } from "../../dispatcher/forward/kinds.ts";
import { isBatch } from "../../dispatcher/state.ts";
import { isRefusal } from "../../kernel/errors.ts";
import { comingSpans, type LearnedArrivals, scaleOf } from "../../planning/what-if/learned-arrivals.ts";
import type { HallCore } from "../hall-core.ts";
import type { PlanningThread } from "./planning-thread.ts";

/** Whoever is booked comes about so long before the slot. */
const BEFORE_SLOT_MS = 5 * 60_000;

export type LearnedToday = (day: string) => Promise<LearnedArrivals | null>;

/** What past days say of today: asked of the thread once a day. Null: nothing, or nobody could say. */
export function createLearnedToday(thread: PlanningThread): LearnedToday {
  let known: { readonly day: string; readonly learned: LearnedArrivals | null } | null = null;
  return async (day) => {
    if (known?.day === day) return known.learned;
    const answer = await thread.ask({ what: "arrivals", day }).catch(() => undefined);
    if (answer === undefined || isRefusal(answer)) return null;
    known = { day, learned: answer as LearnedArrivals | null };
    return known.learned;
  };
}

export interface ComingToday {
  readonly spans: readonly ComingSpan[];
  readonly days: number;
  readonly sameWeekday: boolean;
  /** So many times as many as on those days. */
  readonly scale: number;
}

/** The rest of today by what past days have shown and what has come so far. */
export function comingToday(
  { config, memory, calendar }: Pick<HallCore, "config" | "memory" | "calendar">,
  learned: LearnedArrivals,
  kinds: Kinds,
  now: number,
): ComingToday {
  const day = calendar.day(now);
  const midnight = calendar.moment(day, "00:00");
  const { dispatcher, statistics, booking } = memory.states;
  const issued = new Map(
    Object.entries(statistics.queues).map(([queue, counts]) => [queue as QueueId, counts.issued] as const),
  );
  const scale = scaleOf(learned, (now - midnight) / 60_000, issued);
  const has = (queue: QueueId) => dispatcher.rules.sectors.some((s) => s.id === queue);
  const expected = [...booking.bookings.values()].filter(
    (b) => b.state === "booked" && b.day === day && has(b.queue) && b.until + booking.rules.lateMs > now,
  );
  return {
    days: learned.days,
    sameWeekday: learned.sameWeekday,
    scale: scale.all,
    spans: comingSpans(learned, {
      now,
      midnight,
      scale: scale.of,
      kindOf: ({ queue, matter, count }) =>
        has(queue) ? kinds.index(queue, matter, isBatch(dispatcher.rules, queue, count)) : null,
      booked: config.appointments
        ? expected.map((b) => ({
            at: Math.max(now, b.slot - BEFORE_SLOT_MS),
            kind: kinds.index(b.queue, b.matters[0] ?? null),
          }))
        : null,
    }),
  };
}
