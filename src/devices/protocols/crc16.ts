const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

function crc(bytes: Uint8Array, start: number): number {
  let value = start;
  for (const byte of bytes) value = (value >> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return value;
}

/** CRC-16/ARC: polynomial A001 reflected, begins at 0. */
export const crc16Arc = (bytes: Uint8Array): number => crc(bytes, 0);
/** CRC-16/MODBUS: the same, begins at FFFF. */
export const crc16Modbus = (bytes: Uint8Array): number => crc(bytes, 0xffff);
