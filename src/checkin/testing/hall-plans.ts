import type { QueueId } from "../../contract/ids.ts";
import { GREEN_REASONS } from "../../contract/ticket.ts";
import type { DayQuota } from "../../kernel/day-plan.ts";
import type { CheckinRules, SectorRules } from "../state.ts";

export const DAY = 86_400_000;
export const Z = "comprehensive" as QueueId;
export const B = "property" as QueueId;

/** Rules of a hall of two sectors, Z and B, whose days are whole multiples of 24 hours. */
export function hallPlans(over: {
  readonly sector?: Partial<SectorRules>;
  readonly quota?: DayQuota | null;
  readonly green?: CheckinRules["green"];
}): CheckinRules {
  const sector = (name: string, prefix: string): SectorRules => ({
    name,
    prefix,
    realName: "off",
    perIdPerDay: null,
    coolDown: null,
    ...over.sector,
  });
  return {
    sectors: new Map([
      [Z, sector("综合受理", "Z")],
      [B, sector("不动产", "B")],
    ]),
    green: over.green ?? { kiosk: "allow", reasons: GREEN_REASONS },
    plans: { quota: (queue) => (queue === Z ? (over.quota ?? null) : null), ticketsPerPhone: () => 2 },
    dayAfter: (at, days) => (Math.floor(at / DAY) + days) * DAY,
    dateText: (at) => `第${Math.floor(at / DAY)}天`,
  };
}
