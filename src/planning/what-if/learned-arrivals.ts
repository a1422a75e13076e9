import type { QueueId } from "../../contract/ids.ts";
import type { TicketClass } from "../../contract/ticket.ts";
import type { ComingSpan } from "../../dispatcher/forward/forward-model.ts";
import type { Coming } from "../rota/expected.ts";

// Who comes later today: as on past days of this weekday and season, as many more or fewer as have come so far.

export const BIN = 15;

/** People of one kind in one quarter hour, mean of the past days. */
export interface LearnedArrival {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly class: TicketClass;
  readonly count: number;
  /** Slot less arrival, minutes, rounded to quarter hours; null: no slot. */
  readonly slotAfter: number | null;
  /** Whether it is the visit's first matter: those are what has come so far. */
  readonly first: boolean;
  readonly mean: number;
}

export interface LearnedArrivals {
  readonly days: number;
  readonly sameWeekday: boolean;
  /** By quarter hour of the day. */
  readonly bins: ReadonlyMap<number, readonly LearnedArrival[]>;
}

/** `past`: minutes of the day. */
export function learnedArrivals(
  past: readonly (readonly (Coming & { readonly slotAfter: number | null })[])[],
  sameWeekday: boolean,
): LearnedArrivals {
  const bins = new Map<number, Map<string, LearnedArrival>>();
  for (const { at, class: is, legs, slotAfter: slot } of past.flat())
    for (const [i, { queue, matter, count, after }] of legs.entries()) {
      const slotAfter = slot === null ? null : Math.round(slot / BIN) * BIN;
      const key = JSON.stringify([queue, matter, is, count, slotAfter, i === 0]);
      const bin = Math.floor((at + after) / BIN);
      const seen = bins.get(bin) ?? new Map<string, LearnedArrival>();
      const mean = (seen.get(key)?.mean ?? 0) + 1 / past.length;
      seen.set(key, { queue, matter, class: is, count, slotAfter, first: i === 0, mean });
      bins.set(bin, seen);
    }
  return {
    days: past.length,
    sameWeekday,
    bins: new Map([...bins].map(([bin, seen]) => [bin, [...seen.values()]])),
  };
}

/** So many people more than usual weigh as much as what today shows: the first quarter hour overturns nothing. */
const WEIGHT = 15;
const [LEAST, MOST] = [1 / 3, 3];

/** How many more come today than on the past days, by sector; `all` of the hall. */
export function scaleOf(
  learned: LearnedArrivals,
  minute: number,
  issued: ReadonlyMap<QueueId, number>,
): { readonly all: number; readonly of: (queue: QueueId) => number } {
  const usual = new Map<QueueId, number>();
  for (const [bin, list] of learned.bins) {
    const gone = Math.min(1, Math.max(0, minute / BIN - bin));
    for (const { queue, first, mean } of list)
      if (first) usual.set(queue, (usual.get(queue) ?? 0) + mean * gone);
  }
  const sum = (counts: ReadonlyMap<QueueId, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
  const bounded = (scale: number) => Math.min(MOST, Math.max(LEAST, scale));
  const all = bounded((sum(issued) + WEIGHT) / (sum(usual) + WEIGHT));
  return {
    all,
    of: (queue) => bounded(((issued.get(queue) ?? 0) + WEIGHT * all) / ((usual.get(queue) ?? 0) + WEIGHT)),
  };
}

/** From now on, for a model whose kinds have these numbers. */
export function comingSpans(
  learned: LearnedArrivals,
  is: {
    readonly now: number;
    readonly midnight: number;
    readonly scale: (queue: QueueId) => number;
    /** Null: the hall has that sector no more. */
    readonly kindOf: (arrival: LearnedArrival) => number | null;
    /** Today's bookings that have not come, instead of the usual ones; null: the hall takes none. */
    readonly booked: readonly { readonly at: number; readonly kind: number }[] | null;
  },
): ComingSpan[] {
  const { now, midnight, scale, kindOf, booked } = is;
  const length = BIN * 60_000;
  const binOf = (at: number) => Math.floor((at - midnight) / length);
  const bins = [...new Set([...learned.bins.keys(), ...(booked ?? []).map((b) => binOf(b.at))])];
  return bins
    .filter((bin) => midnight + (bin + 1) * length > now)
    .sort((a, b) => a - b)
    .map((bin): ComingSpan => {
      const begin = midnight + bin * length;
      const from = Math.max(now, begin);
      const left = (begin + length - from) / length;
      const usual = (learned.bins.get(bin) ?? []).filter((a) => booked === null || a.class !== "appointment");
      const known = (booked ?? []).filter((b) => b.at >= from && binOf(b.at) === bin);
      return {
        from,
        to: begin + length,
        each: [
          ...usual.flatMap((a) => {
            const kind = kindOf(a);
            const slotAfter = a.slotAfter === null ? null : a.slotAfter * 60_000;
            const mean = a.mean * scale(a.queue) * left;
            return kind === null ? [] : [{ kind, class: a.class, count: a.count, slotAfter, mean }];
          }),
          ...known.map(({ kind }) => ({
            kind,
            class: "appointment" as const,
            count: 1,
            slotAfter: 0,
            mean: 1,
          })),
        ],
      };
    });
}
