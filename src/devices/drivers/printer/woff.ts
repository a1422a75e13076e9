import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { HallError } from "../../../kernel/errors.ts";

const unpack = promisify(inflate);
const SIGNATURE = 0x774f4646; // wOFF
const HEADER = 44;
const ENTRY = 20;

/**
 * A WOFF 1.0 file as the TrueType or OpenType font it wraps (W3C WOFF 1.0, §3 to §5). fontkit could read it itself,
 * but inflates in JavaScript and on the event loop: for the 3 MB of unifontex more than a second, here 60 ms, and
 * in zlib's own threads.
 */
export async function unwrapWoff(woff: Buffer): Promise<Buffer> {
  if (woff.length < HEADER || woff.readUInt32BE(0) !== SIGNATURE) {
    throw new HallError("font.not-woff", "the font file is not a WOFF 1.0 file");
  }
  const count = woff.readUInt16BE(12);
  const directory = Buffer.alloc(12 + 16 * count);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  const parts: Buffer[] = [directory];
  let at = directory.length;
  for (let i = 0; i < count; i++) {
    const entry = HEADER + ENTRY * i;
    const offset = woff.readUInt32BE(entry + 4);
    const packed = woff.readUInt32BE(entry + 8);
    const length = woff.readUInt32BE(entry + 12);
    const raw = woff.subarray(offset, offset + packed);
    const table = packed < length ? await unpack(raw) : raw;
    const padding = Buffer.alloc((4 - (table.length % 4)) % 4);
    const row = 12 + 16 * i;
    woff.copy(directory, row, entry, entry + 4);
    woff.copy(directory, row + 4, entry + 16, entry + 20);
    directory.writeUInt32BE(at, row + 8);
    directory.writeUInt32BE(table.length, row + 12);
    parts.push(table, padding);
    at += table.length + padding.length;
  }
  return Buffer.concat(parts);
}
