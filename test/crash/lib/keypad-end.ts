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

/** The first whole frame, where it ends, and whether its sum is right. */
function nextFrame(
  bytes: Buffer,
): { readonly body: Buffer; readonly end: number; readonly right: boolean } | null {
  const start = bytes.indexOf(Buffer.from([0xff, 0x68]));
  if (start < 0 || bytes.length < start + 7) return null;
  const sumAt = start + 5 + bytes.readUInt8(start + 2);
  if (bytes.length < sumAt + 2) return null;
  const body = bytes.subarray(start + 5, sumAt);
  return { body, end: sumAt + 2, right: sumOf(body) === bytes[sumAt] };
}

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
      for (let frame = nextFrame(pending); frame; frame = nextFrame(pending)) {
        pending = pending.subarray(frame.end);
        if (!frame.right) bad++;
        else if (ASK.equals(frame.body.subarray(1))) onAsked(frame.body[0] as number);
        if (frame.right) frames++;
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
