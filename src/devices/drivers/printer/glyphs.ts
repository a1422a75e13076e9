import type { Log } from "../../../kernel/log.ts";
import { type Bitmap, dot, setDot } from "../../protocols/bitmap.ts";
import { boxedCode } from "./boxed-code.ts";
import { type FontOutline, readOutlines } from "./glyph-fonts.ts";
import { fill, type Outline } from "./raster.ts";

const CURVE_STEPS = 6;
/** Top of a hanzi's em box above the baseline, in ems; both fonts keep it within half a dot. */
const EM_TOP = 0.88;
/** Outlines and drawn pictures kept: a hall's rare characters recur, and are few. */
const KEPT = 500;

/**
 * Draws characters that a printer's own font lacks: rare names (𠮷, 䶮) from fonts that come with the server. Fonts are
 * read when such a character is first printed, never for a common slip. A character that no font has is drawn as a box
 * with its code point, and logged.
 */
export class GlyphSource {
  readonly #log: Log;
  readonly #drawn = new Map<string, Bitmap>();
  /** null: no font has it. */
  readonly #outlines = new Map<string, FontOutline | null>();

  constructor({ log }: { readonly log: Log }) {
    this.#log = log;
  }

  /** Must have resolved before `draw` is asked for these signs; reads fonts only for characters not met before. */
  async ready(signs: Iterable<string>): Promise<void> {
    const fresh = [...new Set([...signs].flatMap((sign) => [...sign]))].filter(
      (char) => !this.#outlines.has(char),
    );
    if (fresh.length === 0) return;
    const found = await readOutlines(fresh, this.#log);
    if (this.#outlines.size + fresh.length > KEPT) this.#outlines.clear();
    for (const char of fresh) {
      const outline = found.get(char) ?? null;
      this.#outlines.set(char, outline);
      if (!outline) this.#log.warn({ scope: "print", char: nameOf(char) }, "no font has this character");
    }
  }

  /** A sign is a character with the marks that stand on it, if any. */
  readonly draw = (sign: string, width: number, height: number): Bitmap => {
    const key = `${sign} ${width} ${height}`;
    const known = this.#drawn.get(key);
    if (known) return known;
    const [char = " ", ...marks] = sign;
    const outline = this.#outlines.get(char);
    const bitmap = outline
      ? fill(outlineOf(outline, width, height), width, height)
      : boxedCode(char, width, height);
    for (const mark of marks) this.#add(bitmap, mark);
    if (this.#drawn.size >= KEPT) this.#drawn.clear();
    this.#drawn.set(key, bitmap);
    return bitmap;
  };

  /** A mark no font has is left to the log: a box would hide what it stands on. */
  #add(onto: Bitmap, mark: string): void {
    const outline = this.#outlines.get(mark);
    if (!outline) return;
    const { width, height } = onto;
    const dots = fill(markOutline(outline, width, height), width, height);
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) if (dot(dots, x, y)) setDot(onto, x, y);
  }
}

const nameOf = (char: string) =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** The em box scaled to the cell: a hanzi is then as large as the printer's own. */
function outlineOf(glyph: FontOutline, width: number, height: number): Outline {
  const scaleY = height / glyph.unitsPerEm;
  const scaleX = Math.min(width / Math.max(1, glyph.advanceWidth), scaleY * 1.2);
  const left = (width - glyph.advanceWidth * scaleX) / 2;
  return ringsOf(glyph, (x, y) => [left + x * scaleX, (EM_TOP * glyph.unitsPerEm - y) * scaleY]);
}

/** Marks have no width of their own and stand over the half em before them: centred on the sign's cell. */
function markOutline(glyph: FontOutline, width: number, height: number): Outline {
  const scale = height / glyph.unitsPerEm;
  const middle = glyph.advanceWidth > 0 ? glyph.advanceWidth / 2 : -glyph.unitsPerEm / 4;
  return ringsOf(glyph, (x, y) => [
    width / 2 + (x - middle) * scale,
    (EM_TOP * glyph.unitsPerEm - y) * scale,
  ]);
}

function ringsOf(glyph: FontOutline, at: (x: number, y: number) => [number, number]): Outline {
  const rings: [number, number][][] = [];
  let ring: [number, number][] = [];
  let last: [number, number] = [0, 0];
  for (const { command, args } of glyph.commands) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args;
    if (command === "moveTo") {
      ring = [at(a, b)];
      rings.push(ring);
      last = [a, b];
    } else if (command === "lineTo") {
      ring.push(at(a, b));
      last = [a, b];
    } else if (command === "quadraticCurveTo") {
      for (let i = 1; i <= CURVE_STEPS; i++)
        ring.push(at(...quadratic(last, [a, b], [c, d], i / CURVE_STEPS)));
      last = [c, d];
    } else if (command === "bezierCurveTo") {
      for (let i = 1; i <= CURVE_STEPS; i++)
        ring.push(at(...cubic(last, [a, b], [c, d], [e, f], i / CURVE_STEPS)));
      last = [e, f];
    }
  }
  return rings;
}

type Point = readonly [number, number];

function quadratic(p: Point, q: Point, r: Point, t: number): [number, number] {
  const u = 1 - t;
  return [u * u * p[0] + 2 * u * t * q[0] + t * t * r[0], u * u * p[1] + 2 * u * t * q[1] + t * t * r[1]];
}

function cubic(p: Point, q: Point, r: Point, s: Point, t: number): [number, number] {
  const u = 1 - t;
  const mix = (i: 0 | 1) => u ** 3 * p[i] + 3 * u * u * t * q[i] + 3 * u * t * t * r[i] + t ** 3 * s[i];
  return [mix(0), mix(1)];
}
