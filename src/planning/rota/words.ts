// What a proposal says, and what it rests on.

export function proposalSays(is: {
  readonly day: string;
  readonly target: number;
  readonly sectors: readonly {
    readonly name: string;
    readonly expected: readonly number[];
    readonly proposedWait: number | null;
  }[];
  /** Windows open at the same time. */
  readonly most: number;
  readonly windowHours: { readonly present: number; readonly proposed: number };
}): string {
  const people = Math.round(is.sectors.flatMap((s) => s.expected).reduce((a, b) => a + b, 0));
  const { present, proposed } = is.windowHours;
  const over = is.sectors.filter((s) => (s.proposedWait ?? 0) > is.target).map((s) => s.name);
  const kept =
    over.length === 0
      ? `各板块平均等候不超过 ${is.target} 分钟`
      : `${over.join("、")}仍超过 ${is.target} 分钟`;
  return `${is.day} 预计来 ${people} 人，最多同时开 ${is.most} 个窗口，共 ${proposed} 窗口小时（现行排班 ${present}），${kept}`;
}

export function rotaNotes(is: {
  readonly days: number;
  readonly sameWeekday: boolean;
  readonly sameSeason: boolean;
  /** Nothing better than the present rota was found. */
  readonly asPresent: boolean;
  /** People whose lunch past days have shown. */
  readonly lunches: number;
  readonly booked: number;
  readonly short: readonly string[];
  readonly missing: readonly { readonly at: string; readonly sector: string; readonly count: number }[];
  readonly unlearned: readonly string[];
  /** Whether breaks are planned at all. */
  readonly breaks: boolean;
}): string[] {
  const rest = `${is.sameWeekday ? "同一星期几的" : "（星期几不同的）"}${is.sameSeason ? "" : "（不同时段的）"}`;
  const missing = is.missing.slice(0, 5).map((m) => `${m.at} ${m.sector}缺 ${m.count} 个`);
  return [
    is.days < 4 ? `只有 ${is.days} 天${rest}记录，仅供参考` : `依据最近 ${is.days} 天${rest}记录`,
    ...(is.asPresent ? ["找不到既达到目标、又不比现行排班等得久的排法：建议维持现行排班"] : []),
    ...(is.booked > 0 ? [`已计入 ${is.booked} 个预约`] : []),
    ...(is.unlearned.length > 0 ? [`${is.unlearned.join("、")}的办理时长还学得不多，按配置的时长算`] : []),
    ...(is.short.length > 0 ? [`${is.short.join("、")}：所有能办的窗口和人员都排上仍达不到目标`] : []),
    ...(missing.length > 0
      ? [`窗口或人员不够：${missing.join("，")}${is.missing.length > 5 ? ` 等 ${is.missing.length} 处` : ""}`]
      : []),
    ...(is.lunches > 0 ? [`${is.lunches} 人的午休按往日实际时间留出`] : []),
    ...(is.breaks || is.lunches > 0 ? [] : ["没有配置午休轮换（windows.breaks），排班未留休息，请安排替换"]),
  ];
}
