// Numeric displays of eight digits, 2400 8N1 (protocols.md 1e). Nothing is answered.

const INIT = Buffer.from([0x1b, 0x40]);
const CLEAR = Buffer.from([0x0c]);
export const DIGITS = 8;

/** Lamps beside the digits: none, unit price, total, received, change. */
export type Lamp = 0 | 1 | 2 | 3 | 4;
export const encodeLamp = (lamp: Lamp): Buffer => Buffer.from([0x1b, 0x73, 0x30 + lamp]);

/** Digits, points and dashes; a point takes no place of its own. */
export const encodeDigits = (digits: string): Buffer => Buffer.from(`\x1bQA${digits}\r`, "latin1");

/** What the display shows from now on; the empty text leaves it dark. */
export function encodeNumber(digits: string, lamp: Lamp, fresh: boolean): Buffer {
  return Buffer.concat([
    ...(fresh ? [INIT] : []),
    CLEAR,
    ...(digits === "" ? [] : [encodeDigits(digits)]),
    encodeLamp(lamp),
  ]);
}
