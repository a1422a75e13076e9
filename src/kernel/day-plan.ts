import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Calendar } from "./calendar.ts";
import { holding } from "./rota.ts";

/** How many numbers a sector gives on one day. */
export interface DayQuota {
  readonly perDay: number | null;
  /** In order, never overlapping. */
  readonly bands: readonly QuotaBand[];
}

export interface QuotaBand {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  /** `08:30–10:00` */
  readonly text: string;
}

/** The everyday rules with the day's peak season laid over them. Pure: the same answer for the same day. */
export interface DayPlans {
  /** Null: the sector gives as many numbers as are asked for. */
  quota(queue: QueueId, day: string): DayQuota | null;
  ticketsPerPhone(day: string): number;
}

const DAYS_KEPT = 60;

export function createDayPlans(needs: {
  readonly config: Pick<HallConfig, "sectors" | "policy">;
  readonly calendar: Pick<Calendar, "profile" | "moment">;
}): DayPlans {
  const { config, calendar } = needs;
  const kept = new Map<string, DayQuota | null>();

  const made = (queue: QueueId, day: string): DayQuota | null => {
    const rules =
      calendar.profile(day)?.quotas[queue] ?? config.sectors.find((s) => s.id === queue)?.quota ?? null;
    if (!rules) return null;
    const bands = holding(rules.bands, day)
      .map((b) => ({
        from: calendar.moment(day, b.from),
        to: calendar.moment(day, b.to),
        most: b.most,
        text: `${b.from}–${b.to}`,
      }))
      .sort((a, b) => a.from - b.from);
    return { perDay: rules.perDay ?? null, bands };
  };

  return {
    quota: (queue, day) => {
      const key = `${queue} ${day}`;
      const known = kept.get(key);
      if (known !== undefined) return known;
      if (kept.size >= DAYS_KEPT * config.sectors.length) kept.clear();
      const quota = made(queue, day);
      kept.set(key, quota);
      return quota;
    },
    ticketsPerPhone: (day) => calendar.profile(day)?.ticketsPerPhone ?? config.policy.ticketsPerPhone,
  };
}
