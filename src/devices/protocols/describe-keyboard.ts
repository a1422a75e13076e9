import { BootKeyboard } from "./boot-keyboard.ts";
import type { Described } from "./described.ts";
import { keyName } from "./key-usages.ts";

const REPORT = 8;

/** Boot keyboard reports in words: the keys that are down in each, with what `meantBy` says of them. */
export function describeKeyboard(
  bytes: Buffer,
  way: "out" | "in",
  meantBy: (key: string) => string | null,
): readonly Described[] {
  if (way === "out") return [];
  const words = reportsIn(bytes).map((report) => reportText(report, meantBy));
  return words.length === 0 ? [] : [{ address: null, meaning: words.join(" → ") }];
}

/** A scanner that types: what it typed is a code, so only how many reports came is told. */
export function describeTyped(bytes: Buffer, way: "out" | "in", length: number): readonly Described[] {
  if (way === "out") return [];
  const size = bytes.length % REPORT === 0 ? REPORT : REPORT + 1;
  return [{ address: null, meaning: `扫码器：${Math.round(length / size)} 个按键报文` }];
}

/** Some devices put a report number before each. */
function reportsIn(bytes: Buffer): Buffer[] {
  const numbered = bytes.length % REPORT !== 0 && bytes.length % (REPORT + 1) === 0;
  const size = numbered ? REPORT + 1 : REPORT;
  const reports: Buffer[] = [];
  for (let at = 0; at + size <= bytes.length; at += size)
    reports.push(bytes.subarray(at + (numbered ? 1 : 0), at + size));
  return reports;
}

function reportText(report: Buffer, meantBy: (key: string) => string | null): string {
  const keyboard = new BootKeyboard({ framed: true });
  const keys = keyboard.push(report).map((down) => keyName(down) ?? `用途码 ${down.usage}`);
  if (keyboard.counters.badLength > 0) return "不是按键报文";
  if (keyboard.counters.rollovers > 0) return "按键过多";
  if (keys.length === 0) return "松开";
  return `按下 ${keys.map((key) => withMeaning(key, meantBy(key))).join("、")}`;
}

const withMeaning = (key: string, meant: string | null): string =>
  meant === null ? key : `${key}（${meant}）`;
