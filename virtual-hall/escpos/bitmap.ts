/** Dots on paper: rows from the top, each padded to whole bytes, most significant bit left. */
export interface Bitmap {
  readonly wide: number;
  readonly high: number;
  readonly rows: Uint8Array;
}

const blank = (wide: number, high: number): Bitmap => ({
  wide,
  high,
  rows: new Uint8Array(Math.ceil(wide / 8) * high),
});

function dot({ wide, rows }: Bitmap, x: number, y: number): boolean {
  return (((rows[y * Math.ceil(wide / 8) + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1) === 1;
}

function setDot({ wide, rows }: Bitmap, x: number, y: number): void {
  const at = y * Math.ceil(wide / 8) + (x >> 3);
  rows[at] = (rows[at] ?? 0) | (0x80 >> (x & 7));
}

/** Column-wise data as ESC * and FS 2 carry it: `bytesHigh` bytes a column, top dot in the highest bit. */
export function fromColumns(data: Uint8Array, bytesHigh: number): Bitmap {
  const map = blank(Math.floor(data.length / bytesHigh), bytesHigh * 8);
  for (let x = 0; x < map.wide; x++)
    for (let y = 0; y < map.high; y++)
      if (((data[x * bytesHigh + (y >> 3)] ?? 0) >> (7 - (y & 7))) & 1) setDot(map, x, y);
  return map;
}

/** Each dot drawn `across` × `down` times. */
export function scaled(map: Bitmap, across: number, down: number): Bitmap {
  if (across === 1 && down === 1) return map;
  const big = blank(map.wide * across, map.high * down);
  for (let y = 0; y < big.high; y++)
    for (let x = 0; x < big.wide; x++)
      if (dot(map, Math.floor(x / across), Math.floor(y / down))) setDot(big, x, y);
  return big;
}
