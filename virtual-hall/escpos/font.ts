import type { DeviceConfig } from "../../src/contract/device-config.ts";

export type Charset = Extract<DeviceConfig, { role: "ticket-printer" }>["charset"];

const decoder = new TextDecoder("gb18030");
/** Last code point of the hanzi extensions that each edition's font draws from four bytes. */
const EXTENSIONS: Readonly<Record<Charset, readonly (readonly [from: number, to: number])[]>> = {
  gbk: [],
  "gb18030-2000": [[0x3400, 0x4dbf]],
  "gb18030-2005": [
    [0x3400, 0x4dbf],
    [0x20000, 0x2a6df],
  ],
  gb18030: [
    [0x3400, 0x4dbf],
    [0x20000, 0x2a6df],
  ],
  "gb18030-2022": [
    [0x2f00, 0x2fdf],
    [0x3400, 0x4dbf],
    [0x9fa6, 0x9fff],
    [0x20000, 0x2ebef],
  ],
};

/** What the font shows for two or four bytes; □ where it has nothing. */
export function glyphOf(bytes: Uint8Array, charset: Charset): string {
  const text = decoder.decode(bytes);
  const code = text.codePointAt(0) ?? 0;
  if ([...text].length !== 1 || text === "\ufffd") return "□";
  if (bytes.length === 4) return EXTENSIONS[charset].some(([a, b]) => a <= code && code <= b) ? text : "□";
  // GBK left row FE from 50 on empty.
  if (charset === "gbk" && bytes[0] === 0xfe && (bytes[1] ?? 0) >= 0x50) return "□";
  return text;
}
