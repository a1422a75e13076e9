import type { QueueId } from "../../contract/ids.ts";
import type { TicketClass } from "../../contract/ticket.ts";
import { serviceMs, type Uniform, uniformOf } from "../../dispatcher/forward/sample.ts";

/** Who came on a past day, or is booked; minutes from the first half hour. */
export interface Coming {
  readonly at: number;
  readonly class: TicketClass;
  /** What they asked for, not where they ended. */
  readonly legs: readonly [ComingLeg, ...ComingLeg[]];
}

export interface ComingLeg {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly count: number;
  /** Usual minutes from the arrival until this leg begins. */
  readonly after: number;
}

/** One drawn visitor; `work` of all their cases, minutes before anybody's factor. */
export interface Visit {
  readonly at: number;
  readonly class: TicketClass;
  readonly legs: readonly (Omit<ComingLeg, "after"> & { readonly work: number })[];
}

const QUARTER = 15;

/** People a quarter hour of one sector: walk-ins as on the past days; of appointments the usual, or more if booked. */
export function expectedOf(
  queue: QueueId,
  past: readonly (readonly Coming[])[],
  booked: readonly Coming[],
  quarters: number,
): number[] {
  const legs = (list: readonly Coming[]) =>
    list.flatMap((c) => c.legs.map((leg) => ({ queue: leg.queue, at: c.at + leg.after, class: c.class })));
  return means(queue, past.map(legs), legs(booked), quarters);
}

interface Arrival {
  readonly queue: QueueId;
  readonly at: number;
  readonly class: TicketClass;
}

function means(
  queue: QueueId,
  past: readonly (readonly Arrival[])[],
  booked: readonly Arrival[],
  quarters: number,
): number[] {
  const { walk, slotted } = split(queue, past, booked, quarters);
  return walk.map((n, q) => n + (slotted[q] as number));
}

function split(
  queue: QueueId,
  past: readonly (readonly Arrival[])[],
  booked: readonly Arrival[],
  quarters: number,
): { readonly walk: number[]; readonly slotted: number[] } {
  const count = (list: readonly Arrival[], slotted: boolean) => {
    const counts = Array.from({ length: quarters }, () => 0);
    for (const { queue: of, at, class: is } of list) {
      const quarter = quarterOf(at, quarters);
      if (of === queue && (is === "appointment") === slotted)
        counts[quarter] = (counts[quarter] as number) + 1;
    }
    return counts;
  };
  const mean = (slotted: boolean) => {
    const days = past.map((day) => count(day, slotted));
    return Array.from({ length: quarters }, (_, q) =>
      days.length === 0 ? 0 : days.reduce((sum, day) => sum + (day[q] as number), 0) / days.length,
    );
  };
  const known = count(booked, true);
  return { walk: mean(false), slotted: mean(true).map((usual, q) => Math.max(usual, known[q] as number)) };
}

const quarterOf = (at: number, quarters: number): number =>
  Math.min(quarters - 1, Math.max(0, Math.floor(at / QUARTER)));

/** Usual minutes of one case and spread of its logarithm. */
export type ServiceOf = (
  queue: QueueId,
  matter: string | null,
) => { readonly meanMinutes: number; readonly spread: number };

/**
 * So many days drawn from what is expected: as many people as chance brings, each asking for what somebody asked for at
 * about that time on a past day, each case as long as it draws.
 */
export function drawVisits(
  is: {
    readonly queues: readonly QueueId[];
    readonly past: readonly (readonly Coming[])[];
    readonly booked: readonly Coming[];
    readonly quarters: number;
    readonly service: ServiceOf;
  },
  needs: { readonly days: number; readonly seed: number },
): Visit[][] {
  const first = (c: Coming): Arrival => ({ queue: c.legs[0].queue, at: c.at, class: c.class });
  const rates = is.queues.map((queue) => ({
    queue,
    ...split(
      queue,
      is.past.map((day) => day.map(first)),
      is.booked.map(first),
      is.quarters,
    ),
  }));
  const seen = [...is.past.flat(), ...is.booked];
  return Array.from({ length: needs.days }, (_, day) => {
    const random = uniformOf(needs.seed * 7_919 + day * 104_729 + 17);
    return rates
      .flatMap(({ queue, walk, slotted }) => {
        const own = seen.filter((c) => c.legs[0].queue === queue);
        return [false, true].flatMap((bySlot) => {
          const like = own.filter((c) => (c.class === "appointment") === bySlot);
          return (bySlot ? slotted : walk).flatMap((mean, quarter) =>
            Array.from({ length: poisson(mean, random) }, () => {
              const at = (quarter + random()) * QUARTER;
              return visitAt(at, drawn(like, at, random), is.service, random);
            }),
          );
        });
      })
      .sort((a, b) => a.at - b.at);
  });
}

/** Somebody who came about then; of any time where too few did. */
function drawn(like: readonly Coming[], at: number, random: Uniform): Coming {
  const near = like.filter((c) => Math.abs(c.at - at) <= 60);
  const from = near.length >= 5 ? near : like;
  return from[Math.floor(random() * from.length)] as Coming;
}

function visitAt(at: number, like: Coming, service: ServiceOf, random: Uniform): Visit {
  return {
    at,
    class: like.class,
    legs: like.legs.map(({ queue, matter, count }) => {
      const { meanMinutes, spread } = service(queue, matter);
      return { queue, matter, count, work: serviceMs(meanMinutes * count, spread, random) };
    }),
  };
}

function poisson(mean: number, random: Uniform): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
