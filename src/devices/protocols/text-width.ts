/**
 * Columns a character takes on a slip: two for what GBK printers print full-width, which is every sign beyond ASCII
 * (·, —, ℃, Greek and Cyrillic too) but half-width katakana; none for marks without a place of their own.
 */
export function columnsOf(char: string): 0 | 1 | 2 {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x7f) return code < 0x20 ? 0 : 1;
  if (code < 0xa1 || /^[\p{Mn}\p{Me}\p{Cf}]$/u.test(char)) return 0;
  return code >= 0xff61 && code <= 0xffdc ? 1 : 2;
}

export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += columnsOf(char);
  return width;
}

/** Blank signs of any width but the full one print as a space; line separators of other systems end a line. */
const BLANK = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]/g;
const LINE_ENDS = /\r\n|[\r\n\v\f\u0085\u2028\u2029]/;
/** Control characters would be commands; format characters and variation selectors have no dots of their own. */
const UNSEEN = /\p{Cc}|\p{Cf}|\p{Variation_Selector}/gu;

/** A text as lines of what can be printed: composed (é is one sign), without what has no dots. */
export function printableLines(text: string): readonly string[] {
  return text
    .normalize("NFC")
    .split(LINE_ENDS)
    .map((line) => line.replaceAll(BLANK, " ").replaceAll(UNSEEN, ""));
}

/** The signs of a line, each with the marks that stand on it; marks at the beginning stand on a space. */
export function signsOf(line: string): readonly string[] {
  const signs: string[] = [];
  for (const char of line) {
    if (columnsOf(char) > 0) signs.push(char);
    else if (signs.length === 0) signs.push(` ${char}`);
    else signs[signs.length - 1] += char;
  }
  return signs;
}

/** Signs that may not begin a line; the sign before goes down with them. */
const NOT_FIRST = new Set("，。、；：！？）】》”’…,.;:!?)]}%");

/**
 * Cuts a text into lines of at most `columns`: anywhere between hanzi, between words of letters and digits, never before
 * closing punctuation. Nothing but spaces at the cuts is lost; a word longer than a line is cut.
 */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text, columns)) {
    if (widthOf(line) + widthOf(piece) <= columns) {
      line += piece;
      continue;
    }
    const last = NOT_FIRST.has(piece[0] ?? "")
      ? (/(?:[A-Za-z0-9]+|[\s\S][\p{Mn}\p{Me}]*)$/u.exec(line)?.[0] ?? "")
      : "";
    const carried = last.length < line.length && widthOf(last + piece) <= columns ? last : "";
    lines.push(line.slice(0, line.length - carried.length).trimEnd());
    line = (carried + piece).trimStart();
  }
  lines.push(line.trimEnd());
  return lines;
}

function pieces(text: string, columns: number): readonly string[] {
  const found = text.match(/[A-Za-z0-9][A-Za-z0-9\-_./:@#*+]*|[\s\S][\p{Mn}\p{Me}]*/gu) ?? [];
  return found.flatMap((piece) => (widthOf(piece) > columns ? signsOf(piece) : [piece]));
}

/**
 * Two texts on one line, the second flush right. What is too long for that goes on lines of its own, the second still
 * flush right.
 */
export function pairLines(left: string, right: string, columns: number): readonly string[] {
  const lefts = left === "" ? [] : [...wrap(left, columns)];
  const [first = "", ...more] = wrap(right, columns);
  const flush = (text: string) => " ".repeat(Math.max(0, columns - widthOf(text))) + text;
  const last = lefts.pop() ?? "";
  const room = columns - widthOf(last) - widthOf(first);
  const joined =
    room >= 1 || last === "" ? [last + " ".repeat(Math.max(0, room)) + first] : [last, flush(first)];
  return [...lefts, ...joined.map((line) => line.trimEnd()), ...more.map(flush)];
}
