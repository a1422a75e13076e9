import { PRINT_TROUBLE_TEXT } from "../../contract/print.ts";
import type { Described } from "./described.ts";
import { conditionOfAsb, createStatusReader, type PrinterWord } from "./escpos-status.ts";

const ASKED: Readonly<Record<number, string>> = { 1: "联机", 2: "脱机原因", 3: "故障", 4: "纸" };
/** What goes to and comes from a slip printer; slips themselves are personal and are told by their length only. */
export function describeEscpos(bytes: Buffer, way: "out" | "in"): readonly Described[] {
  if (way === "out") return [{ address: null, meaning: told(bytes) }];
  return createStatusReader()
    .push(bytes)
    .map((word) => ({ address: null, meaning: said(word) }));
}

function told(bytes: Buffer): string {
  if (bytes[0] === 0x10 && bytes[1] === 0x04) return `询问状态：${ASKED[bytes[2] ?? 0] ?? bytes[2]}`;
  return bytes[0] === 0x10 && bytes[1] === 0x14 ? "清空打印缓冲" : "打印数据";
}

function said(word: PrinterWord): string {
  switch (word.kind) {
    case "status":
      return `状态 ${word.byte.toString(16).toUpperCase()}H`;
    case "reached":
      return "已打印到此处";
    case "asb": {
      const { trouble, nearEnd } = conditionOfAsb(word.bytes);
      return `自动状态：${trouble ? PRINT_TROUBLE_TEXT[trouble] : "正常"}${nearEnd ? "，纸将用完" : ""}`;
    }
  }
}
