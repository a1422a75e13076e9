import type { ForecastReport } from "../../../../src/contract/forecast.ts";

// How well waiting times were told, in the manager's words.

type Announced = ForecastReport["announced"][number];

export const minutesText = (minutes: number | null): string =>
  minutes === null ? "—" : `${minutes.toFixed(1)} 分钟`;

export const shareText = (share: number | null): string =>
  share === null ? "—" : `${Math.round(share * 100)}%`;

/** 11月23日（周一） */
export function dayText(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const weekday = "日一二三四五六"[new Date(Date.UTC(year, month - 1, date)).getUTCDay()];
  return `${month}月${date}日（周${weekday}）`;
}

/** The bound is told to hold for four people in five: too often is too cautious, too seldom a broken word. */
export function coverWarns(cover: number | null, told: number): boolean {
  return cover !== null && told >= 30 && (cover < 0.72 || cover > 0.9);
}

export function sourceText({ source, runs, reason }: ForecastReport): string {
  if (source === "forecast") return `正在用推演预测（${runs}次推演）`;
  return `现在没有推演预测，按简单规则估计${reason ? `：${reason}` : ""}`;
}

/** What announcing windows ahead brings and costs, in one sentence. */
export function announcedText(row: Announced): string {
  const early = row.longWaits === 0 ? null : row.toldEarly / row.longWaits;
  const parts = [
    `提前通知了 ${row.announced} 个号（共叫号 ${row.called} 个）`,
    early === null ? null : `等候超过5分钟的，${shareText(early)}提前3分钟以上知道窗口`,
    `${row.changed} 个号通知后又换了窗口`,
    `${row.overtaken} 个号被后来的同类号超过5分钟以上`,
    costText(row),
  ];
  return `${parts.filter((p) => p !== null).join("；")}。`;
}

function costText({ extraMinutes, looks }: Announced): string {
  if (extraMinutes === null) return "对等候时间的影响还没有估算";
  if (Math.abs(extraMinutes) < 0.05) return `与叫号时才告知相比，等候时间几乎一样（估算${looks}次）`;
  const more = extraMinutes > 0 ? "多" : "少";
  return `与叫号时才告知相比，在等的人平均${more}等 ${Math.abs(extraMinutes).toFixed(1)} 分钟（估算${looks}次）`;
}
