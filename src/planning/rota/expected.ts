import type { QueueId } from "../../contract/ids.ts";
import { serviceMs, type Uniform, uniformOf } from "../../dispatcher/forward/sample.ts";
import type { Visitor } from "./line.ts";

/** Who came on a past day, or is booked: sector, minute from the first half hour, and whether by appointment. */
export interface Coming {
  readonly queue: QueueId;
  readonly at: number;
  readonly booked: boolean;
}

const QUARTER = 15;

/** People a quarter hour of one sector: walk-ins as on the past days; of appointments the usual, or more if booked. */
export function expectedOf(
  queue: QueueId,
  past: readonly (readonly Coming[])[],
  booked: readonly Coming[],
  quarters: number,
): number[] {
  const count = (list: readonly Coming[], byAppointment: boolean) => {
    const counts = Array.from({ length: quarters }, () => 0);
    for (const { queue: of, at, booked: is } of list) {
      const quarter = Math.min(quarters - 1, Math.max(0, Math.floor(at / QUARTER)));
      if (of === queue && is === byAppointment) counts[quarter] = (counts[quarter] as number) + 1;
    }
    return counts;
  };
  const mean = (byAppointment: boolean) => {
    const days = past.map((day) => count(day, byAppointment));
    return Array.from({ length: quarters }, (_, q) =>
      days.length === 0 ? 0 : days.reduce((sum, day) => sum + (day[q] as number), 0) / days.length,
    );
  };
  const usual = mean(true);
  const known = count(booked, true);
  return mean(false).map((walk, q) => walk + Math.max(usual[q] as number, known[q] as number));
}

/** So many days drawn from what is expected: as many people as chance brings, each held as long as it draws. */
export function drawDays(
  expected: readonly number[],
  service: { readonly meanMinutes: number; readonly spread: number; readonly walkMinutes: number },
  needs: { readonly days: number; readonly seed: number },
): Visitor[][] {
  return Array.from({ length: needs.days }, (_, day) => {
    const random = uniformOf(needs.seed * 7_919 + day * 104_729 + 17);
    return expected
      .flatMap((mean, quarter) =>
        Array.from({ length: poisson(mean, random) }, () => ({
          at: (quarter + random()) * QUARTER,
          hold: service.walkMinutes + serviceMs(service.meanMinutes, service.spread, random),
        })),
      )
      .sort((a, b) => a.at - b.at);
  });
}

function poisson(mean: number, random: Uniform): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}
