import { type Bitmap, blank, setDot } from "../../protocols/bitmap.ts";

/** Hexadecimal digits, 3 × 5 dots each, a row an octal digit. */
const DIGITS = [
  0o75557, 0o26227, 0o71747, 0o71717, 0o55711, 0o74717, 0o74757, 0o71111, 0o75757, 0o75717, 0o75755, 0o65656,
  0o74447, 0o65556, 0o74747, 0o74744,
] as const;
const [DIGIT_WIDE, DIGIT_HIGH] = [3, 5];

/** What stands for a character that no font has: a box with its code point, so that staff can tell what it was. */
export function boxedCode(char: string, width: number, height: number): Bitmap {
  const bitmap = blank(width, height);
  for (let x = 1; x < width - 1; x++) for (const y of [1, height - 2]) setDot(bitmap, x, y);
  for (let y = 1; y < height - 1; y++) for (const x of [1, width - 2]) setDot(bitmap, x, y);
  const hex = (char.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
  const half = Math.ceil(hex.length / 2);
  // Digits as large as fit, two rows of them.
  const across = Math.max(1, Math.floor((width - 4) / (half * (DIGIT_WIDE + 1))));
  const down = Math.max(1, Math.floor((height - 4) / (2 * (DIGIT_HIGH + 1))));
  for (const [row, part] of [hex.slice(0, half), hex.slice(half)].entries()) {
    const step = (DIGIT_WIDE + 1) * across;
    const left = Math.floor((width - part.length * step + across) / 2);
    const top = Math.floor(height / 2) + (row === 0 ? -(DIGIT_HIGH * down + 1) : down + 1);
    for (const [i, digit] of [...part].entries()) {
      drawDigit(bitmap, Number.parseInt(digit, 16), { left: left + i * step, top, across, down });
    }
  }
  return bitmap;
}

function drawDigit(
  bitmap: Bitmap,
  digit: number,
  { left, top, across, down }: { left: number; top: number; across: number; down: number },
): void {
  for (let y = 0; y < DIGIT_HIGH * down; y++) {
    const row = ((DIGITS[digit] ?? 0) >> ((DIGIT_HIGH - 1 - Math.floor(y / down)) * 3)) & 7;
    for (let x = 0; x < DIGIT_WIDE * across; x++) {
      if ((row >> (DIGIT_WIDE - 1 - Math.floor(x / across))) & 1) setDot(bitmap, left + x, top + y);
    }
  }
}
