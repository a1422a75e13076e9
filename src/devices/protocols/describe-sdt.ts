import type { Described } from "./described.ts";
import { SDT, SDT_HEAD, swText } from "./sdt.ts";

const ORDER_WORDS: Readonly<Record<keyof typeof SDT, string>> = {
  find: "找卡",
  select: "选卡",
  read: "读卡",
  status: "问状态",
};
/** Head, length and three status bytes, or command and para: what stands behind may be a person's. */
const OPEN = SDT_HEAD.length + 2 + 3;
const ORDER_LENGTH = 3;
/** Shorter data is a card's serial number or nothing; a person's begin here. */
const CARD_DATA = 100;

/** How many of the first bytes hold nothing of a person's: a piece of an answer may be anything. */
export function openSdt(bytes: Buffer): number {
  const whole = bytes.length >= OPEN && bytes.subarray(0, SDT_HEAD.length).equals(Buffer.from(SDT_HEAD));
  if (!whole) return 0;
  const length = bytes.readUInt16BE(SDT_HEAD.length);
  return length - 4 < CARD_DATA ? SDT_HEAD.length + 2 + length : OPEN;
}

/** Commands to an ID card reader and what it answers; of a card nothing but that it was read. */
export function describeSdt(bytes: Buffer, way: "out" | "in", length: number): readonly Described[] {
  if (openSdt(bytes) === 0) return way === "in" ? [{ address: null, meaning: "读卡器：不完整的应答" }] : [];
  // An adapter may send our own commands back.
  const own = bytes.readUInt16BE(SDT_HEAD.length) === ORDER_LENGTH;
  if (way === "in" && own) return [{ address: null, meaning: `回送的命令：${told(bytes)}` }];
  return [{ address: null, meaning: way === "out" ? told(bytes) : said(bytes, length) }];
}

function told(bytes: Buffer): string {
  const code = [...bytes.subarray(OPEN - 3, OPEN - 1)];
  const order = (Object.keys(SDT) as (keyof typeof SDT)[]).find((name) =>
    SDT[name].every((byte, i) => byte === code[i]),
  );
  return `读卡器：${order ? ORDER_WORDS[order] : `命令 ${Buffer.from(code).toString("hex").toUpperCase()}`}`;
}

function said(bytes: Buffer, length: number): string {
  const sw = bytes[OPEN - 1] ?? 0;
  const data = bytes.readUInt16BE(SDT_HEAD.length) - 4;
  const cut = length < data + OPEN + 1 ? "，应答不完整" : "";
  if (data < CARD_DATA) return `读卡器应答：${swText(sw)}${cut}`;
  return `读卡器应答：${swText(sw)}，证件内容 ${data} 字节${cut}`;
}
