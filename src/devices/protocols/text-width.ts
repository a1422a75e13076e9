/** Columns a character takes on a character device: two for Chinese and other wide ones, one for the rest. */
export function columnsOf(char: string): 1 | 2 {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x1100) return 1;
  if (code >= 0x1f000) return 2;
  const wide =
    (code >= 0x2e80 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff01 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x2000 && code <= 0x2bff);
  return wide ? 2 : 1;
}

export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += columnsOf(char);
  return width;
}

/** Cuts a text into lines of at most `columns`; English words stay whole where they fit. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let width = 0;
  for (const piece of text.match(/[!-~]+|[\s\S]/gu) ?? []) {
    for (const part of widthOf(piece) > columns ? [...piece] : [piece]) {
      const wide = widthOf(part);
      if (width + wide > columns && line !== "") {
        lines.push(line.trimEnd());
        line = "";
        width = 0;
      }
      if (line === "" && part === " " && lines.length > 0) continue;
      line += part;
      width += wide;
    }
  }
  lines.push(line.trimEnd());
  return lines;
}
