import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import type { Ticket } from "../contract/ticket.ts";
import { matterOf, type QueueTicket } from "../dispatcher/state.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { takesBookings } from "../kernel/slot-plan.ts";
import { hallOpen } from "./hall-open.ts";
import { type NoticeReads, servedOrMoved } from "./queue-notices.ts";
import { serviceNow } from "./service-now.ts";

// What a hall screen and a phone page say about lunch, closing time and peak seasons: one sentence, and what to do.

export interface SaysReads extends Pick<NoticeReads, "dispatcher" | "calendar" | "rota" | "checkin"> {
  readonly config: Pick<HallConfig, "sectors" | "appointments">;
}

/** When calling in a sector goes on, where nobody calls now and a time is planned. */
export function resumesAt(reads: SaysReads, queue: QueueId, now: number): string | null {
  const at = serviceNow(reads, queue, now).resumesAt;
  return at === null ? null : reads.calendar.iso(at);
}

/** For a screen of these sectors; null when there is nothing to say. */
export function screenNotice(reads: SaysReads, queues: readonly QueueId[], now: number): string | null {
  const { calendar, dispatcher } = reads;
  const hall = hallOpen(reads, now);
  const profile = calendar.profile(calendar.day(now));
  if (hall.open) return profile?.notice ? `${profile.name}：${profile.notice}` : null;
  const today = hall.next !== null && calendar.day(hall.next) === calendar.day(now);
  if (today && hall.next !== null) {
    const services = queues.map((q) => serviceNow(reads, q, now).state);
    const calling = services.includes("open");
    const clock = calendar.clock(hall.next);
    return calling
      ? `午间停止取号，${clock}恢复；已取号的继续办理`
      : `午间休息，${clock}继续叫号；已取的号保留，不用重新取`;
  }
  const waiting = queues.some((q) => [...dispatcher.tickets.values()].some((t) => waits(t, q)));
  return waiting ? "今天已停止取号；已取号的继续办理，请留意叫号" : null;
}

const waits = (ticket: QueueTicket, queue: QueueId): boolean =>
  ticket.queue === queue && ticket.phase.state === "waiting";

/** For whoever holds this number; null when there is nothing to say. */
export function visitNotice(reads: SaysReads, ticket: Ticket, now: number): string | null {
  const { calendar, dispatcher } = reads;
  const live = dispatcher.tickets.get(ticket.id);
  if (live?.rebooked) return `已为您改约到${slotText(calendar, live.rebooked)}，到时在取号机签到，优先办理。`;
  if (live?.phase.state === "cancelled" && live.phase.reason === "holder-mismatch")
    return "窗口核对证件与本人不符，号已作废。请本人带证件重新取号。";
  if (
    ticket.state === "expired" &&
    live?.phase.state === "expired" &&
    live.phase.reason === "closed-by-manager"
  )
    return `大厅今天已收号，这个号不再叫。请改日再来${orBook(reads, ticket)}。`;
  if (ticket.state !== "waiting") return null;
  const service = serviceNow(reads, ticket.queue, now);
  if (service.state === "open") return ownNotice(reads, ticket, live, now);
  if (service.resumesAt !== null)
    return `${service.reason ?? "暂停"}，${calendar.clock(service.resumesAt)}继续叫号。您的号保留，不用重新取。`;
  if (!hallOpen(reads, now).open)
    return takesBookings(reads.config, ticket.queue)
      ? "已过取号时间，您的号照样办理或由工作人员改约，请留意叫号和短信。"
      : "已过取号时间，您的号由工作人员安排办理，请留意叫号和短信。";
  if (service.state === "none")
    return `今天已没有窗口办理您的事项。您的号保留，由工作人员安排${servedOrMoved(reads.config, ticket.queue)}；也可改日再来${orBook(reads, ticket)}。`;
  return null;
}

const orBook = ({ config }: SaysReads, { queue }: Ticket): string =>
  takesBookings(config, queue) ? "或预约" : "";

/** Whoever any window may call: whether one can do what they came for. */
function ownNotice(
  reads: SaysReads,
  ticket: Ticket,
  live: QueueTicket | undefined,
  now: number,
): string | null {
  if (live?.phase.state !== "waiting" || live.phase.only !== null) return null;
  const matter = matterOf(live);
  const { batch } = live;
  return matter !== null || batch ? matterNotice(reads, ticket, { matter, batch }, now) : null;
}

/** The sector is served, but not this matter, or not so many like cases. */
function matterNotice(
  reads: SaysReads,
  ticket: Ticket,
  { matter, batch }: { readonly matter: string | null; readonly batch: boolean },
  now: number,
): string | null {
  const own = serviceNow(reads, ticket.queue, now, matter, batch);
  if (own.state === "open") return null;
  return own.resumesAt === null
    ? "现在没有窗口能办您的事项，已通知工作人员安排；您的号保留，久等请到咨询台。"
    : `您的事项${reads.calendar.clock(own.resumesAt)}起有窗口办理。您的号保留，不用重新取。`;
}

function slotText(calendar: Calendar, { from, to }: { readonly from: number; readonly to: number }): string {
  return `${calendar.local(from)}–${calendar.clock(to)}`;
}
