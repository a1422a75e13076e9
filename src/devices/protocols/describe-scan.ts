import type { Described } from "./described.ts";
import { ScanLines } from "./scan-lines.ts";

const ENDS: readonly (readonly [string, string])[] = [
  ["\r\n", "CR LF"],
  ["\r", "CR"],
  ["\n", "LF"],
];

/** How a scanner sent a code, never the code: it may be a person's number or the key to a visit. */
export function describeScan(bytes: Buffer, way: "out" | "in", length: number): readonly Described[] {
  if (way === "out") return [];
  const lines = new ScanLines();
  const texts = [...lines.push(bytes), ...lines.settle()];
  const codes = texts.map((text) => `${[...text].length} 个字符（${kindOf(text)}）`);
  const end = length > bytes.length ? "" : `，${endOf(bytes.toString("latin1"))}`;
  const meaning = codes.length === 0 ? "扫码器：没有文字" : `扫码器：${codes.join("、")}${end}`;
  return [{ address: null, meaning }];
}

function kindOf(text: string): string {
  if (/^\d+$/.test(text)) return "数字";
  if (/^https?:/i.test(text)) return "网址";
  return /\p{Script=Han}/u.test(text) ? "含汉字" : "字母数字";
}

function endOf(text: string): string {
  const end = ENDS.find(([mark]) => text.endsWith(mark));
  return end ? `以 ${end[1]} 结尾` : "没有结尾符，停顿后算完";
}
