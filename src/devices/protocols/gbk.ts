import iconv from "iconv-lite";

/** What stands in for a character that a two-byte font can't show: the full-width question mark. */
const UNKNOWN = Buffer.from([0xa3, 0xbf]);

/**
 * The GBK code of each character of `text`: one byte (ASCII) or two. Characters that only exist in GB18030's
 * four-byte part become ？; control characters are left out, a board would take them for something else.
 */
export function gbkCharacters(text: string): readonly Buffer[] {
  const codes: Buffer[] = [];
  for (const character of text) {
    const code = iconv.encode(character, "gb18030");
    const first = code[0];
    if (first === undefined || (code.length === 1 && (first < 0x20 || first === 0x7f))) continue;
    const printable = code.length === 2 || (code.length === 1 && first < 0x7f);
    codes.push(printable ? code : UNKNOWN);
  }
  return codes;
}

/** Half-width columns that `text` takes on a board: two for each Chinese character, one for ASCII. */
export function gbkColumns(text: string): number {
  return gbkCharacters(text).reduce((columns, code) => columns + code.length, 0);
}

/** GBK codes as text, for people to read. */
export const gbkText = (codes: Buffer): string => iconv.decode(codes, "gb18030");
