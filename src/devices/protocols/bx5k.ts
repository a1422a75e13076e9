import { crc16Arc } from "./crc16.ts";

// ONBON BX-5K cards with fonts, 57600 8N1 (protocols.md 1c).
// A5 ×8 | escaped( screen(2) 8000h(2) 00×6 FE 02 length(2) | group cmd response 00 00 data | CRC-16/ARC(2) ) | 5A
// All numbers little-endian; length counts from group to the end of data; the CRC is of header and data, unescaped.
// Answer: the same frame from screen to 8000h, with an error code where the request has `response`.

const START = 0xa5;
const END = 0x5a;
/** What stands for a byte that would look like a frame's mark. */
const ESCAPES: ReadonlyMap<number, readonly [number, number]> = new Map([
  [0xa5, [0xa6, 0x02]],
  [0xa6, [0xa6, 0x01]],
  [0x5a, [0x5b, 0x02]],
  [0x5b, [0x5b, 0x01]],
]);
export const HOST = 0x8000;
const ANY_TYPE = 0xfe;
const VERSION = 0x02;
export const MUST_ANSWER = 0x01;

export interface BxCommand {
  readonly screen: number;
  readonly group: number;
  readonly cmd: number;
  /** Two bytes that the maker's own example fills and other drivers leave 0. */
  readonly reserved: readonly [number, number];
  readonly data: Buffer;
}

export function escapeBx(bytes: Uint8Array): Buffer {
  return Buffer.from([...bytes].flatMap((byte) => ESCAPES.get(byte) ?? [byte]));
}

export function encodeCommand({ screen, group, cmd, reserved, data }: BxCommand): Buffer {
  const header = Buffer.alloc(14);
  header.writeUInt16LE(screen, 0);
  header.writeUInt16LE(HOST, 2);
  header[10] = ANY_TYPE;
  header[11] = VERSION;
  header.writeUInt16LE(5 + data.length, 12);
  const body = Buffer.concat([header, Buffer.from([group, cmd, MUST_ANSWER, ...reserved]), data]);
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16Arc(body));
  return Buffer.concat([Buffer.alloc(8, START), escapeBx(Buffer.concat([body, crc])), Buffer.from([END])]);
}

const plain = (screen: number, group: number, cmd: number): Buffer =>
  encodeCommand({ screen, group, cmd, reserved: [0, 0], data: Buffer.alloc(0) });
export const encodePing = (screen: number): Buffer => plain(screen, 0xa2, 0x00);
export const encodeStatus = (screen: number): Buffer => plain(screen, 0xa1, 0x02);
export const encodeClear = (screen: number): Buffer => plain(screen, 0xa3, 0x10);

export interface DynamicArea {
  /** In steps of 8 dots. */
  readonly width: number;
  readonly height: number;
  /** 1 at once, 3 moves in from the right … */
  readonly displayMode: number;
  readonly text: Buffer;
}

/** Data of command A3 06: none deleted, one area, number 0, at the screen's corner, shown again and again. */
export function dynamicAreaData({ width, height, displayMode, text }: DynamicArea): Buffer {
  const area = Buffer.alloc(27);
  area.writeUInt16LE(width, 5);
  area.writeUInt16LE(height, 7);
  area.writeUInt16LE(2, 12); // seconds until it counts as stale; without effect in this run mode
  area[17] = 2; // several lines
  area[18] = 2; // broken where the line is full
  area[19] = displayMode;
  area[21] = 4; // speed
  area[22] = 5; // stays, half seconds
  area.writeUInt32LE(text.length, 23);
  const head = Buffer.from([0, 1, 0, 0]);
  head.writeUInt16LE(area.length + text.length, 2);
  return Buffer.concat([head, area, text]);
}

export function encodeDynamic(screen: number, area: DynamicArea): Buffer {
  return encodeCommand({
    screen,
    group: 0xa3,
    cmd: 0x06,
    reserved: [0, 0],
    data: dynamicAreaData(area),
  });
}
