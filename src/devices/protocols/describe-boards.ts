import type { Described } from "./described.ts";
import { gbkText } from "./gbk.ts";

type Way = "out" | "in";

/** AA address BB 51 54 … (show), AA address 55 (ask); every answer is 1B. */
export function describeAabb5154(bytes: Buffer, way: Way): readonly Described[] {
  if (way === "in") return bytes.includes(0x1b) ? [{ address: null, meaning: "屏应答：收到" }] : [];
  const address = bytes[0] === 0xaa ? (bytes[1] ?? null) : null;
  if (address === null) return [];
  if (bytes[2] === 0x55) return [{ address, meaning: `${address} 号屏：询问` }];
  return [{ address, meaning: `${address} 号屏显示“${readable(bytes.subarray(5))}”` }];
}

const BX_COMMANDS: Readonly<Record<string, string>> = { a200: "询问在线", a102: "询问状态", a310: "清屏" };

/** A5 ×8, header with the screen's number, group and command, 5A (ONBON BX-5). */
export function describeBx5k(bytes: Buffer, way: Way): readonly Described[] {
  const start = bytes.findIndex((byte) => byte !== 0xa5);
  const end = bytes.indexOf(0x5a);
  if (bytes[0] !== 0xa5 || start < 0) return [];
  const body = bytes.subarray(start, end < 0 ? bytes.length : end);
  if (body.length < 16) return [];
  const address = body.readUInt16LE(way === "out" ? 0 : 2);
  const command = body.subarray(14, 16).toString("hex");
  if (way === "in") return [{ address, meaning: `${address} 号屏应答（${command.toUpperCase()}）` }];
  const word = BX_COMMANDS[command] ?? `显示“${readable(body.subarray(19))}”`;
  return [{ address, meaning: `${address} 号屏：${word}` }];
}

/** SOH type address(2 hex) STX commands EOT (Alpha, M-Protocol); signs say nothing back unless asked. */
export function describeAlpha(bytes: Buffer, way: Way): readonly Described[] {
  const start = bytes.indexOf(0x01);
  if (start < 0) return way === "in" ? [{ address: null, meaning: "屏应答" }] : [];
  const address = Number.parseInt(bytes.subarray(start + 2, start + 4).toString("latin1"), 16);
  return [
    {
      address: Number.isNaN(address) ? null : address,
      meaning: `屏显示“${readable(bytes.subarray(start + 5))}”`,
    },
  ];
}

/** Customer displays have no address and no answer: what can be read is what is shown. */
export function describeDisplay(bytes: Buffer, way: Way): readonly Described[] {
  return way === "out" ? [{ address: null, meaning: `显示“${readable(bytes)}”` }] : [];
}

const MODBUS: Readonly<Record<number, string>> = { 3: "读寄存器", 6: "写寄存器", 16: "写多个寄存器" };

/** Unit, function, …, CRC (Modbus RTU). */
export function describeModbus(bytes: Buffer, way: Way): readonly Described[] {
  const [unit, code] = bytes;
  if (unit === undefined || code === undefined || bytes.length < 5) return [];
  const word = MODBUS[code & 0x7f];
  if (!word) return [];
  const said = code & 0x80 ? `拒绝${word}（错误 ${bytes[2]}）` : `${way === "in" ? "应答" : ""}${word}`;
  const value = code === 6 ? ` ${bytes.readUInt16BE(2)} = ${bytes.readUInt16BE(4)}` : "";
  return [{ address: unit, meaning: `${unit} 号屏：${said}${value}` }];
}

/** The characters of a frame that a person can read; control bytes and parameters fall out. */
function readable(bytes: Buffer): string {
  const text = gbkText(bytes);
  const words = text.match(/[\u4e00-\u9fff\w→，。：（）\- ]{1,}/g) ?? [];
  return words.join("").replace(/\s+/g, " ").trim();
}
