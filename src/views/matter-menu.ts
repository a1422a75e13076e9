import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { KioskMatters } from "../contract/kiosk-matters.ts";
import type { Matter } from "../contract/matter.ts";
import type { QueueNotice } from "../contract/window.ts";
import { likeCases } from "./like-cases.ts";
import { type NoticeReads, servedOrMoved, withOffer } from "./queue-notices.ts";
import { nextServiceDay, serviceNow } from "./service-now.ts";

// 窗口—事项: which matters people may ask for at a kiosk, and what they are told of those that no window does now.

export interface MatterReads extends NoticeReads {
  readonly config: HallConfig;
  readonly matters: ReadonlyMap<string, Matter>;
  /** `11月24日（周二）9:00` */
  readonly dateText: (at: number) => string;
}

/** The sectors in which this kiosk asks what somebody comes for: those that have matters. */
export function askedIn({ config, matters }: MatterReads, kiosk: string): readonly QueueId[] {
  const own = config.kiosks.find((k) => k.id === kiosk);
  if (!own?.askMatters) return [];
  const having = new Set([...matters.values()].map((m) => m.sector));
  return own.sectors.filter((s) => having.has(s));
}

/** Null: no such kiosk. */
export function kioskMatters(reads: MatterReads, kiosk: string, now: number): KioskMatters | null {
  if (!reads.config.kiosks.some((k) => k.id === kiosk)) return null;
  const asked = askedIn(reads, kiosk);
  const offers = new Map(asked.map((q) => [q, reads.offered(q, now)]));
  return {
    matters: [...reads.matters.values()]
      .filter((m) => asked.includes(m.sector))
      .map(({ id, name, sector: queue }) => {
        const notice = matterNotice(reads, { id, queue }, now);
        const offered = notice?.code === "no-window" ? (offers.get(queue) ?? []) : [];
        const sector = reads.config.sectors.find((s) => s.id === queue);
        return {
          id,
          name,
          queue,
          notice: notice && { ...notice, text: withOffer(notice.text, offered) },
          likeCases: sector ? likeCases(reads, sector, id, now) : null,
        };
      }),
    at: reads.calendar.iso(now),
  };
}

/**
 * What is to be known of a matter asked for in a sector, and whether a number is given all the same; null when it can be
 * done, or is no worse off than its sector, whose own notice then speaks.
 */
export function matterNotice(
  reads: MatterReads,
  { id, queue }: { readonly id: string; readonly queue: QueueId },
  now: number,
): QueueNotice | null {
  const { calendar, config } = reads;
  const own = serviceNow(reads, queue, now, id);
  if (own.state === "open") return null;
  const sector = serviceNow(reads, queue, now);
  const name = `“${reads.matters.get(id)?.name ?? id}”`;
  if (own.state === "none") {
    if (sector.state === "none") return null;
    const stops = config.policy.noWindow === "stop";
    const next = nextServiceDay(reads, queue, now, id);
    const again = next === null ? "" : `，下次办理：${reads.dateText(next)}`;
    const then = stops
      ? "请改日再来，急事请到咨询台"
      : `建议改日再来；仍要取号的，由值班经理安排${servedOrMoved(config, queue)}`;
    return { code: "no-window", stops, text: `今天没有窗口能办${name}${again}。${then}`, at: null };
  }
  if (sector.state !== "open") return null;
  const at = own.resumesAt;
  const text =
    at === null
      ? `现在没有窗口能办${name}，可以先取号等候；久等请到咨询台`
      : `${name}${calendar.clock(at)}起有窗口办理，现在取号照样排队`;
  return { code: "away", stops: false, text, at: at === null ? null : calendar.iso(at) };
}
