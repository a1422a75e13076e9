import type { AnnouncedFigures, ForecastReport } from "../contract/forecast.ts";
import type { QueueId } from "../contract/ids.ts";
import type { ForecastOutlook } from "../forecast/outlook.ts";
import type { Weighed } from "../forecast/weighed.ts";
import { event } from "../kernel/feature.ts";
import { addedUp, toldFiguresOf } from "../statistics/told-figures.ts";
import type { ToldSums } from "../statistics/told-state.ts";
import type { HallCore } from "./hall-core.ts";

interface Needs {
  readonly core: Pick<HallCore, "config" | "memory" | "calendar" | "clock">;
  readonly outlook: ForecastOutlook;
  readonly thread: { state(): { readonly running: boolean; readonly reason: string | null } };
}

/** 等候预测: what the manager sees of the waiting times told, the last `most` days. */
export function forecastReport({ core, outlook, thread }: Needs, most: number): ForecastReport {
  const { memory, calendar, clock } = core;
  const { told } = memory.states.statistics;
  const standing = outlook.standing(memory.states.dispatcher, clock.now());
  const days = told.days.slice(-most).reverse();
  return {
    source: standing ? "forecast" : "plain",
    at: standing && calendar.iso(standing.at),
    runs: standing?.runs ?? null,
    reason: standing ? null : (thread.state().reason ?? "没有窗口开放，或正在计算"),
    quantiles: { median: told.calibration.middle, bound: told.calibration.upper },
    days: days.map(({ day, queues }) => ({
      day,
      all: toldFiguresOf(addedUp(Object.values(queues))),
      sectors: Object.entries(queues).map(([id, sums]) => ({
        id: id as QueueId,
        name: nameOf(core.config, id),
        ...toldFiguresOf(sums),
      })),
    })),
    announced: days.flatMap(({ day, queues }) =>
      Object.entries(queues)
        .filter(([id, sums]) => sums.announced > 0 || announces(core.config, id))
        .map(([id, sums]) => announcedOf(day, id as QueueId, nameOf(core.config, id), sums)),
    ),
  };
}

const nameOf = (config: HallCore["config"], id: string): string =>
  config.sectors.find((s) => s.id === id)?.name ?? id;
const announces = (config: HallCore["config"], id: string): boolean =>
  config.sectors.find((s) => s.id === id)?.announceAhead ?? false;

function announcedOf(day: string, id: QueueId, name: string, sums: ToldSums): AnnouncedFigures {
  const { called, announced, changed, overtaken, long, longEarly, cost } = sums;
  return {
    day,
    id,
    name,
    called,
    announced,
    longWaits: long,
    toldEarly: longEarly,
    changed,
    overtaken,
    extraMinutes: cost.people === 0 ? null : (cost.withMinutes - cost.withoutMinutes) / cost.people,
    looks: cost.looks,
  };
}

/** Today so far, for /metrics: each figure by sector, and `all`. */
export function toldToday(
  memory: HallCore["memory"],
): Readonly<Record<string, ReturnType<typeof toldFiguresOf>>> {
  const { told } = memory.states.statistics;
  const queues = told.days.find((d) => d.day === told.day)?.queues ?? {};
  return {
    all: toldFiguresOf(addedUp(Object.values(queues))),
    ...Object.fromEntries(Object.entries(queues).map(([id, sums]) => [id, toldFiguresOf(sums)])),
  };
}

/** What was weighed goes into the journal, so that the day's account survives a restart; only sectors that announce. */
export async function weighAnnouncing(
  { turns, config }: Pick<HallCore, "turns" | "config">,
  costs: readonly Weighed[],
): Promise<void> {
  await turns.submit({
    actor: { kind: "system" },
    key: null,
    decide: (now) =>
      costs
        .filter((cost) => announces(config, cost.queue))
        .map((cost) => event("forecast.announcing-weighed", now.at, cost)),
    answer: () => null,
  });
}
