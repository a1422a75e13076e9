import type { ShadowFigures, ShadowPolicy } from "../../../../src/contract/shadow.ts";

// Orders of calling that are often asked about, and a comparison as rows of a table.

export type PolicyDraft = Pick<ShadowPolicy, "name" | "announceAhead" | "binding"> & {
  readonly order: Partial<ShadowPolicy["order"]>;
};

export const PRESETS: readonly PolicyDraft[] = [
  { name: "先到先得", order: { kind: "fcfs" } },
  { name: "严格优先", order: { kind: "strict" } },
  { name: "比例 2:1", order: { kind: "ratio", ratio: 2 } },
  { name: "让位 5 分钟以内", order: { kind: "accumulating", slackMinutes: 5 } },
  { name: "不看窗口快慢", order: { kind: "accumulating", slackMinutes: 0 } },
  { name: "提前告知窗口", order: {}, announceAhead: true },
  { name: "取号就定窗口", order: {}, binding: "atTicket" },
];

export interface ShadowRow {
  readonly name: string;
  readonly cells: readonly string[];
}

export const COLUMNS = ["平均", "95% 不超过", "最长", "普通", "预约", "绿色通道", "被越过 >5 分", "最后办完"];

export function rowOf(name: string, figures: ShadowFigures): ShadowRow {
  const of = (wanted: ShadowFigures["classes"][number]["class"]) =>
    minutes(figures.classes.find((c) => c.class === wanted)?.mean ?? null);
  const { all } = figures;
  return {
    name,
    cells: [
      minutes(all.mean),
      minutes(all.p95),
      minutes(all.max),
      of("walk"),
      of("appointment"),
      of("green"),
      `${Math.round(figures.overtaken * 1_000) / 10}%`,
      figures.lastServed ?? "—",
    ],
  };
}

/** Where windows are announced: how many know them in time, how many are told another. */
export const toldText = ({ told }: ShadowFigures): string | null =>
  told &&
  `等候超过 5 分钟的人中 ${percent(told.ahead)} 提前 3 分钟知道窗口，${percent(told.changed)} 的人窗口有变`;

const percent = (share: number): string => `${Math.round(share * 100)}%`;
const minutes = (value: number | null): string => (value === null ? "—" : value.toFixed(1));
