import type { PrintDocument } from "../../../contract/print.ts";
import type { WallSlipLine } from "../../../contract/wall.ts";
import { type Bitmap, strideOf } from "../../protocols/bitmap.ts";
import { BAND, LAST_FEED, signsToDraw } from "../../protocols/escpos.ts";
import { layout, type Part, type Row, type SlipPaper, type Style } from "../../protocols/escpos-layout.ts";
import type { GlyphSource } from "./glyphs.ts";

type Align = Style["align"];
type TextLine = Extract<WallSlipLine, { readonly kind: "text" }>;

/** The same rows that become the printer's bytes, as the device wall draws paper. */
export async function previewLines(
  document: PrintDocument,
  paper: SlipPaper,
  glyphs: GlyphSource,
): Promise<readonly WallSlipLine[]> {
  await glyphs.ready(signsToDraw(document, paper));
  const rows: readonly Row[] = [...layout(document, paper, glyphs.draw), { kind: "feed", lines: LAST_FEED }];
  // Alignment stays what it was until the next row that sets it.
  let align: Align = "left";
  return rows.flatMap((row): WallSlipLine[] => {
    if (row.kind === "text") align = row.style.align;
    if (row.kind === "raster") align = row.align;
    if (row.kind === "qr") align = "center";
    return linesOf(row, align);
  });
}

function linesOf(row: Row, align: Align): WallSlipLine[] {
  switch (row.kind) {
    case "text":
      return [{ kind: "text", align, runs: runsOf(row.parts, row.style) }];
    case "raster":
      return bands(row.bitmap).map((bitmap) => ({ kind: "text", align, runs: [dots(bitmap)] }));
    case "qr":
      return [{ kind: "qr", data: row.data, align, module: row.module }];
    case "feed":
      return Array.from({ length: row.lines }, () => ({ kind: "text", align, runs: [] }));
  }
}

function runsOf(parts: readonly Part[], { width, height, bold }: Style): TextLine["runs"] {
  const runs: TextLine["runs"][number][] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (part.kind === "picture") runs.push(dots(part.bitmap));
    else if (last && "text" in last) runs[runs.length - 1] = { ...last, text: last.text + part.text };
    else runs.push({ text: part.text, width, height, bold });
  }
  return runs;
}

/** A raster goes out in whole bytes. */
function bands({ width, height, rows }: Bitmap): readonly Bitmap[] {
  const stride = strideOf(width);
  const tops = Array.from({ length: Math.ceil(height / BAND) }, (_, n) => n * BAND);
  return tops.map((top) => ({
    width: stride * 8,
    height: Math.min(BAND, height - top),
    rows: rows.subarray(top * stride, (top + BAND) * stride),
  }));
}

const dots = ({ width, height, rows }: Bitmap) => ({
  bits: Buffer.from(rows).toString("base64"),
  dotsWide: width,
  dotsHigh: height,
});
