/** Bytes that a symbol of version 1 to 40 holds at error correction level M (ISO/IEC 18004, table 7, byte mode). */
const LEVEL_M = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779,
  857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
] as const;

/**
 * Dots a side of one module, at most `wanted`, so that the symbol fits paper of `dots`: printers leave out a symbol
 * that is too wide. Null: no symbol can hold the data, or there are none.
 */
export function qrModule(data: string, wanted: number, dots: number): number | null {
  const bytes = Buffer.byteLength(data, "utf8");
  const version = LEVEL_M.findIndex((most) => bytes <= most) + 1;
  if (bytes === 0 || version === 0) return null;
  const fitting = Math.floor(dots / (17 + 4 * version));
  return Math.max(1, Math.min(16, Math.trunc(wanted), fitting));
}
