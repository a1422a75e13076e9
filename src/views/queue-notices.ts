import { quotaNow, quotaText } from "../checkin/quota.ts";
import type { CheckinState } from "../checkin/state.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { QueueNotice } from "../contract/window.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { takesBookings } from "../kernel/slot-plan.ts";
import { closingToday, type ServiceReads, serviceNow } from "./service-now.ts";

export interface NoticeReads extends ServiceReads {
  readonly config: Pick<HallConfig, "policy" | "appointments">;
  readonly checkin: CheckinState;
  readonly calendar: Calendar;
  /** The bound of the wait of whoever takes a number now, minutes; null when nobody can say. */
  readonly upTo: (queue: QueueId, now: number) => number | null;
  /** The next free appointments of the sector, `11月24日（周二）09:00–09:30`; none where none are taken. */
  readonly offered: (queue: QueueId, now: number) => readonly string[];
}

/**
 * What somebody should know before taking a number in this sector, the weightiest first: 号已取完, 窗口—事项, closing,
 * peak season. `stops`: no number is given for that reason.
 */
export function queueNotices(
  reads: NoticeReads,
  sector: { readonly id: QueueId; readonly name: string },
  now: number,
): readonly QueueNotice[] {
  const notices = [
    ...fullNotice(reads, sector, now),
    ...serviceNotice(reads, sector, now),
    ...closingNotice(reads, sector, now),
  ];
  // Where no number is given, advice on taking one would only confuse.
  const stop = notices.find((n) => n.stops);
  const told = (stop ? [stop] : notices).map((n) =>
    n.code === "away" ? n : { ...n, text: withOffer(n.text, reads.offered(sector.id, now)) },
  );
  return [...told, ...seasonNotice(reads, now)];
}

/** What can be had instead of a number, behind the sentence that refuses or warns. */
export const withOffer = (text: string, offered: readonly string[]): string =>
  offered.length > 0 ? `${text}。可预约：${offered.join("、")}` : text;

/** What becomes of a number that nobody may call today: where no appointments are taken nobody can be moved to one. */
export const servedOrMoved = (config: Pick<HallConfig, "appointments">, queue: QueueId): string =>
  takesBookings(config, queue) ? "办理或改约" : "办理";

type Sector = { readonly id: QueueId; readonly name: string };

function fullNotice({ checkin, calendar }: NoticeReads, sector: Sector, now: number): QueueNotice[] {
  const quota = quotaNow(checkin, sector.id, { at: now, day: calendar.day(now) });
  if (!quota || quota.left === null || quota.left > 0) return [];
  const next = quota.next?.from;
  return [
    {
      code: "full",
      stops: true,
      text: quotaText(sector.name, quota),
      at: next === undefined ? null : calendar.iso(next),
    },
  ];
}

function serviceNotice(reads: NoticeReads, sector: Sector, now: number): QueueNotice[] {
  const { calendar, config } = reads;
  const service = serviceNow(reads, sector.id, now);
  switch (service.state) {
    case "open":
      return [];
    case "none": {
      const stops = config.policy.noWindow === "stop";
      const what = `${sector.name}今天已没有窗口办理`;
      const then = stops
        ? "请改日再来，急事请到咨询台"
        : `建议改日再来；仍要取号的，由值班经理安排${servedOrMoved(config, sector.id)}`;
      return [{ code: "no-window", stops, text: `${what}。${then}`, at: null }];
    }
    case "away": {
      const at = service.resumesAt;
      if (at === null) {
        const text = `${sector.name}窗口现在没有人，可以先取号等候；久等请到咨询台`;
        return [{ code: "away", stops: false, text, at: null }];
      }
      const text = `${sector.name}${service.reason ?? ""}，${calendar.clock(at)}开始叫号，现在取号照样排队`;
      return [{ code: "away", stops: false, text, at: calendar.iso(at) }];
    }
  }
}

function closingNotice(reads: NoticeReads, sector: Sector, now: number): QueueNotice[] {
  const { calendar, config } = reads;
  const late = latenessNow(reads, sector.id, now);
  if (!late) return [];
  const stops = config.policy.beforeClosing === "stop";
  const what = `现在取号要到${calendar.clock(late.expected)}左右才轮到，${calendar.clock(late.closing)}下班`;
  const kept = takesBookings(config, sector.id)
    ? "取了号的一定办完，或由工作人员给您改约"
    : "取了号的由工作人员安排办理";
  const then = stops ? "可能来不及，暂停取号。请改日再来，急事请到咨询台" : `${kept}；不急的建议改日再来`;
  return [{ code: "late", stops, text: `${what}，${then}`, at: calendar.iso(late.closing) }];
}

/** A number taken now that would probably be called after closing; null when not, or when nobody can say. */
export function latenessNow(
  { calendar, config, upTo }: NoticeReads,
  queue: QueueId,
  now: number,
): { readonly closing: number; readonly expected: number } | null {
  if (config.policy.beforeClosing === "off") return null;
  const closing = closingToday(calendar, now);
  const bound = closing === null ? null : upTo(queue, now);
  if (closing === null || bound === null) return null;
  const expected = now + bound * 60_000;
  return expected > closing ? { closing, expected } : null;
}

function seasonNotice({ calendar }: NoticeReads, now: number): QueueNotice[] {
  const profile = calendar.profile(calendar.day(now));
  if (!profile?.notice) return [];
  return [{ code: "season", stops: false, text: `${profile.name}：${profile.notice}`, at: null }];
}
