import type { QueueId } from "../contract/ids.ts";
import type { DayQuota, QuotaBand } from "../kernel/day-plan.ts";
import type { Moment } from "../kernel/feature.ts";
import type { CheckinState } from "./state.ts";

// 限流: how many numbers a sector still gives, and when the next ones are given.

export interface QuotaNow {
  /** Numbers left that may be given now; null: no limit now. */
  readonly left: number | null;
  /** The band that holds now. */
  readonly band: QuotaBand | null;
  /** When today's next numbers are given: in a band that still has some, or where none holds; `left` null: no limit. */
  readonly next: { readonly from: number; readonly text: string; readonly left: number | null } | null;
  /** Whether the whole day's numbers are gone. */
  readonly dayFull: boolean;
}

/** Null: the sector has no quota today. */
export function quotaNow(state: CheckinState, queue: QueueId, now: Moment): QuotaNow | null {
  const quota = state.rules.plans.quota(queue, now.day);
  if (!quota) return null;
  const given = state.day === now.day ? state.given.get(queue) : undefined;
  const dayLeft = quota.perDay === null ? null : Math.max(0, quota.perDay - (given?.day ?? 0));
  const left = (band: QuotaBand) => {
    const inBand = Math.max(0, band.most - (given?.bands.get(band.from) ?? 0));
    return dayLeft === null ? inBand : Math.min(inBand, dayLeft);
  };
  const band = bandAt(quota, now.at);
  const later = [
    ...quota.bands.map((b) => ({ from: b.from, text: b.text, left: left(b) })),
    ...quota.free.map((f) => ({ from: f.from, text: f.text, left: dayLeft })),
  ].filter((span) => span.from > now.at && span.left !== 0);
  const next = later.sort((a, b) => a.from - b.from)[0] ?? null;
  return {
    left: band ? left(band) : dayLeft,
    band,
    next,
    dayFull: dayLeft === 0,
  };
}

export function bandAt(quota: DayQuota | null, at: number): QuotaBand | null {
  return quota?.bands.find((b) => b.from <= at && at < b.to) ?? null;
}

/** What the citizen reads when no number is left; whoever says it adds the free appointments. */
export function quotaText(sector: string, quota: QuotaNow): string {
  const gone = quota.dayFull
    ? `${sector}今天的号已全部取完`
    : `${sector}${quota.band?.text ?? "现在"}的号已取完`;
  if (quota.dayFull || !quota.next) return `${gone}。请改日再来，急事请到咨询台`;
  const { text, left } = quota.next;
  return `${gone}。下一时段 ${text}${left === null ? "" : `，还有${left}个号`}，请到时再取`;
}
