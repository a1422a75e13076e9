import type { BoardCell } from "./a090.ts";

/** What one piece of bytes did to a board. */
export interface BoardEvent {
  /** What it shows from now on; null: as before. */
  readonly cells: readonly BoardCell[] | null;
  readonly answer: Uint8Array | null;
  /** A frame that could not be used. */
  readonly bad: boolean;
}

/** What understands a board's bytes: feed it as they come, in any pieces. */
export interface BoardMind {
  /** Whether silence ends a frame; others are held until their end or another beginning comes. */
  readonly endsBySilence: boolean;
  hear(bytes: Uint8Array): readonly BoardEvent[];
  /** Half a frame is forgotten. */
  reset(): void;
  /** Everything is forgotten. */
  powerOff(): void;
}

const gbk = new TextDecoder("gbk");

/** GBK text as cells of one colour. */
export function gbkCells(bytes: Uint8Array, colour: BoardCell["colour"]): readonly BoardCell[] {
  return [...gbk.decode(bytes)].map((char) => ({ char, colour, columns: char.charCodeAt(0) < 0x80 ? 1 : 2 }));
}

export function asciiCells(text: string, colour: BoardCell["colour"]): readonly BoardCell[] {
  return [...text].map((char) => ({ char, colour, columns: 1 }));
}

/** Reflected CRC-16 with polynomial A001, bit by bit. */
export function crcA001(bytes: Iterable<number>, start: number): number {
  let crc = start;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}
