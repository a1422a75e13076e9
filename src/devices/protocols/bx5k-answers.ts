import { HOST } from "./bx5k.ts";
import { crc16Arc } from "./crc16.ts";
import { noCounters } from "./parse-counters.ts";

export interface BxAnswer {
  readonly screen: number;
  readonly group: number;
  readonly cmd: number;
  /** 0 done; otherwise one of BX_ERRORS. */
  readonly error: number;
  readonly data: Buffer;
}

const START = 0xa5;
const END = 0x5a;
/** The card's own buffer; a longer frame is none. */
const LONGEST = 1_024;
const HEADER = 14;

export const BX_BUSY = 0x03;
/** Error codes in words for staff (protocols.md 1c). */
export const BX_ERRORS: Readonly<Record<number, string>> = {
  1: "命令组错误",
  2: "没有此命令",
  3: "控制卡忙",
  4: "存储空间不足",
  5: "校验错误",
  6: "文件不存在",
  7: "闪存读写错误",
  8: "文件下载错误",
  9: "文件名错误",
  10: "文件类型错误",
  11: "文件校验错误",
  12: "没有此字库",
  13: "控制卡型号不符",
  14: "日期时间格式错误",
  15: "文件已存在",
  16: "文件块号错误",
};

/**
 * Finds a card's answers in a stream cut anywhere. Marks never occur inside a frame, so any start mark begins anew: junk
 * costs at most the frame it falls into.
 */
export class BxAnswerParser {
  readonly counters = { ...noCounters(), ownEchoes: 0 };
  /** Null: between frames. */
  #body: number[] | null = null;

  push(bytes: Buffer): readonly BxAnswer[] {
    return [...bytes].flatMap((byte) => this.#byte(byte) ?? []);
  }

  reset(): void {
    this.counters.droppedBytes += this.#body?.length ?? 0;
    this.#body = null;
  }

  #byte(byte: number): BxAnswer | null {
    if (byte === START) {
      this.reset();
      this.#body = [];
      return null;
    }
    const body = this.#body;
    if (body === null) {
      this.counters.droppedBytes++;
      return null;
    }
    if (byte === END) {
      this.#body = null;
      return body.length > 0 ? this.#frame(body) : null;
    }
    body.push(byte);
    if (body.length > LONGEST) {
      this.counters.badLength++;
      this.reset();
    }
    return null;
  }

  #frame(escaped: readonly number[]): BxAnswer | null {
    const all = unescapeBx(escaped);
    if (all === null || all.length < HEADER + 5 + 2) return this.#spoilt("badLength", escaped);
    const body = all.subarray(0, -2);
    if (crc16Arc(body) !== all.readUInt16LE(all.length - 2)) return this.#spoilt("badChecksum", escaped);
    if (body.readUInt16LE(12) !== body.length - HEADER) return this.#spoilt("badLength", escaped);
    if (body.readUInt16LE(2) === HOST) {
      this.counters.ownEchoes++;
      return null;
    }
    this.counters.frames++;
    return {
      screen: body.readUInt16LE(2),
      group: body[HEADER] ?? 0,
      cmd: body[HEADER + 1] ?? 0,
      error: body[HEADER + 2] ?? 0,
      data: Buffer.from(body.subarray(HEADER + 5)),
    };
  }

  #spoilt(why: "badLength" | "badChecksum", bytes: readonly number[]): null {
    this.counters[why]++;
    this.counters.droppedBytes += bytes.length;
    return null;
  }
}

const UNESCAPED: Readonly<Record<number, readonly number[]>> = { 166: [0xa6, 0xa5], 91: [0x5b, 0x5a] };

/** Null when a mark of escape is followed by what it can't be. */
export function unescapeBx(bytes: readonly number[]): Buffer | null {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const pair = UNESCAPED[byte];
    const meant = pair ? pair[(bytes[++at] ?? 0) - 1] : byte;
    if (meant === undefined) return null;
    out.push(meant);
  }
  return Buffer.from(out);
}
