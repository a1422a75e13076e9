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

export function sectorSays(
  name: string,
  { before, after, windows }: { readonly before: Outlook; readonly after: Outlook; readonly windows: number },
): string {
  const people = before.waiting.people + before.coming.people;
  if (windows === 0 && people > 0) return `${name}将没有窗口办理`;
  const minutes = longer(before, after);
  if (minutes === null) return `${name}没有人等`;
  if (Math.abs(minutes) < NOISE_MINUTES) return `${name}基本不变`;
  const size = Math.abs(minutes) < 10 ? Math.round(Math.abs(minutes) * 2) / 2 : Math.round(Math.abs(minutes));
  return `${name}平均${minutes < 0 ? "少" : "多"}等 ${size} 分钟`;
}

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
  readonly uncalled: boolean;
}): WhatIfReport["notes"] {
  return [
    facts.arrivals === 0
      ? "最近没有人取号，只计现在等候的人"
      : `按最近 ${Math.round(facts.spanMinutes)} 分钟的来人（${facts.arrivals} 人）推算以后的来人`,
    ...(facts.uncalled ? ["没有窗口办理的板块，其等候的人按一直等计"] : []),
  ];
}
