import type { Problem } from "../../../../src/contract/problem.ts";
import type { SlipPart, SlipSize, SlipTemplate } from "../../../../src/contract/slip-template.ts";

export const PART_WORDS: Readonly<Record<SlipPart, string>> = {
  logo: "标志",
  title: "抬头",
  number: "号码",
  sector: "板块（绿色通道）",
  ahead: "前面人数",
  wait: "预计等候",
  zone: "等候区域",
  likely: "可能窗口",
  issued: "取号时间",
  qr: "二维码",
  footer: "页脚",
};

export const SIZE_WORDS: Readonly<Record<SlipSize, string>> = {
  normal: "普通",
  tall: "加高",
  double: "两倍",
  triple: "三倍",
  quadruple: "四倍",
};

export const AFTER_WORDS: Readonly<Record<SlipTemplate["parts"][number]["after"], string>> = {
  none: "无",
  rule: "横线",
  blank: "空行",
};

const FIELD_WORDS: Readonly<Record<string, string>> = {
  title: "抬头",
  footer: "页脚",
  qrText: "二维码下面的字",
  qrModule: "二维码点距",
  logo: "标志",
  logoWidth: "标志宽度",
  parts: "内容",
};

/** What keeps the draft from being kept, each field by the name it has on the page. */
export function draftTrouble(problem: Problem): string {
  const fields = problem.problems ?? [];
  if (fields.length === 0) return [problem.title, problem.detail].filter(Boolean).join("：");
  const said = fields.map(({ path, message }) => {
    const [, name = "", row] = /^(?:template\.)?(\w+)(?:\[(\d+)\])?/.exec(path) ?? [];
    const where = FIELD_WORDS[name] ?? path;
    return `${where}${row === undefined ? "" : `第${Number(row) + 1}行`}：${message}`;
  });
  return [...new Set(said)].join("；");
}

/** The footer is edited as a text of lines; blank lines at its end are not meant. */
export const footerText = (footer: readonly string[]): string => footer.join("\n");
export function footerLines(text: string): string[] {
  const lines = text.split("\n").map((line) => line.trim());
  while (lines.at(-1) === "") lines.pop();
  return lines;
}

/** The part at `from` moved to `to`, the others closing up; out of range nothing moves. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return list;
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}
