import { type ByteEnd, byteEnd } from "./byte-end.ts";

/** Keys by their data bytes (protocols.md 2a). */
export const KEYS = {
  callNext: [0x0c],
  recall: [0x0d],
  noShow: [0x06, 0x0f],
  park: [0x00, 0x0f],
  callParked: [0x03, 0x0f],
} as const;

export interface KeypadEnd extends ByteEnd {
  press(address: number, key: readonly number[]): void;
  rate(address: number, key: number): void;
  /** Frames that the hall sent since the start, whole and with a right checksum. */
  readonly frames: () => number;
  readonly bad: () => number;
}

export function ff68(address: number, ...body: readonly number[]): Buffer {
  const bytes = [address, ...body];
  return Buffer.from([0xff, 0x68, bytes.length, bytes.length, 0x68, ...bytes, sumOf(bytes), 0x16]);
}

/** The frame that starts a rating, after its address. */
const ASK = Buffer.from([0x01, 0x0b]);

function sumOf(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum & 0xff;
}

/** A line of FF 68 keypads and raters; `onAsked` runs when the hall asks a rater for a rating. */
export async function keypadEnd(onAsked: (address: number) => void): Promise<KeypadEnd> {
  let pending: Buffer = Buffer.alloc(0);
  let frames = 0;
  let bad = 0;
  const end = await byteEnd({
    onOpen: () => {
      pending = Buffer.alloc(0);
    },
    onBytes: (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const start = pending.indexOf(Buffer.from([0xff, 0x68]));
        if (start < 0 || pending.length < start + 7) return;
        const length = pending.readUInt8(start + 2);
        const whole = start + length + 7;
        if (pending.length < whole) return;
        const body = pending.subarray(start + 5, start + 5 + length);
        if (sumOf(body) === pending[start + 5 + length]) {
          frames++;
          if (ASK.equals(body.subarray(1))) onAsked(body[0] as number);
        } else bad++;
        pending = pending.subarray(whole);
      }
    },
  });
  return {
    ...end,
    press: (address, key) => end.send(ff68(address, 0x01, ...key)),
    rate: (address, key) => end.send(ff68(address, 0x11, key)),
    frames: () => frames,
    bad: () => bad,
  };
}
