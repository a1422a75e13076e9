import { COLOURS } from "./a090.ts";
import type { Described } from "./described.ts";
import { gbkText } from "./gbk.ts";

const COLOUR_WORDS: Readonly<Record<number, string>> = {
  [COLOURS.red]: "红",
  [COLOURS.green]: "绿",
  [COLOURS.yellow]: "黄",
};

/** What A0 90 bytes say: the text a board is to show, or its answer. */
export function describeA090(bytes: Buffer, way: "out" | "in"): readonly Described[] {
  const found: Described[] = [];
  for (let at = bytes.indexOf(0xa0); at >= 0; at = bytes.indexOf(0xa0, at + 1)) {
    if (bytes[at + 1] !== 0x90 || bytes[at + 3] !== 0xa5) continue;
    const address = bytes[at + 2] ?? 0;
    const meaning = way === "in" ? answer(bytes[at + 4]) : order(bytes.subarray(at));
    found.push({ address, meaning: `${address} 号屏${meaning}` });
  }
  return found;
}

function answer(code: number | undefined): string {
  if (code === 0xaa) return "应答：已显示";
  return code === 0x55 ? "应答：拒绝" : "应答不完整";
}

function order(frame: Buffer): string {
  const length = frame.length >= 6 ? frame.readUInt16BE(4) : 0;
  const data = frame.subarray(6, 6 + length);
  const code: number[] = [];
  const colours = new Set<string>();
  for (let at = 0; at < data.length; ) {
    const wide = (data[at] ?? 0) > 0x80 ? 2 : 1;
    code.push(...data.subarray(at, at + wide));
    colours.add(COLOUR_WORDS[data[at + wide] ?? -1] ?? "？");
    at += wide + 1;
  }
  return `显示“${gbkText(Buffer.from(code))}”（${[...colours].join("、") || "清屏"}）`;
}
