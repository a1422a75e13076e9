import type { QueueId } from "../contract/ids.ts";
import type { Forecast } from "./everybody.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Weighed {
  readonly queue: QueueId;
  readonly people: number;
  readonly withMinutes: number;
  readonly withoutMinutes: number;
}

/** Mean waits of those in line in both runs, by sector. */
export function weighed(snapshot: Snapshot, { people, released: without }: Forecast): readonly Weighed[] {
  if (without === null) return [];
  const sums = new Map<QueueId, { people: number; with: number; without: number }>();
  for (let i = 0; i < snapshot.kindOf.length; i++) {
    const [a, b] = [people.mean[i] as number, without[i] as number];
    const queue = snapshot.kinds[snapshot.kindOf[i] as number]?.queue;
    if (queue === undefined || Number.isNaN(a) || Number.isNaN(b)) continue;
    const sum = sums.get(queue) ?? { people: 0, with: 0, without: 0 };
    sums.set(queue, { people: sum.people + 1, with: sum.with + a, without: sum.without + b });
  }
  return [...sums].map(([queue, sum]) => ({
    queue,
    people: sum.people,
    withMinutes: sum.with / sum.people,
    withoutMinutes: sum.without / sum.people,
  }));
}
