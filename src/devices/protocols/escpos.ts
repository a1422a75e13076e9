import type { PrintDocument } from "../../contract/print.ts";
import { type Bitmap, blank, dot, strideOf } from "./bitmap.ts";
import {
  CELL,
  type Glyphs,
  layout,
  type Part,
  type Row,
  type SlipPaper,
  type Style,
} from "./escpos-layout.ts";
import { TELL_BY_ITSELF } from "./escpos-status.ts";

// ESC/POS as Chinese slip printers take it (protocols.md §3): FS & before Chinese, GB18030 bytes, sizes by GS !,
// a native QR symbol, what the printer's font lacks as dots. Pure: bytes in, bytes out.

export interface EscposProfile extends SlipPaper {
  readonly cut: "full" | "partial" | "none";
  /** `asb`: it is told to report by itself, again after each reset. */
  readonly status: "dle-eot" | "asb" | "none";
}

const INIT = [0x1b, 0x40];
const CHINESE_ON = [0x1c, 0x26];
const CHINESE_OFF = [0x1c, 0x2e];
const ALIGN = { left: 0, center: 1, right: 2 } as const;
/** GS r 1: answered in its turn, so the answer says that everything before it is on paper. */
export const TELL_WHEN_REACHED = Buffer.from([0x1d, 0x72, 1]);
/** Rows of a picture sent at once; some printers take no more than a byte's worth. */
export const BAND = 240;
/** Blank lines that bring the last text past the knife. */
export const LAST_FEED = 4;

/** The whole slip, from reset to cut. `glyphs` is asked only for what the printer's charset lacks. */
export function encodeDocument(document: PrintDocument, profile: EscposProfile, glyphs: Glyphs): Buffer {
  const reports = profile.status === "asb" ? TELL_BY_ITSELF : [];
  const parts: Buffer[] = [Buffer.from([...INIT, ...reports, ...CHINESE_ON])];
  for (const row of layout(document, profile, glyphs)) parts.push(...encodeRow(row));
  parts.push(Buffer.from([0x1b, 0x64, LAST_FEED]));
  if (profile.cut !== "none") parts.push(Buffer.from([0x1d, 0x56, profile.cut === "full" ? 0 : 1]));
  return Buffer.concat(parts);
}

/** The signs that must be drawn for this document: those `glyphs` will be asked for. */
export function signsToDraw(document: PrintDocument, paper: SlipPaper): ReadonlySet<string> {
  const wanted = new Set<string>();
  layout(document, paper, (sign, width, height) => {
    wanted.add(sign);
    return blank(width, height);
  });
  return wanted;
}

function encodeRow(row: Row): Buffer[] {
  switch (row.kind) {
    case "text":
      return [Buffer.from(styleBytes(row.style)), ...row.parts.map(encodePart), Buffer.from([0x0a])];
    case "raster":
      return [Buffer.from([0x1b, 0x61, ALIGN[row.align]]), ...raster(row.bitmap)];
    case "qr":
      return [qr(row.data, row.module)];
    case "feed":
      return [Buffer.from([0x1b, 0x64, row.lines])];
  }
}

function styleBytes(style: Style): readonly number[] {
  return [
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
}

const encodePart = (part: Part): Buffer => (part.kind === "text" ? part.code : bitImage(part.bitmap));

/** ESC * 33: 24-dot double-density columns, in line with the text beside it. */
function bitImage(bitmap: Bitmap): Buffer {
  const data = Buffer.alloc(bitmap.width * 3);
  for (let x = 0; x < bitmap.width; x++) {
    for (let y = 0; y < CELL; y++) {
      if (dot(bitmap, x, y)) data[x * 3 + (y >> 3)] = (data[x * 3 + (y >> 3)] ?? 0) | (0x80 >> (y & 7));
    }
  }
  const head = Buffer.from([0x1b, 0x2a, 33, bitmap.width & 0xff, bitmap.width >> 8]);
  return Buffer.concat([head, withoutRequests(data)]);
}

/** GS v 0: dots row by row. */
function raster(bitmap: Bitmap): Buffer[] {
  const stride = strideOf(bitmap.width);
  const bands: Buffer[] = [];
  for (let top = 0; top < bitmap.height; top += BAND) {
    const high = Math.min(BAND, bitmap.height - top);
    const head = [0x1d, 0x76, 0x30, 0, stride & 0xff, stride >> 8, high & 0xff, high >> 8];
    const data = Buffer.from(bitmap.rows.subarray(top * stride, (top + high) * stride));
    bands.push(Buffer.from(head), withoutRequests(data));
  }
  return bands;
}

/**
 * Printers obey DLE EOT, DLE ENQ and DLE DC4 in the middle of a picture too (Epson warns of it): where dots happen to
 * spell one, a dot beside is set.
 */
function withoutRequests(data: Buffer): Buffer {
  for (let at = 0; at + 1 < data.length; at++) {
    const next = data[at + 1];
    if (data[at] === 0x10 && (next === 0x04 || next === 0x05 || next === 0x14)) data[at] = 0x18;
  }
  return data;
}

/** A QR symbol drawn by the printer: model 2, module size, error correction M, data, print (GS ( k). */
export function qr(data: string, module: number): Buffer {
  const bytes = Buffer.from(data.replaceAll(/\p{Cc}/gu, ""), "utf8");
  const command = (fn: number, ...rest: number[]) => {
    const length = 2 + rest.length;
    return Buffer.from([0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 0x31, fn, ...rest]);
  };
  return Buffer.concat([
    Buffer.from([0x1b, 0x61, ALIGN.center]),
    command(0x41, 0x32, 0x00),
    command(0x43, module),
    command(0x45, 0x31),
    command(0x50, 0x30, ...bytes),
    command(0x51, 0x30),
    Buffer.from(CHINESE_OFF),
    Buffer.from(CHINESE_ON),
  ]);
}
