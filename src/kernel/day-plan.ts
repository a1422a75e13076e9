import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Calendar } from "./calendar.ts";
import { holding } from "./rota.ts";

/** How many numbers a sector gives on one day. */
export interface DayQuota {
  readonly perDay: number | null;
  /** In order, never overlapping. */
  readonly bands: readonly QuotaBand[];
  /** Opening hours in which no band holds: only the day's number limits them. In order. */
  readonly free: readonly Omit<QuotaBand, "most">[];
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
  readonly calendar: Pick<Calendar, "profile" | "moment" | "weekday" | "openPeriods" | "clock" | "dayEnd">;
}): DayPlans {
  const { config, calendar } = needs;
  const kept = new Map<string, DayQuota | null>();

  const made = (queue: QueueId, day: string): DayQuota | null => {
    const rules =
      calendar.profile(day)?.quotas[queue] ?? config.sectors.find((s) => s.id === queue)?.quota ?? null;
    if (!rules) return null;
    const bands = holding(rules.bands, day, calendar)
      .map((b) => ({
        from: calendar.moment(day, b.from),
        to: calendar.moment(day, b.to),
        most: b.most,
        text: `${b.from}–${b.to}`,
      }))
      .sort((a, b) => a.from - b.from);
    return { perDay: rules.perDay ?? null, bands, free: freeTimes(calendar, day, bands) };
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

function freeTimes(
  calendar: Pick<Calendar, "openPeriods" | "clock" | "dayEnd">,
  day: string,
  bands: readonly QuotaBand[],
): DayQuota["free"] {
  const gaps: { from: number; to: number }[] = [];
  for (const period of calendar.openPeriods(day)) {
    let reached = period.from;
    for (const band of bands) {
      if (band.from > reached) gaps.push({ from: reached, to: Math.min(band.from, period.to) });
      reached = Math.max(reached, band.to);
    }
    gaps.push({ from: reached, to: period.to });
  }
  const end = (at: number) => (at === calendar.dayEnd(at - 1) ? "24:00" : calendar.clock(at));
  return gaps
    .filter((g) => g.from < g.to)
    .map((g) => ({ ...g, text: `${calendar.clock(g.from)}–${end(g.to)}` }));
}
