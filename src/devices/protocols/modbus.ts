import { crc16Modbus } from "./crc16.ts";

// Modbus RTU, the few functions a number board needs (protocols.md 1f). Big-endian numbers, CRC-16/MODBUS low byte first.

const withCrc = (body: Buffer): Buffer => {
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16Modbus(body));
  return Buffer.concat([body, crc]);
};

function request(unit: number, func: number, ...words: readonly number[]): Buffer {
  const body = Buffer.alloc(2 + 2 * words.length);
  body[0] = unit;
  body[1] = func;
  words.forEach((word, i) => {
    body.writeUInt16BE(word, 2 + 2 * i);
  });
  return body;
}

/** 03: read holding registers. */
export const encodeRead = (unit: number, first: number, count: number): Buffer =>
  withCrc(request(unit, 0x03, first, count));

/** 06: write one register. The answer is the request itself. */
export const encodeWriteSingle = (unit: number, register: number, value: number): Buffer =>
  withCrc(request(unit, 0x06, register, value));

/** 16: write registers that stand side by side. */
export function encodeWriteMultiple(unit: number, first: number, values: readonly number[]): Buffer {
  const data = Buffer.alloc(1 + 2 * values.length);
  data[0] = 2 * values.length;
  values.forEach((value, i) => {
    data.writeUInt16BE(value, 1 + 2 * i);
  });
  return withCrc(Buffer.concat([request(unit, 0x10, first, values.length), data]));
}
