import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Log } from "../../../kernel/log.ts";
import type { Bitmap } from "../../protocols/escpos.ts";
import { fill, type Outline } from "./raster.ts";

interface Glyph {
  readonly path: {
    readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
  };
  readonly advanceWidth: number;
}
interface Font {
  readonly ascent: number;
  readonly descent: number;
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): Glyph;
}

const require = createRequire(import.meta.url);
const CURVE_STEPS = 6;
const KEPT = 500;

/**
 * Draws characters that a printer's own font lacks: rare names (𠮷, 䶮) from fonts that come with the server. Fonts are
 * opened when first needed and stay open. A character that no font has is drawn as a box with its code, and logged.
 */
export class GlyphSource {
  readonly #log: Log;
  readonly #drawn = new Map<string, Bitmap>();
  #fonts: Promise<readonly Font[]> | null = null;
  #open: readonly Font[] = [];

  constructor({ log }: { readonly log: Log }) {
    this.#log = log;
  }

  /** Must have resolved before `draw`: the fonts are read from disk once. */
  async ready(): Promise<void> {
    this.#fonts ??= openFonts();
    this.#open = await this.#fonts;
  }

  readonly draw = (char: string, width: number, height: number): Bitmap => {
    const key = `${char} ${width} ${height}`;
    const known = this.#drawn.get(key);
    if (known) return known;
    const bitmap = this.#make(char, width, height);
    if (this.#drawn.size >= KEPT) this.#drawn.clear();
    this.#drawn.set(key, bitmap);
    return bitmap;
  };

  #make(char: string, width: number, height: number): Bitmap {
    const code = char.codePointAt(0) ?? 0;
    const font = this.#open.find((f) => f.hasGlyphForCodePoint(code));
    if (!font) {
      this.#log.warn(
        { scope: "print", char: `U+${code.toString(16).toUpperCase()}` },
        "no font has this character",
      );
      return fill(box(width, height), width, height);
    }
    const glyph = font.glyphForCodePoint(code);
    return fill(outlineOf(glyph, font, width, height), width, height);
  }
}

/** Noto Sans JP holds the names' plane-2 characters in small files, UnifontEX nearly all of the rest. */
async function openFonts(): Promise<readonly Font[]> {
  const { create } = await import("fontkit");
  const open = (file: string) => create(readFileSync(file)) as unknown as Font;
  const folderOf = (name: string) =>
    path.join(path.dirname(require.resolve(`${name}/package.json`)), "files");
  const noto = folderOf("@fontsource/noto-sans-jp");
  const unifont = folderOf("@fontsource/unifontex");
  const files = [
    ...readdirSync(noto)
      .filter((f) => /-\d+-400-normal\.woff$/.test(f))
      .map((f) => path.join(noto, f)),
    ...readdirSync(unifont)
      .filter((f) => f.endsWith("400-normal.woff"))
      .map((f) => path.join(unifont, f)),
  ];
  return files.flatMap((file) => {
    try {
      const font = open(file);
      font.hasGlyphForCodePoint(0x41);
      return [font];
    } catch {
      return []; // a subset without a usable character map has nothing for us
    }
  });
}

/** The glyph scaled into its cell, baseline where the printer's own characters have it. */
function outlineOf(glyph: Glyph, font: Font, width: number, height: number): Outline {
  const scaleY = height / (font.ascent - font.descent);
  const scaleX = Math.min(width / Math.max(1, glyph.advanceWidth), scaleY * 1.2);
  const left = (width - glyph.advanceWidth * scaleX) / 2;
  const at = (x: number, y: number): [number, number] => [left + x * scaleX, (font.ascent - y) * scaleY];
  const rings: [number, number][][] = [];
  let ring: [number, number][] = [];
  let last: [number, number] = [0, 0];
  for (const { command, args } of glyph.path.commands) {
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

/** A hollow box: something stood here that could not be drawn. */
function box(width: number, height: number): Outline {
  const ring = (inset: number): [number, number][] => [
    [inset, inset],
    [width - inset, inset],
    [width - inset, height - inset],
    [inset, height - inset],
  ];
  return [ring(2), ring(4).reverse()];
}
