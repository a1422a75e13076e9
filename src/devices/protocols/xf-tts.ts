import iconv from "iconv-lite";
import { noCounters } from "./parse-counters.ts";

// Serial speech modules of the XF-S4240 / SYN families (protocols.md 6), 9600 8N1:
// FD | length (2, big-endian, bytes after it) | command | encoding | text; answers are single bytes.

export type TtsReply = "ready" | "ok" | "failed" | "busy" | "idle";
export type TtsEncoding = "gbk" | "unicode";

const HEAD = 0xfd;
export const TTS_ORDERS = { speak: 0x01, stop: 0x02, ask: 0x21 } as const;
const ENCODINGS: Readonly<Record<TtsEncoding, number>> = { gbk: 0x01, unicode: 0x03 };
export const TTS_REPLIES: Readonly<Record<number, TtsReply>> = {
  74: "ready", // 4A, after power-up
  65: "ok", // 41
  69: "failed", // 45
  78: "busy", // 4E
  79: "idle", // 4F
};
/** SYN6288 takes this many bytes of text, the others more. */
const LONGEST_TEXT = 200;

/** `checksum` xor: SYN6288 wants the XOR of all bytes behind the frame, the others none. */
export interface TtsDialect {
  readonly encoding: TtsEncoding;
  readonly checksum: "none" | "xor";
}

/** Makes the module speak; a longer text is cut at a whole character. */
export function speakFrame(text: string, dialect: TtsDialect): Buffer {
  const bytes: Buffer[] = [];
  let length = 0;
  for (const character of text) {
    const code = dialect.encoding === "gbk" ? gbk(character) : utf16be(character);
    if (length + code.length > LONGEST_TEXT) break;
    length += code.length;
    bytes.push(code);
  }
  return frame([TTS_ORDERS.speak, ENCODINGS[dialect.encoding], ...Buffer.concat(bytes)], dialect);
}

export function stopFrame(dialect: TtsDialect): Buffer {
  return frame([TTS_ORDERS.stop], dialect);
}

/** The text in a speak frame of either encoding, as far as the bytes go. */
export function spokenIn(frame: Buffer, checksum: TtsDialect["checksum"]): string {
  const end = 3 + frame.readUInt16BE(1) - (checksum === "xor" ? 1 : 0);
  const text = frame.subarray(5, end);
  return frame[4] === ENCODINGS.unicode
    ? Buffer.from(text.subarray(0, text.length & ~1))
        .swap16()
        .toString("utf16le")
    : iconv.decode(text, "gbk");
}

/** Answered with busy or idle. */
export function askStatusFrame(dialect: TtsDialect): Buffer {
  return frame([TTS_ORDERS.ask], dialect);
}

function frame(body: readonly number[], { checksum }: TtsDialect): Buffer {
  const counted = body.length + (checksum === "xor" ? 1 : 0);
  const bytes = [HEAD, counted >> 8, counted & 0xff, ...body];
  if (checksum === "xor") bytes.push(bytes.reduce((sum, byte) => sum ^ byte, 0));
  return Buffer.from(bytes);
}

/** What the module's voice can read: two-byte GBK and ASCII; nothing else is said. */
function gbk(character: string): Buffer {
  const code = iconv.encode(character, "gbk");
  if (code.length === 2) return code;
  const [byte] = code;
  const printable = byte !== undefined && byte >= 0x20 && byte < 0x7f;
  return printable && !(byte === 0x3f && character !== "?") ? code : Buffer.alloc(0);
}

function utf16be(character: string): Buffer {
  const printable = character >= " " && character.length === 1;
  return printable ? Buffer.from(character, "utf16le").swap16() : Buffer.alloc(0);
}

/** Takes the module's answers out of what arrives; our own frames sent back by the line are no answers. */
export class TtsReplies {
  readonly counters = { ...noCounters(), ownEchoes: 0 };
  /** What is still to come back if the line echoes. */
  #echo: Buffer = Buffer.alloc(0);
  #matched = 0;

  /** A frame of ours was written. */
  sent(bytes: Buffer): void {
    this.#echo = Buffer.from(bytes);
    this.#matched = 0;
  }

  push(bytes: Buffer): TtsReply[] {
    const replies: TtsReply[] = [];
    for (const byte of bytes) {
      if (this.#isEcho(byte)) continue;
      const reply = TTS_REPLIES[byte];
      if (reply === undefined) {
        this.counters.droppedBytes++;
      } else {
        this.counters.frames++;
        replies.push(reply);
      }
    }
    return replies;
  }

  reset(): void {
    this.sent(Buffer.alloc(0));
  }

  /** An echo begins with the frame's head, which is no answer, and goes on without a gap of other bytes. */
  #isEcho(byte: number): boolean {
    if (this.#matched >= this.#echo.length || byte !== this.#echo[this.#matched]) {
      this.#matched = 0;
      return false;
    }
    this.#matched++;
    if (this.#matched === this.#echo.length) {
      this.counters.ownEchoes++;
      this.#echo = Buffer.alloc(0);
      this.#matched = 0;
    }
    return true;
  }
}
