import { gbkCharacters } from "./gbk.ts";
import { noCounters } from "./parse-counters.ts";
import type { Colour, Run } from "./run.ts";

// Two-colour LED boards on RS-485, 9600 8N1 (protocols.md 1a).
// A0 90 | address | A5 (show now) | length of data, high, low | data | XOR from address to last data byte
// Reply: A0 90 | address | A5 | AA done, 55 refused. No checksum.

export const COLOURS: Readonly<Record<Colour, number>> = { red: 0x00, green: 0x01, yellow: 0x02 };

const HEAD = [0xa0, 0x90] as const;
const SHOW_NOW = 0xa5;
const DONE = 0xaa;
const REFUSED = 0x55;
const REPLY_LENGTH = 5;
const LONGEST_DATA = 0xffff;

/** The frame that makes the board at `address` (0..255) show `runs`; text beyond the length field's range is cut. */
export function encodeShow(address: number, runs: readonly Run[]): Buffer {
  const pieces: Buffer[] = [];
  let length = 0;
  for (const run of runs) {
    for (const code of gbkCharacters(run.text)) {
      if (length + code.length + 1 > LONGEST_DATA) break;
      pieces.push(code, Buffer.from([COLOURS[run.colour]]));
      length += code.length + 1;
    }
  }
  const body = Buffer.concat([Buffer.from([address, SHOW_NOW, length >> 8, length & 0xff]), ...pieces]);
  const xor = body.reduce((sum, byte) => sum ^ byte, 0);
  return Buffer.concat([Buffer.from(HEAD), body, Buffer.from([xor])]);
}

export interface BoardReply {
  readonly address: number;
  readonly done: boolean;
}

/** Finds replies in a stream of bytes cut anywhere and mixed with anything; keeps four bytes at most. */
export class BoardReplyParser {
  readonly counters = noCounters();
  #kept: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): BoardReply[] {
    const buffer = this.#kept.length > 0 ? Buffer.concat([this.#kept, bytes]) : bytes;
    const replies: BoardReply[] = [];
    let at = 0;
    while (at < buffer.length) {
      const found = replyAt(buffer, at);
      if (found === "short") break;
      if (found === "no") {
        this.counters.droppedBytes++;
        at++;
        continue;
      }
      this.counters.frames++;
      replies.push(found);
      at += REPLY_LENGTH;
    }
    this.#kept = Buffer.from(buffer.subarray(at));
    return replies;
  }

  /** A new connection begins: half a reply of the old one means nothing. */
  reset(): void {
    this.counters.droppedBytes += this.#kept.length;
    this.#kept = Buffer.alloc(0);
  }
}

function replyAt(buffer: Buffer, at: number): BoardReply | "short" | "no" {
  const expected = [HEAD[0], HEAD[1], null, SHOW_NOW];
  for (const [i, byte] of expected.entries()) {
    const seen = buffer[at + i];
    if (seen === undefined) return "short";
    if (byte !== null && seen !== byte) return "no";
  }
  const address = buffer[at + 2] ?? 0;
  switch (buffer[at + 4]) {
    case undefined:
      return "short";
    case DONE:
      return { address, done: true };
    case REFUSED:
      return { address, done: false };
    default:
      return "no";
  }
}
