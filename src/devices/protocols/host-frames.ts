import type { DeviceConfig } from "../../contract/device-config.ts";
import { HOST } from "./bx5k.ts";
import { unescapeBx } from "./bx5k-answers.ts";
import { crc16Arc, crc16Modbus } from "./crc16.ts";
import type { Look } from "./frame-parser.ts";

// Frames that only a host sends, with their checksums: heard on a line and not our own, they are another host's.
// Protocols without a checksum are left out: a spoilt echo of ours would look like a stranger.

export interface HostFrame {
  /** Whom it is for. */
  readonly address: number;
  /** Whether it changes what a board shows. */
  readonly paints: boolean;
  readonly bytes: Buffer;
}
type FrameAt = (buffer: Buffer, at: number) => Look<HostFrame>;

/** Longer than what any hall shows; a longer length is noise. */
const LONGEST = 600;

export const HOST_FRAMES: Partial<Record<DeviceConfig["driver"], FrameAt>> = {
  a090: a090At,
  aabb5154: aabbAt,
  bx5k: bx5kAt,
  ff68: ff68At,
  "modbus-number": modbusAt,
};

/** A0 90 | address | A5 | length | data | XOR; a board's answer is shorter and has no length. */
function a090At(buffer: Buffer, at: number): Look<HostFrame> {
  const [a, b, address, now, high, low] = buffer.subarray(at, at + 6);
  if (a !== 0xa0 || (b !== undefined && b !== 0x90) || (now !== undefined && now !== 0xa5)) return "no";
  if (address === undefined || high === undefined || low === undefined) return "short";
  const length = high * 256 + low;
  if (length > LONGEST) return "no";
  const end = at + 6 + length;
  if (end >= buffer.length) return "short";
  const xor = buffer.subarray(at + 2, end).reduce((sum, byte) => sum ^ byte, 0);
  return xor === buffer[end] ? found(buffer, at, end + 1, address, true) : "checksum";
}

/** AA | address | BB 51 54 | … | FF, with either maker's checksum. */
function aabbAt(buffer: Buffer, at: number): Look<HostFrame> {
  const [head, address, ...show] = buffer.subarray(at, at + 5);
  if (head !== 0xaa || [0xbb, 0x51, 0x54].some((byte, i) => show[i] !== undefined && show[i] !== byte))
    return "no";
  const end = buffer.indexOf(0xff, at + 11);
  if (address === undefined || end < 0) return buffer.length - at > LONGEST ? "no" : "short";
  const xor = buffer.subarray(at + 5, end - 1).reduce((sum, byte) => sum ^ byte, 0) === buffer[end - 1];
  const sum =
    (buffer.subarray(at + 6, end + 1).reduce((total, byte) => total + byte, 0) & 0xff) === buffer[at + 5];
  return xor || sum ? found(buffer, at, end + 1, address, true) : "checksum";
}

/** A5 … | escaped header, from a host, data, CRC | 5A. */
function bx5kAt(buffer: Buffer, at: number): Look<HostFrame> {
  if (buffer[at] !== 0xa5) return "no";
  if (at + 1 >= buffer.length) return "short";
  if (buffer[at + 1] === 0xa5) return "no";
  const end = buffer.indexOf(0x5a, at + 1);
  if (end < 0) return buffer.length - at > LONGEST ? "no" : "short";
  const body = unescapeBx([...buffer.subarray(at + 1, end)]);
  if (body === null || body.length < 21 || body.readUInt16LE(2) !== HOST) return "no";
  const right = crc16Arc(body.subarray(0, -2)) === body.readUInt16LE(body.length - 2);
  return right ? found(buffer, at, end + 1, body.readUInt16LE(0), body[14] === 0xa3) : "checksum";
}

/** A keypad's display or its beep; presses and echoes look the same from both ends. */
function ff68At(buffer: Buffer, at: number): Look<HostFrame> {
  const [head, mark, length, again, mark2, address, func] = buffer.subarray(at, at + 7);
  const wrong = (byte: number | undefined, right: number) => byte !== undefined && byte !== right;
  if (head !== 0xff || wrong(mark, 0x68) || wrong(mark2, 0x68)) return "no";
  if (length === undefined || again === undefined || func === undefined || address === undefined)
    return "short";
  const display = length === 8 && func === 0x02;
  const beep = length === 2 && func === 0x03;
  if (again !== length || (!display && !beep)) return "no";
  const end = at + 5 + length;
  if (end + 1 >= buffer.length) return "short";
  const sum = buffer.subarray(at + 5, end).reduce((total, byte) => total + byte, 0) & 0xff;
  if (buffer[end + 1] !== 0x16) return "no";
  return sum === buffer[end] ? found(buffer, at, end + 2, address, false) : "checksum";
}

/** Write one register, or several (its answer is shorter). */
function modbusAt(buffer: Buffer, at: number): Look<HostFrame> {
  const [unit, func, , , , , count] = buffer.subarray(at, at + 7);
  if (unit === undefined || func === undefined) return "short";
  if (unit === 0 || unit > 247 || (func !== 0x06 && func !== 0x10)) return "no";
  if (func === 0x10 && count === undefined) return "short";
  const length = func === 0x06 ? 8 : 9 + (count ?? 0);
  if (at + length > buffer.length) return "short";
  const frame = buffer.subarray(at, at + length);
  const right = crc16Modbus(frame.subarray(0, -2)) === frame.readUInt16LE(length - 2);
  return right ? found(buffer, at, at + length, unit, true) : "no";
}

function found(buffer: Buffer, at: number, end: number, address: number, paints: boolean): Look<HostFrame> {
  return { frame: { address, paints, bytes: Buffer.from(buffer.subarray(at, end)) }, length: end - at };
}
