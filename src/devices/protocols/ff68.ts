import { noCounters } from "./parse-counters.ts";

// Keypads and raters, 9600 8N1 (protocols.md 2a).
// FF 68 | L | L | 68 | address | func | data (L-2) | (address + func + data) mod 256 | 16

export interface Ff68Frame {
  readonly address: number;
  readonly func: number;
  readonly data: readonly number[];
}

const HEAD = 0xff;
const MARK = 0x68;
const END = 0x16;
const SHORTEST = 2; // address and func alone: the beep frame
const LONGEST = 16;
const BEFORE_BODY = 5;
const AFTER_BODY = 2;

/** Bytes of one frame; `data` of at most 14 bytes. */
export function encodeFf68({ address, func, data }: Ff68Frame): Buffer {
  const body = [address, func, ...data];
  if (body.length > LONGEST)
    throw new RangeError(`FF 68 data of ${data.length} bytes, at most ${LONGEST - 2}`);
  const sum = body.reduce((total, byte) => total + byte, 0) & 0xff;
  return Buffer.from([HEAD, MARK, body.length, body.length, MARK, ...body, sum, END]);
}

type Look = { readonly frame: Ff68Frame; readonly length: number } | "short" | "no" | "length" | "checksum";

/** Finds frames in a stream of bytes cut anywhere and mixed with anything; keeps one frame's length at most. */
export class Ff68Parser {
  readonly counters = noCounters();
  #kept: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): Ff68Frame[] {
    const buffer = this.#kept.length > 0 ? Buffer.concat([this.#kept, bytes]) : bytes;
    const frames: Ff68Frame[] = [];
    let at = 0;
    while (at < buffer.length) {
      const seen = frameAt(buffer, at);
      if (seen === "short") break;
      if (typeof seen === "string") {
        if (seen === "length") this.counters.badLength++;
        if (seen === "checksum") this.counters.badChecksum++;
        this.counters.droppedBytes++;
        at++;
        continue;
      }
      this.counters.frames++;
      frames.push(seen.frame);
      at += seen.length;
    }
    this.#kept = Buffer.from(buffer.subarray(at));
    return frames;
  }

  /** Whether bytes are held back because a frame seems to have begun. */
  waiting(): boolean {
    return this.#kept.length > 0;
  }

  /**
   * The line has been quiet for longer than a frame takes. Noise that looked like a frame's beginning may be
   * holding back a whole good frame behind it: that one is given now. A frame that is merely slow is kept.
   */
  settle(): Ff68Frame[] {
    for (let at = 1; at < this.#kept.length; at++) {
      if (typeof frameAt(this.#kept, at) === "string") continue;
      const rest = this.#kept.subarray(at);
      this.counters.droppedBytes += at;
      this.#kept = Buffer.alloc(0);
      return this.push(rest);
    }
    return [];
  }

  /** A new connection begins: half a frame of the old one means nothing. */
  reset(): void {
    this.counters.droppedBytes += this.#kept.length;
    this.#kept = Buffer.alloc(0);
  }
}

function frameAt(buffer: Buffer, at: number): Look {
  const [head, mark, length, again, mark2] = buffer.subarray(at, at + BEFORE_BODY);
  if (head !== HEAD) return "no";
  if (mark === undefined) return "short";
  if (mark !== MARK) return "no";
  if (length === undefined) return "short";
  if (length < SHORTEST || length > LONGEST) return "length";
  if (again === undefined) return "short";
  if (again !== length) return "length";
  if (mark2 === undefined) return "short";
  if (mark2 !== MARK) return "length";
  const bodyEnd = at + BEFORE_BODY + length;
  if (buffer.length < bodyEnd + AFTER_BODY) return "short";
  if (buffer[bodyEnd + 1] !== END) return "length";
  const body = [...buffer.subarray(at + BEFORE_BODY, bodyEnd)];
  const sum = body.reduce((total, byte) => total + byte, 0) & 0xff;
  if (buffer[bodyEnd] !== sum) return "checksum";
  const [address = 0, func = 0, ...data] = body;
  return { frame: { address, func, data }, length: BEFORE_BODY + length + AFTER_BODY };
}
