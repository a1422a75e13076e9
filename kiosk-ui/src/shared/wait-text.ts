import type { Estimate } from "../../../src/contract/ticket.ts";

// How a waiting time is told: a median and an 80 % bound, or an honest "we can't say" (design.md §5, Estimate).

export function waitText(estimate: Estimate | null): string {
  if (estimate === null) return "窗口还没开放，等多久暂时说不准";
  if (estimate.upTo <= 1) return "很快就到，请不要走远";
  const about = estimate.minutes === 0 ? "不到1分钟" : `约${estimate.minutes}分钟`;
  if (estimate.upTo <= estimate.minutes) return about;
  return `${about}，一般不超过${estimate.upTo}分钟`;
}

export function aheadText(ahead: number): string {
  return ahead === 0 ? "前面没有人了，下一位就是您" : `前面还有${ahead}人`;
}

/** One line for choosing a sector. */
export function queueText(queue: {
  readonly waiting: number;
  readonly minutes: number | null;
  readonly left?: number | null;
}): string {
  const left = queue.left === null || queue.left === undefined ? "" : `，剩${queue.left}个号`;
  return `${waitOf(queue)}${left}`;
}

function waitOf(queue: { readonly waiting: number; readonly minutes: number | null }): string {
  const people = queue.waiting === 0 ? "没有人在等" : `${queue.waiting}人在等`;
  if (queue.minutes === null) return `${people}，暂无窗口开放`;
  if (queue.minutes === 0) return `${people}，随到随办`;
  return `${people}，约等${queue.minutes}分钟`;
}

const WEEKDAYS = ["日", "一", "二", "三", "四", "五", "六"];

/**
 * When tickets are issued again: `今天13:30`, `明天8:30`, `11月24日（周二）8:30`. The wire's time carries the hall's own
 * offset, so it is read as written and never moved into this machine's time zone. `now`: epoch ms.
 */
export function openingText(iso: string, now: number): string {
  const written = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(iso);
  if (!written) return "";
  const [, year, month, day, hour, minute] = written.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const time = `${hour}:${String(minute).padStart(2, "0")}`;
  const opening = Date.UTC(year, month - 1, day);
  const today = Math.floor((now + offsetMs(iso)) / DAY) * DAY;
  const days = Math.round((opening - today) / DAY);
  if (days === 0) return `今天${time}`;
  if (days === 1) return `明天${time}`;
  return `${month}月${day}日（周${WEEKDAYS[new Date(opening).getUTCDay()]}）${time}`;
}

const DAY = 86_400_000;

function offsetMs(iso: string): number {
  const offset = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  if (!offset) return 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3]);
  return (offset[1] === "-" ? -1 : 1) * minutes * 60_000;
}
