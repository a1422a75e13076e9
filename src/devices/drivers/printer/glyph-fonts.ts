import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Font } from "fontkit";
import { messageOf } from "../../../kernel/errors.ts";
import type { Log } from "../../../kernel/log.ts";
import { unwrapWoff } from "./woff.ts";

/** A character's outline as a font gives it, y growing upwards, in the font's units. */
export interface FontOutline {
  readonly commands: readonly { readonly command: string; readonly args: readonly number[] }[];
  readonly advanceWidth: number;
  readonly unitsPerEm: number;
}

const NOTO = "@fontsource/noto-sans-jp";
const UNIFONT = "@fontsource/unifontex/files/unifontex-latin-400-normal.woff";
const require = createRequire(import.meta.url);

/**
 * Outlines of `chars` from the fonts that come with the server: Noto Sans JP first (its 124 small files are told
 * apart by unicode.json, only those that hold a character are read), UnifontEX for nearly all of the rest. What no
 * font has is left out. fontkit and the fonts are loaded here and let go again: rare characters are few.
 */
export async function readOutlines(
  chars: readonly string[],
  log: Log,
): Promise<ReadonlyMap<string, FontOutline>> {
  const found = new Map<string, FontOutline>();
  for (const file of [...(await notoFiles(chars, log)), UNIFONT]) {
    const left = chars.filter((char) => !found.has(char));
    if (left.length === 0) break;
    const font = await openFont(file, log);
    if (!font) continue;
    for (const char of left) {
      const outline = outlineIn(font, char);
      if (outline) found.set(char, outline);
    }
  }
  return found;
}

function outlineIn(font: Font, char: string): FontOutline | null {
  const code = char.codePointAt(0) ?? 0;
  if (!font.hasGlyphForCodePoint(code)) return null;
  const { path, advanceWidth } = font.glyphForCodePoint(code);
  return { commands: path.commands, advanceWidth, unitsPerEm: font.unitsPerEm };
}

async function notoFiles(chars: readonly string[], log: Log): Promise<string[]> {
  try {
    const table = JSON.parse(await readFile(require.resolve(`${NOTO}/unicode.json`), "utf8")) as Record<
      string,
      string
    >;
    return Object.entries(table)
      .filter(([, ranges]) => chars.some(within(ranges)))
      .map(([name]) => `${NOTO}/files/noto-sans-jp-${name.replaceAll(/[[\]]/g, "")}-400-normal.woff`);
  } catch (error) {
    log.warn({ scope: "print", cause: messageOf(error) }, `font package ${NOTO} is not usable`);
    return [];
  }
}

/** `U+25ee8,U+27614-27615` as a question about a character. */
function within(text: string): (char: string) => boolean {
  const ranges = text.split(",").map((range) => {
    const [from = "", to = from] = range.trim().replace(/^U\+/i, "").split("-");
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
  });
  return (char) => {
    const code = char.codePointAt(0) ?? 0;
    return ranges.some(([from, to]) => from <= code && code <= to);
  };
}

async function openFont(file: string, log: Log): Promise<Font | null> {
  try {
    const [{ create }, woff] = await Promise.all([import("fontkit"), readFile(require.resolve(file))]);
    return create(await unwrapWoff(woff));
  } catch (error) {
    log.warn({ scope: "print", file, cause: messageOf(error) }, "a font could not be opened");
    return null;
  }
}
