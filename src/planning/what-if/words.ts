import type { WhatIfReport } from "../../contract/what-if.ts";
import type { Outlook } from "./outlook.ts";

/** Less than this is drawn anew each time. */
const NOISE_MINUTES = 0.5;

/** Minutes that the sector's people, those here and those to come, wait longer on average; null: nobody, before or after. */
export function longer(before: Outlook, after: Outlook): number | null {
  const [was, is] = [meanOf(before), meanOf(after)];
  return was === null || is === null ? null : is - was;
}

function meanOf({ waiting, coming }: Outlook): number | null {
  const people = waiting.people + coming.people;
  return people === 0
    ? null
    : (waiting.people * (waiting.mean ?? 0) + coming.people * (coming.mean ?? 0)) / people;
}

/** `was` and `windows`: how many windows serve it before and after. */
export function sectorSays(
  name: string,
  of: { readonly before: Outlook; readonly after: Outlook; readonly was: number; readonly windows: number },
): string {
  const { before, after } = of;
  if (of.windows === 0 && of.was > 0) return `${name}将没有窗口办理`;
  const minutes = longer(before, after);
  if (minutes === null) return `${name}没有人等`;
  if (after.stranded) return `${name}${before.stranded ? "仍" : "将"}没有窗口办理`;
  if (before.stranded) return `${name}有窗口办理了，平均等 ${sizeOf(meanOf(after) ?? 0)} 分钟`;
  if (Math.abs(minutes) < NOISE_MINUTES) return `${name}基本不变`;
  return `${name}平均${minutes < 0 ? "少" : "多"}等 ${sizeOf(Math.abs(minutes))} 分钟`;
}

const sizeOf = (minutes: number): number =>
  minutes < 10 ? Math.round(minutes * 2) / 2 : Math.round(minutes);

/** Sectors that gain, then those that lose; one sentence. */
export function allSays(
  sectors: readonly { readonly says: string; readonly longer: number | null; readonly windows: number }[],
  changes: number,
): string {
  if (changes === 0) return "未作改动：以下是照现在这样下去的预计";
  const told = sectors.filter((s) => s.windows === 0 || Math.abs(s.longer ?? 0) >= NOISE_MINUTES);
  const sorted = told.sort((a, b) => (a.longer ?? 999) - (b.longer ?? 999));
  return sorted.length === 0 ? "各板块等候基本不变" : sorted.map((s) => s.says).join("；");
}

export function notesOf(facts: {
  readonly arrivals: number;
  readonly spanMinutes: number;
  /** Past days that later arrivals are taken from; null: those of the last while are. */
  readonly learned: { readonly days: number; readonly sameWeekday: boolean; readonly scale: number } | null;
  readonly uncalled: boolean;
}): WhatIfReport["notes"] {
  return [
    facts.learned ? learnedNote(facts.learned) : latelyNote(facts),
    ...(facts.uncalled ? ["没有窗口办理的板块，其等候的人按一直等计"] : []),
  ];
}

function learnedNote(is: {
  readonly days: number;
  readonly sameWeekday: boolean;
  readonly scale: number;
}): string {
  const which = is.sameWeekday ? "同一星期几的" : "";
  const scale = Math.round(is.scale * 100);
  const today = scale === 100 ? "今天与平日相当" : `今天到现在是平日的 ${scale}%，以后也按这个比例`;
  return `以后的来人按最近 ${is.days} 天${which}记录推算：${today}`;
}

function latelyNote(is: { readonly arrivals: number; readonly spanMinutes: number }): string {
  return is.arrivals === 0
    ? "最近没有人取号，只计现在等候的人"
    : `按最近 ${Math.round(is.spanMinutes)} 分钟的来人（${is.arrivals} 人）推算以后的来人（同类日子的记录还不够）`;
}
