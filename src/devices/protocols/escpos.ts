import iconv from "iconv-lite";
import type { PrintDocument, PrintLine } from "../../contract/print.ts";
import { columnsOf, pairLines, printableLines, wrap } from "./text-width.ts";

// ESC/POS as Chinese slip printers take it (protocols.md §3): FS & before Chinese, GB18030 bytes, sizes by GS !,
// a native QR symbol, what the printer's font lacks as dots. Pure: bytes in, bytes out.

/** A picture of one character or line: rows of bits, top first, each row padded to whole bytes. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

export interface EscposProfile {
  readonly columns: 32 | 42 | 48;
  /** `gbk`: the font holds the two-byte codes only; `gb18030`: the four-byte ones too. */
  readonly charset: "gbk" | "gb18030";
  readonly cut: "full" | "partial" | "none";
}

/** Draws a character `height` dots high and `width` dots wide. */
export type Glyphs = (char: string, width: number, height: number) => Bitmap;

const INIT = [0x1b, 0x40];
const CHINESE_ON = [0x1c, 0x26];
const CHINESE_OFF = [0x1c, 0x2e];
const ALIGN = { left: 0, center: 1, right: 2 } as const;
/** GS r 1: answered in its turn, so the answer says that everything before it is on paper. */
export const TELL_WHEN_REACHED = Buffer.from([0x1d, 0x72, 1]);
const CELL = 24;
const HALF = 12;
const QR_MOST_BYTES = 2_331;

/** The whole slip, from reset to cut. `glyphs` is asked only for what the printer's charset lacks. */
export function encodeDocument(document: PrintDocument, profile: EscposProfile, glyphs: Glyphs): Buffer {
  const parts: Buffer[] = [Buffer.from([...INIT, ...CHINESE_ON])];
  for (const line of document.lines) parts.push(...encodeLine(line, profile, glyphs));
  parts.push(Buffer.from([0x1b, 0x64, 4]));
  if (profile.cut !== "none") parts.push(Buffer.from([0x1d, 0x56, profile.cut === "full" ? 0 : 1]));
  return Buffer.concat(parts);
}

/** The characters that must be drawn for this document: those `glyphs` will be asked for. */
export function charactersToDraw(document: PrintDocument, profile: EscposProfile): ReadonlySet<string> {
  const wanted = new Set<string>();
  encodeDocument(document, profile, (char, width, height) => {
    wanted.add(char);
    return { width, height, rows: new Uint8Array(0) };
  });
  return wanted;
}

function encodeLine(line: PrintLine, profile: EscposProfile, glyphs: Glyphs): Buffer[] {
  switch (line.kind) {
    case "text": {
      const width = line.width ?? 1;
      const style = {
        width,
        height: line.height ?? 1,
        bold: line.bold ?? false,
        align: line.align ?? "left",
      };
      const columns = Math.floor(profile.columns / width);
      const rows = printableLines(line.text).flatMap((text) => wrap(text, columns));
      return rows.map((row) => textRow(row, style, profile, glyphs));
    }
    case "pair": {
      const style = { width: 1, height: 1, bold: false, align: "left" } as const;
      const [left, right] = [line.left, line.right].map((text) => printableLines(text).join(" "));
      const rows = pairLines(left ?? "", right ?? "", profile.columns);
      return rows.map((row) => textRow(row, style, profile, glyphs));
    }
    case "rule":
      return encodeLine({ kind: "text", text: "-".repeat(profile.columns) }, profile, glyphs);
    case "qr":
      return [qr(line.data, line.module ?? 6)];
    case "feed":
      return [Buffer.from([0x1b, 0x64, Math.min(255, line.lines)])];
  }
}

interface Style {
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly align: keyof typeof ALIGN;
}

function textRow(text: string, style: Style, profile: EscposProfile, glyphs: Glyphs): Buffer {
  const head = [
    0x1b,
    0x61,
    ALIGN[style.align],
    0x1b,
    0x45,
    style.bold ? 1 : 0,
    // FS ! first, for printers whose hanzi follow it alone (they know only double); then GS !, which rules hanzi too on
    // the others and, being the later, is the one that holds there.
    0x1c,
    0x21,
    (style.width > 1 ? 0x04 : 0) | (style.height > 1 ? 0x08 : 0),
    0x1d,
    0x21,
    ((style.width - 1) << 4) | (style.height - 1),
  ];
  const missing = [...text].some((char) => encodeChar(char, profile) === null);
  // A bit image in the line is 24 dots high: beside taller characters the whole row is drawn instead.
  if (missing && style.height > 1) return Buffer.concat([Buffer.from(head), rasterRow(text, style, glyphs)]);
  const body = [...text].map((char) => encodeChar(char, profile) ?? bitImage(char, style, glyphs));
  return Buffer.concat([Buffer.from(head), ...body, Buffer.from([0x0a])]);
}

/** The character's bytes, or null when the printer's font lacks it. */
export function encodeChar(char: string, profile: Pick<EscposProfile, "charset">): Buffer | null {
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return Buffer.from([code]);
  if (code < 0x20 || code === 0x7f) return Buffer.from([0x20]);
  const bytes = iconv.encode(char, "gb18030");
  if (bytes.length === 1) return null;
  if (bytes.length === 2) return inGbk(bytes) ? bytes : null;
  return profile.charset === "gb18030" ? bytes : null;
}

/** GBK/1 to GBK/5; the user-defined areas print as whatever the maker put there, so they count as missing. */
function inGbk(bytes: Buffer): boolean {
  const [high = 0, low = 0] = bytes;
  if (low < 0x40 || low === 0x7f || low === 0xff) return false;
  // GB 18030 filled these two-byte codes later (䶮 is FE9F); fonts made for GBK have nothing there.
  if (high === 0xfe && low >= 0x50 && low <= 0xa0) return false;
  const userDefined =
    (high >= 0xaa && high <= 0xaf && low >= 0xa1) ||
    (high >= 0xf8 && low >= 0xa1) ||
    (high >= 0xa1 && high <= 0xa7 && low < 0xa1);
  return high >= 0x81 && high <= 0xfe && !userDefined;
}

/** ESC * 33: 24-dot double-density columns, in line with the text beside it. */
function bitImage(char: string, style: Style, glyphs: Glyphs): Buffer {
  const cell = columnsOf(char) * HALF;
  const bitmap = glyphs(char, cell * style.width, CELL);
  const out = Buffer.alloc(5 + bitmap.width * 3);
  out.set([0x1b, 0x2a, 33, bitmap.width & 0xff, bitmap.width >> 8]);
  for (let x = 0; x < bitmap.width; x++) {
    for (let y = 0; y < CELL; y++) {
      if (dot(bitmap, x, y)) out[5 + x * 3 + (y >> 3)] = (out[5 + x * 3 + (y >> 3)] ?? 0) | (0x80 >> (y & 7));
    }
  }
  return out;
}

/** GS v 0: the whole row as dots. */
function rasterRow(text: string, style: Style, glyphs: Glyphs): Buffer {
  const height = CELL * style.height;
  const drawn = [...text].map((char) => glyphs(char, columnsOf(char) * HALF * style.width, height));
  const width = drawn.reduce((sum, bitmap) => sum + bitmap.width, 0);
  const stride = Math.ceil(width / 8);
  const out = Buffer.alloc(8 + stride * height);
  out.set([0x1d, 0x76, 0x30, 0, stride & 0xff, stride >> 8, height & 0xff, height >> 8]);
  let left = 0;
  for (const bitmap of drawn) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < bitmap.width; x++) {
        if (!dot(bitmap, x, y)) continue;
        const at = 8 + y * stride + ((left + x) >> 3);
        out[at] = (out[at] ?? 0) | (0x80 >> ((left + x) & 7));
      }
    }
    left += bitmap.width;
  }
  return out;
}

function dot(bitmap: Bitmap, x: number, y: number): boolean {
  const stride = Math.ceil(bitmap.width / 8);
  return y < bitmap.height && ((bitmap.rows[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

/** A QR symbol drawn by the printer: model 2, module size, error correction M, data, print (GS ( k). */
export function qr(data: string, module: number): Buffer {
  const bytes = Buffer.from(data, "utf8");
  // An empty symbol or one beyond level M's 2,331 bytes is refused by printers in ways of their own; better none.
  if (bytes.length === 0 || bytes.length > QR_MOST_BYTES) return Buffer.alloc(0);
  const command = (fn: number, ...rest: number[]) => {
    const length = 2 + rest.length;
    return Buffer.from([0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, fn, ...rest]);
  };
  return Buffer.concat([
    Buffer.from([0x1b, 0x61, ALIGN.center]),
    command(0x41, 0x32, 0x00),
    command(0x43, Math.min(16, Math.max(1, module))),
    command(0x45, 0x31),
    command(0x50, 0x30, ...bytes),
    command(0x51, 0x30),
    Buffer.from(CHINESE_OFF),
    Buffer.from(CHINESE_ON),
  ]);
}
