import iconv from "iconv-lite";

// Which bytes a slip printer's own font shows as a character. Two questions: the code that the font's edition of the
// standard gives the character, and whether a font of that edition has anything at that code.

/** `gb18030` names what it always meant here: the 2005 edition, which iconv-lite 0.7.3 maps too. */
export type Charset = "gbk" | "gb18030" | Edition;
type Edition = "gb18030-2000" | "gb18030-2005" | "gb18030-2022";

/**
 * Characters that had no place in Unicode when GB 18030-2000 was made, so their two-byte codes were mapped to the
 * private use area. `since` is the edition from which the two bytes mean the real character; "never": GB 18030-2022
 * took the glyph away, the character has its four-byte code alone. Sources: Unicode L2/23-003r and ICU-22357 (the 18
 * of 2022), whatwg/encoding issues 22 (U+1E3F) and 27 (all), GB/T 22321.1-2018 row FE (the six taken away).
 */
export interface Moved {
  readonly two: string;
  readonly four: string;
  readonly privateUse: number;
  readonly real: number;
  readonly since: 2005 | 2022 | "never";
}

const TABLE: readonly (readonly [
  two: string,
  four: string,
  privateUse: number,
  real: number,
  since: Moved["since"],
])[] = [
  ["a8bc", "8135f437", 0xe7c7, 0x1e3f, 2005],
  ["a6d9", "84318236", 0xe78d, 0xfe10, 2022],
  ["a6da", "84318238", 0xe78e, 0xfe12, 2022],
  ["a6db", "84318237", 0xe78f, 0xfe11, 2022],
  ["a6dc", "84318239", 0xe790, 0xfe13, 2022],
  ["a6dd", "84318330", 0xe791, 0xfe14, 2022],
  ["a6de", "84318331", 0xe792, 0xfe15, 2022],
  ["a6df", "84318332", 0xe793, 0xfe16, 2022],
  ["a6ec", "84318333", 0xe794, 0xfe17, 2022],
  ["a6ed", "84318334", 0xe795, 0xfe18, 2022],
  ["a6f3", "84318335", 0xe796, 0xfe19, 2022],
  ["fe59", "82359037", 0xe81e, 0x9fb4, 2022],
  ["fe61", "82359038", 0xe826, 0x9fb5, 2022],
  ["fe66", "82359039", 0xe82b, 0x9fb6, 2022],
  ["fe67", "82359130", 0xe82c, 0x9fb7, 2022],
  ["fe6d", "82359131", 0xe832, 0x9fb8, 2022],
  ["fe7e", "82359132", 0xe843, 0x9fb9, 2022],
  ["fe90", "82359133", 0xe854, 0x9fba, 2022],
  ["fea0", "82359134", 0xe864, 0x9fbb, 2022],
  ["fe51", "95329031", 0xe816, 0x20087, "never"],
  ["fe52", "95329033", 0xe817, 0x20089, "never"],
  ["fe53", "95329730", 0xe818, 0x200cc, "never"],
  ["fe6c", "9536b937", 0xe831, 0x215d7, "never"],
  ["fe76", "9630ba35", 0xe83b, 0x2298f, "never"],
  ["fe91", "9635b630", 0xe855, 0x241fe, "never"],
];

export const MOVED: readonly Moved[] = TABLE.map(([two, four, privateUse, real, since]) => ({
  two,
  four,
  privateUse,
  real,
  since,
}));
const BY_PRIVATE_USE = new Map(MOVED.map((row) => [row.privateUse, row]));
const BY_REAL = new Map(MOVED.map((row) => [row.real, row]));

type Range = readonly [from: number, to: number];
/** What the four-byte part of each edition holds and a printer's font of it draws: hanzi; other scripts need shaping. */
const EXTENSION_A: Range = [0x3400, 0x4db5];
const EXTENSION_B: Range = [0x20000, 0x2a6d6];
const FOUR_BYTES: Readonly<Record<Edition, readonly Range[]>> = {
  "gb18030-2000": [EXTENSION_A],
  "gb18030-2005": [EXTENSION_A, EXTENSION_B],
  "gb18030-2022": [
    EXTENSION_A,
    EXTENSION_B,
    [0x2f00, 0x2fd5],
    [0x9fa6, 0x9fef],
    [0x2a700, 0x2b734],
    [0x2b740, 0x2b81d],
    [0x2b820, 0x2cea1],
    [0x2ceb0, 0x2ebe0],
  ],
};
const YEARS: Readonly<Record<Edition, number>> = {
  "gb18030-2000": 2000,
  "gb18030-2005": 2005,
  "gb18030-2022": 2022,
};

/** The character's code by that edition's table, whether or not a font has it; null: none (a lone surrogate). */
export function gb18030Code(char: string, edition: Edition): Buffer | null {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return null;
  const moved = BY_REAL.get(code) ?? BY_PRIVATE_USE.get(code);
  if (!moved) return iconv.encode(String.fromCodePoint(code), "gb18030");
  const swapped = moved.since !== "never" && moved.since <= YEARS[edition];
  const atTwo = swapped === (code === moved.real);
  return Buffer.from(atTwo ? moved.two : moved.four, "hex");
}

/** The bytes that make this printer's font show the character; null when it lacks it. Printable characters only. */
export function fontCode(char: string, charset: Charset): Buffer | null {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x7f) return Buffer.from([code]);
  if (charset === "gbk") return gbkCode(code);
  const edition = charset === "gb18030" ? "gb18030-2005" : charset;
  if (isPrivate(code)) return privateCode(code, edition);
  const bytes = gb18030Code(char, edition);
  if (bytes?.length === 2) return isDefined(bytes) ? bytes : null;
  return bytes?.length === 4 && FOUR_BYTES[edition].some(([from, to]) => from <= code && code <= to)
    ? bytes
    : null;
}

/** What an old private use code stands for, so that text written with it is drawn as the character meant. */
export function meantBy(char: string): string {
  const row = BY_PRIVATE_USE.get(char.codePointAt(0) ?? 0);
  return row ? String.fromCodePoint(row.real) + char.slice(1) : char;
}

const isPrivate = (code: number) => (code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000;

/** Elsewhere in the private use area each maker, and each writer, means something else. */
function privateCode(code: number, edition: Edition): Buffer | null {
  const row = BY_PRIVATE_USE.get(code);
  if (!row) return null;
  // Old data mean the old glyph, which stands at the two bytes in every edition that still has it.
  if (row.since === "never" && edition === "gb18030-2022") return Buffer.from(row.four, "hex");
  return Buffer.from(row.two, "hex");
}

/** GBK/1 to GBK/5, without what GB 18030 put into GBK's gaps later. */
function gbkCode(code: number): Buffer | null {
  if (isPrivate(code) || code === 0x20ac || (code >= 0xd800 && code <= 0xdfff)) return null;
  const bytes = iconv.encode(String.fromCodePoint(code), "gb18030");
  if (bytes.length !== 2 || !isDefined(bytes)) return null;
  const [high = 0, low = 0] = bytes;
  // 䶮 is FE9F: fonts made for GBK have nothing there.
  if (high === 0xfe && low >= 0x50 && low <= 0xa0) return null;
  return bytes;
}

/** The user-defined areas print as whatever the maker put there, so they count as missing. */
function isDefined(bytes: Buffer): boolean {
  const [high = 0, low = 0] = bytes;
  if (low < 0x40 || low === 0x7f || low === 0xff) return false;
  const userDefined =
    (high >= 0xaa && high <= 0xaf && low >= 0xa1) ||
    (high >= 0xf8 && low >= 0xa1) ||
    (high >= 0xa1 && high <= 0xa7 && low < 0xa1);
  return high >= 0x81 && high <= 0xfe && !userDefined;
}
