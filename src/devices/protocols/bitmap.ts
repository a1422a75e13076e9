/** A picture of one character, line or logo: rows of bits, top first, each row padded to whole bytes. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

export const strideOf = (width: number): number => Math.ceil(width / 8);

export function blank(width: number, height: number): Bitmap {
  return { width, height, rows: new Uint8Array(strideOf(width) * height) };
}

export function dot(bitmap: Bitmap, x: number, y: number): boolean {
  if (x >= bitmap.width || y >= bitmap.height) return false;
  return ((bitmap.rows[y * strideOf(bitmap.width) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

export function setDot(bitmap: Bitmap, x: number, y: number): void {
  if (x < 0 || y < 0 || x >= bitmap.width || y >= bitmap.height) return;
  const at = y * strideOf(bitmap.width) + (x >> 3);
  bitmap.rows[at] = (bitmap.rows[at] ?? 0) | (0x80 >> (x & 7));
}

/** Pictures side by side, as high as the highest. */
export function beside(parts: readonly Bitmap[]): Bitmap {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const whole = blank(width, Math.max(0, ...parts.map((part) => part.height)));
  let left = 0;
  for (const part of parts) {
    for (let y = 0; y < part.height; y++) {
      for (let x = 0; x < part.width; x++) if (dot(part, x, y)) setDot(whole, left + x, y);
    }
    left += part.width;
  }
  return whole;
}
