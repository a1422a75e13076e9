import type { ShadowFigures } from "../../contract/shadow.ts";
import type { ShadowDay } from "./day-scenario.ts";

// What a comparison says, in sentences that a manager reads.

/** 少等 3.2 分钟 · 多等 1 分钟 · 不变. */
export function lessOrMore(minutes: number, verb = "等"): string {
  const size = Math.abs(Math.round(minutes * 10) / 10);
  if (size === 0) return "不变";
  return `${minutes < 0 ? "少" : "多"}${verb} ${size} 分钟`;
}

export function biasSays(happened: ShadowFigures, present: ShadowFigures): string {
  const [was, is] = [happened.all.mean, present.all.mean];
  if (was === null || is === null) return "当日没有叫号，无从比较";
  const off = is - was;
  return `当日实际平均等候 ${was} 分钟，现行规则重演为 ${is} 分钟：模型${
    Math.abs(off) < 0.05
      ? "与实际相同"
      : `偏${off > 0 ? "高" : "低"} ${Math.abs(Math.round(off * 10) / 10)} 分钟`
  }，以下各规则均与重演结果相比`;
}

export function policySays(name: string, figures: ShadowFigures, present: ShadowFigures): string {
  const [was, is] = [present.all.mean, figures.all.mean];
  if (was === null || is === null) return `“${name}”：当日没有叫号，无从比较`;
  const parts = [`“${name}”：平均${lessOrMore(is - was)}${shareText(was, is)}`];
  const tail = (figures.all.max ?? 0) - (present.all.max ?? 0);
  parts.push(`最长${lessOrMore(tail)}`);
  for (const { class: of, mean } of figures.classes) {
    if (of === "walk" || mean === null) continue;
    const before = present.classes.find((c) => c.class === of)?.mean ?? null;
    if (before !== null) parts.push(`${CLASS_WORDS[of]}${lessOrMore(mean - before)}`);
  }
  if (figures.all.uncalled > present.all.uncalled)
    parts.push(`${figures.all.uncalled - present.all.uncalled} 人当日轮不到`);
  return parts.join("，");
}

function shareText(was: number, is: number): string {
  const percent = was === 0 ? 0 : Math.round((is / was - 1) * 100);
  return percent === 0 ? "" : `（${percent > 0 ? "+" : "−"}${Math.abs(percent)}%）`;
}

const CLASS_WORDS = { walk: "普通", appointment: "预约", green: "绿色通道" } as const;

/** What the replay can't know. */
export function notesOf({ happened, scenario }: ShadowDay, ended: boolean): readonly string[] {
  const later = happened.filter((h) => !h.stay.first).length;
  const left = happened.filter((h) => h.stay.leftAt !== null).length;
  const waiting = happened.filter((h) => h.calledAt === null && h.stay.leftAt === null).length;
  const unknown = happened.filter((h) => h.stay.call?.outcome === "unconcluded").length;
  return [
    ...(ended ? [] : ["这一天还没有结束，只含到目前为止的记录"]),
    ...(happened.length > 0 && happened.length < FEW
      ? [`当日只有 ${happened.length} 次等候，差别可能是偶然`]
      : []),
    ...(later > 0 ? [`${later} 次再次排队（转号、过号、下一事项）按当日的时刻计入`] : []),
    ...(left > 0 ? [`${left} 人当日没有叫到号就离开，按当日离开的时刻计`] : []),
    ...(waiting > 0 ? [`${waiting} 人到记录为止还没有叫到，按通常时长计`] : []),
    ...(unknown > 0 ? [`${unknown} 次服务当日没有按结束键，按通常时长计`] : []),
    ...(scenario.windows.length === 0 ? ["当日没有窗口开放"] : []),
  ];
}

const FEW = 50;
