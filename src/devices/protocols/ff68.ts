import { FrameParser, type Look } from "./frame-parser.ts";

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

/** Finds FF 68 frames in a stream of bytes cut anywhere and mixed with anything. */
export class Ff68Parser extends FrameParser<Ff68Frame> {
  constructor() {
    super(frameAt);
  }
}

function frameAt(buffer: Buffer, at: number): Look<Ff68Frame> {
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
