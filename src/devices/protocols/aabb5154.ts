import { gbkCharacters } from "./gbk.ts";
import { noCounters } from "./parse-counters.ts";
import type { Colour } from "./run.ts";

// "AA addr BB 51 54" boards, RS-485, 9600 8N1 (protocols.md 1b). Two makers, two checksums at two places:
// xor: AA | address | BB 51 54 | effect speed delay colour valid | GBK text | XOR of the data | FF, answered by 1B
// sum: AA | address | BB 51 54 | sum of all that follows | effect speed delay colour valid | GBK text | FF, not answered
// Probe: AA | address | 55, answered by 1B.

const HEAD = 0xaa;
const SHOW = [0xbb, 0x51, 0x54] as const;
const PROBE = 0x55;
const END = 0xff;
const ANSWER = 0x1b;
const COLOURS: Readonly<Record<Colour, number>> = { red: 0x00, green: 0x01, yellow: 0x02 };

export interface Look {
  readonly effect: number;
  readonly speed: number;
  readonly delay: number;
  readonly valid: number;
}

/** The frame that makes the board at `address` (1..255, 255 all) show `text`; nothing is stored. */
export function encodeText(
  address: number,
  checksum: "xor" | "sum",
  look: Look,
  { text, colour }: { readonly text: string; readonly colour: Colour },
): Buffer {
  const data = Buffer.concat([
    Buffer.from([look.effect, look.speed, look.delay, COLOURS[colour], look.valid]),
    ...gbkCharacters(text),
  ]);
  const head = Buffer.from([HEAD, address, ...SHOW]);
  if (checksum === "xor") {
    const xor = data.reduce((sum, byte) => sum ^ byte, 0);
    return Buffer.concat([head, data, Buffer.from([xor, END])]);
  }
  const sum = (data.reduce((total, byte) => total + byte, 0) + END) & 0xff;
  return Buffer.concat([head, Buffer.from([sum]), data, Buffer.from([END])]);
}

export const encodeProbe = (address: number): Buffer => Buffer.from([HEAD, address, PROBE]);

/** The answer is one constant byte without address or checksum; whatever else comes is noise. */
export class Aabb5154AnswerParser {
  readonly counters = noCounters();

  push(bytes: Buffer): readonly "heard"[] {
    const heard = bytes.filter((byte) => byte === ANSWER).length;
    this.counters.frames += heard;
    this.counters.droppedBytes += bytes.length - heard;
    return Array.from({ length: heard }, () => "heard");
  }

  reset(): void {
    // A byte is whole or not there.
  }
}
