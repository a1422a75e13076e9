import type { Appointment, SlotView } from "../../../../src/contract/appointment.ts";
import type { Problem } from "../../../../src/contract/problem.ts";

// Days and times are read as the server wrote them, by the hall's clock, whatever zone the phone is set to.

const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];

/** `11月24日 周二`, or with `today`: `今天`, `明天` in front. */
export function dayWords(day: string, today: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  const date = new Date(at);
  const ahead = Math.round((at - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
  const near = ahead === 0 ? "今天 " : ahead === 1 ? "明天 " : "";
  return `${near}${date.getUTCMonth() + 1}月${date.getUTCDate()}日 ${WEEKDAYS[date.getUTCDay()]}`;
}

const clock = (iso: string): string => iso.slice(11, 16).replace(/^0/, "");

/** `9:00–9:30`; a slot to midnight ends at 24:00. */
export function slotWords({ slot, until }: Pick<SlotView, "slot" | "until">): string {
  const end = clock(until);
  return `${clock(slot)}–${end === "0:00" ? "24:00" : end}`;
}

/** Places that may still be booked; a slot whose time for that is over is not full, and may be to come yet. */
export const placesWords = ({ open, free }: Pick<SlotView, "open" | "free">): string =>
  !open ? "已截止" : free > 0 ? `余 ${free} 个` : "约满";

export const BOOKING_STATE_WORDS: Readonly<Record<Appointment["state"], string>> = {
  booked: "已预约",
  arrived: "已取号",
  cancelled: "已取消",
  lapsed: "已过期",
};

/** What a person is told: what is the matter, and what to do. */
export function bookingProblem(problem: Problem): string {
  if (problem.code === "network") return "没有收到回答，请检查网络后再试。不会重复预约。";
  return problem.detail ?? problem.title;
}

/** Until when an appointment may be given back: `提前60分钟`. */
export const cancelWords = (minutes: number): string => (minutes > 0 ? `提前${minutes}分钟` : "在时段开始前");

/** From when on its number may be taken: `提前20分钟`. */
export const opensWords = (minutes: number): string => (minutes > 0 ? `提前${minutes}分钟` : "时段开始");

/** After what time it is no more: `时段结束后15分钟`. */
export const lapseWords = (minutes: number): string =>
  minutes > 0 ? `时段结束后${minutes}分钟` : "时段结束时";

/** `2345 6789` is read out more easily than eight digits in a row. */
export const spacedCode = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;
