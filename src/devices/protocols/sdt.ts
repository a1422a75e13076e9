import { FrameParser, type Look } from "./frame-parser.ts";

// ID card readers with a SAM-V module, 115200 8N1 (protocols.md 4).
// AA AA AA 96 69 | length (2, big-endian, bytes after it) | command para, or SW1 SW2 SW3 | data | XOR from the length on

export interface SdtAnswer {
  /** 0x90 done, 0x9f found, 0x80 no card, 0x81 not selected, 0x41 not read … */
  readonly sw: number;
  readonly data: Buffer;
}

export const SDT = {
  find: [0x20, 0x01],
  select: [0x20, 0x02],
  read: [0x30, 0x01],
  status: [0x11, 0xff],
} as const;
export type SdtCommand = keyof typeof SDT;

export const SW = { done: 0x90, found: 0x9f, noCard: 0x80, notSelected: 0x81, notRead: 0x41 } as const;

const WORDS: Readonly<Record<number, string>> = {
  [SW.done]: "成功",
  [SW.found]: "找到证件",
  [SW.noCard]: "没有证件",
  [SW.notSelected]: "选卡失败",
  [SW.notRead]: "读取证件失败",
  16: "校验和错误",
  17: "长度错误",
  33: "无此命令",
  36: "无权操作",
  49: "证件认证模块失败",
  50: "模块认证证件失败",
  51: "信息验证失败",
  64: "无法识别的证件类型",
  71: "读随机数失败",
  96: "安全模块自检失败",
  102: "安全模块未经授权",
};

/** What a reader's status word says, Chinese for staff. */
export function swText(sw: number): string {
  return WORDS[sw] ?? `错误 ${sw.toString(16).toUpperCase().padStart(2, "0")}`;
}

export const SDT_HEAD = [0xaa, 0xaa, 0xaa, 0x96, 0x69];
const BEFORE_BODY = SDT_HEAD.length + 2;
/** Three status bytes and the checksum. */
const SHORTEST = 4;
/** Text, photo and fingerprints with their lengths; more is no answer of these readers. */
const LONGEST = 2_600;

/** One command of the host. */
export function encodeSdt(command: SdtCommand): Buffer {
  const body = [0x00, 0x03, ...SDT[command]];
  return Buffer.from([...SDT_HEAD, ...body, xorOf(Buffer.from(body))]);
}

export function createSdtParser(): FrameParser<SdtAnswer> {
  return new FrameParser(answerAt);
}

function answerAt(buffer: Buffer, at: number): Look<SdtAnswer> {
  for (let i = 0; i < SDT_HEAD.length; i++) {
    const byte = buffer[at + i];
    if (byte === undefined) return "short";
    if (byte !== SDT_HEAD[i]) return "no";
  }
  if (buffer.length < at + BEFORE_BODY) return "short";
  const length = buffer.readUInt16BE(at + SDT_HEAD.length);
  // A command's length is 3: our own bytes, sent back by the line.
  if (length < SHORTEST || length > LONGEST) return "length";
  const end = at + BEFORE_BODY + length;
  if (buffer.length < end) return "short";
  if (xorOf(buffer.subarray(at + SDT_HEAD.length, end - 1)) !== buffer[end - 1]) return "checksum";
  const body = buffer.subarray(at + BEFORE_BODY, end - 1);
  return {
    frame: { sw: body[2] ?? 0, data: Buffer.from(body.subarray(3)) },
    length: BEFORE_BODY + length,
  };
}

function xorOf(bytes: Buffer): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
