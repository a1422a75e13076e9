import { crc16Modbus } from "./crc16.ts";
import { noCounters } from "./parse-counters.ts";

/** A frame of either direction: which it is, only who knows what was asked can tell. */
export interface ModbusFrame {
  readonly unit: number;
  readonly func: number;
  /** From unit to CRC. */
  readonly bytes: Buffer;
}

const LONGEST = 256;
const EXCEPTION = 0x80;
const FUNCS = [0x03, 0x06, 0x10];

/** Exception codes in words for staff. */
export const MODBUS_ERRORS: Readonly<Record<number, string>> = {
  1: "不支持此功能码",
  2: "没有此寄存器",
  3: "数值不允许",
  4: "设备故障",
  5: "设备处理中",
  6: "设备忙",
  8: "存储校验错误",
  10: "网关无通路",
  11: "网关后的设备无应答",
};
export const MODBUS_BUSY: readonly number[] = [5, 6];

/** Finds frames in a stream cut anywhere: RTU ends frames by silence, which a network box does not carry. */
export class ModbusFrameParser {
  readonly counters = noCounters();
  #kept: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): readonly ModbusFrame[] {
    const all = Buffer.concat([this.#kept, bytes]);
    const frames: ModbusFrame[] = [];
    let at = 0;
    while (at < all.length) {
      const found = frameAt(all, at);
      if (found === "short" && !followed(all, at)) break;
      if (typeof found === "object") {
        frames.push(found);
        this.counters.frames++;
        at += found.bytes.length;
        continue;
      }
      if (found === "spoilt") this.counters.badChecksum++;
      this.counters.droppedBytes++;
      at++;
    }
    this.#kept = Buffer.from(all.subarray(at));
    return frames;
  }

  reset(): void {
    this.counters.droppedBytes += this.#kept.length;
    this.#kept = Buffer.alloc(0);
  }
}

/** What looks like a long frame's beginning must not hold back a whole one behind it. */
function followed(all: Buffer, at: number): boolean {
  for (let later = at + 1; later < all.length; later++)
    if (typeof frameAt(all, later) === "object") return true;
  return false;
}

function frameAt(all: Buffer, at: number): ModbusFrame | "short" | "spoilt" | "no" {
  const func = all[at + 1];
  if (func === undefined) return "short";
  const lengths = lengthsOf(func, all.subarray(at));
  if (lengths.length === 0) return "no";
  for (const length of lengths) {
    const bytes = all.subarray(at, at + length);
    if (bytes.length === length && crc16Modbus(bytes.subarray(0, -2)) === bytes.readUInt16LE(length - 2))
      return { unit: bytes[0] ?? 0, func, bytes: Buffer.from(bytes) };
  }
  return lengths.some((length) => at + length > all.length) ? "short" : "spoilt";
}

/** How long a frame with this beginning may be: as a request and as an answer. */
function lengthsOf(func: number, bytes: Buffer): readonly number[] {
  if (FUNCS.includes(func - EXCEPTION)) return [5];
  if (func === 0x06) return [8];
  const count = (byte: number | undefined, around: number) => {
    if (byte === undefined) return [around + 2];
    return byte > 0 && byte % 2 === 0 && byte + around <= LONGEST ? [byte + around] : [];
  };
  if (func === 0x03) return [8, ...count(bytes[2], 5)];
  if (func === 0x10) return [8, ...count(bytes[6], 9)];
  return [];
}
