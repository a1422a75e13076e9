import type { ReplayDays, ReplayMoment } from "../../../../src/contract/replay.ts";

type Person = ReplayMoment["queues"][number]["people"][number];

export const CLASS_MARKS: Readonly<Record<Person["class"], string>> = {
  walk: "",
  appointment: "约",
  green: "绿",
};

const WEEKDAYS = ["日", "一", "二", "三", "四", "五", "六"];

/** `11月23日 周一 · 1203 个号`, `… · 进行中`. */
export function dayWords({ day, tickets, ended }: ReplayDays["days"][number]): string {
  const [year, month, date] = day.split("-").map(Number);
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${year}年${month}月${date}日 周${weekday} · ${tickets} 个号${ended ? "" : " · 进行中"}`;
}

/** `09:31:05` of a time as the server writes it. */
export const clockOf = (iso: string): string => iso.slice(11, 19);

/** What stands in a number field as numbers are written: `z 12` is `Z012` or `Z12`, whichever there is. */
export function numberCandidates(text: string): readonly string[] {
  const plain = text.replace(/\s/g, "").toUpperCase();
  const parts = /^([A-Z]*)(\d{1,4})$/.exec(plain);
  if (!parts) return plain === "" ? [] : [plain];
  const [, prefix = "", digits = ""] = parts;
  return [...new Set([plain, `${prefix}${digits.padStart(3, "0")}`])];
}

/** Where the replay will be after so long at a speed, never past the end; epoch ms. */
export function playedTo(at: number, elapsedMs: number, speed: number, end: number): number {
  return Math.min(end, at + elapsedMs * speed);
}
