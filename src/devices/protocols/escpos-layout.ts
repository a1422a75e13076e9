import type { PrintDocument, PrintLine } from "../../contract/print.ts";
import { type Bitmap, beside, blank, dot, setDot } from "./bitmap.ts";
import { type Charset, fontCode, meantBy } from "./gb18030.ts";
import { qrModule } from "./qr-size.ts";
import { pairLines, printableLines, signsOf, widthOf, wrap } from "./text-width.ts";

// Where everything stands on a slip, before it is bytes: the encoder and the preview both start from these rows, so
// what the manager sees is what the printer is told.

export interface SlipPaper {
  readonly columns: 32 | 42 | 48;
  readonly charset: Charset;
}

export interface Style {
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
  readonly align: "left" | "center" | "right";
}

/** Draws a sign `height` dots high and `width` dots wide. */
export type Glyphs = (sign: string, width: number, height: number) => Bitmap;

/** What the printer's font has goes out as text, the rest as pictures in the line. */
export type Part =
  | { readonly kind: "text"; readonly text: string; readonly code: Buffer }
  | { readonly kind: "picture"; readonly bitmap: Bitmap };

export type Row =
  | { readonly kind: "text"; readonly style: Style; readonly parts: readonly Part[] }
  /** A whole row as dots: an in-line picture is 24 dots high, too low beside taller text. */
  | { readonly kind: "raster"; readonly align: Style["align"]; readonly bitmap: Bitmap }
  | { readonly kind: "qr"; readonly data: string; readonly module: number }
  | { readonly kind: "feed"; readonly lines: number };

/** A half-width column and a line of font A, dots. */
export const HALF = 12;
export const CELL = 24;
const PLAIN: Style = { width: 1, height: 1, bold: false, align: "left" };

export function layout(document: PrintDocument, paper: SlipPaper, glyphs: Glyphs): readonly Row[] {
  return document.lines.flatMap((line) => rowsOf(line, paper, glyphs));
}

function rowsOf(line: PrintLine, paper: SlipPaper, glyphs: Glyphs): readonly Row[] {
  switch (line.kind) {
    case "text": {
      const { width = 1, height = 1, bold = false, align = "left" } = line;
      const style = { width, height, bold, align };
      const columns = Math.floor(paper.columns / width);
      const texts = printableLines(line.text).flatMap((text) => wrap(text, columns));
      return texts.map((text) => textRow(text, style, paper, glyphs));
    }
    case "pair": {
      const [left = "", right = ""] = [line.left, line.right].map((text) => printableLines(text).join(" "));
      return pairLines(left, right, paper.columns).map((text) => textRow(text, PLAIN, paper, glyphs));
    }
    case "rule":
      return [textRow("-".repeat(paper.columns), PLAIN, paper, glyphs)];
    case "image":
      return [{ kind: "raster", align: "center", bitmap: cropped(line, paper.columns * HALF) }];
    case "qr": {
      const module = qrModule(line.data, line.module ?? 6, paper.columns * HALF);
      return module === null ? [] : [{ kind: "qr", data: line.data, module }];
    }
    case "feed":
      return [{ kind: "feed", lines: Math.max(0, Math.min(255, Math.trunc(line.lines))) }];
  }
}

function textRow(text: string, style: Style, paper: SlipPaper, glyphs: Glyphs): Row {
  const signs = signsOf(text).map((sign) => ({ sign, code: codeOf(sign, paper.charset) }));
  if (style.height > 1 && signs.some(({ code }) => code === null)) {
    const height = CELL * style.height;
    const drawn = signs.map(({ sign }) => glyphs(meantBy(sign), dotsOf(sign, style), height));
    return { kind: "raster", align: style.align, bitmap: beside(drawn) };
  }
  const parts = signs.map(
    ({ sign, code }): Part =>
      code
        ? { kind: "text", text: meantBy(sign), code }
        : { kind: "picture", bitmap: glyphs(meantBy(sign), dotsOf(sign, style), CELL) },
  );
  return { kind: "text", style, parts };
}

/** The bytes of a sign in the printer's font, or null when it must be drawn. No text yields a control byte. */
function codeOf(sign: string, charset: Charset): Buffer | null {
  const code = sign.codePointAt(0) ?? 0;
  if (sign.length > String.fromCodePoint(code).length) return null;
  return code < 0x20 || code === 0x7f ? Buffer.from([0x20]) : fontCode(sign, charset);
}

const dotsOf = (sign: string, style: Style): number => widthOf(sign) * HALF * style.width;

function cropped(line: Extract<PrintLine, { kind: "image" }>, dots: number): Bitmap {
  const rows = new Uint8Array(Buffer.from(line.bits, "base64"));
  const given: Bitmap = { width: line.width, height: line.height, rows };
  const cut = blank(Math.min(line.width, dots), line.height);
  for (let y = 0; y < cut.height; y++) {
    for (let x = 0; x < cut.width; x++) if (dot(given, x, y)) setDot(cut, x, y);
  }
  return cut;
}
