import { describe, expect, test } from "vitest";
import { silentLog } from "../../../kernel/log.ts";
import type { Bitmap } from "../../protocols/bitmap.ts";
import { boxedCode } from "./boxed-code.ts";
import { GlyphSource } from "./glyphs.ts";
import { fill } from "./raster.ts";
import { unwrapWoff } from "./woff.ts";

const dots = (rows: Uint8Array) =>
  rows.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
const picture = ({ width, height, rows }: Bitmap) =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) =>
      (rows[y * Math.ceil(width / 8) + (x >> 3)] ?? 0) & (0x80 >> (x & 7)) ? "#" : ".",
    ).join(""),
  ).join("\n");

test("a square is filled to its edges and no further", () => {
  const square = [
    [
      [2, 2],
      [6, 2],
      [6, 6],
      [2, 6],
    ],
  ] as const;
  expect([...fill(square, 8, 8).rows]).toEqual([0, 0, 0b00111100, 0b00111100, 0b00111100, 0b00111100, 0, 0]);
});

describe("characters a printer's font lacks", () => {
  test("𠮷 and 䶮 are drawn from the fonts that have them, each as itself", async () => {
    const warned: string[] = [];
    const glyphs = new GlyphSource({ log: { ...silentLog, warn: (_, m) => void warned.push(m) } });
    await glyphs.ready(["𠮷", "䶮"]);
    const drawn = ["𠮷", "䶮"].map((char) => glyphs.draw(char, 24, 24));
    for (const { rows } of drawn) {
      expect(dots(rows)).toBeGreaterThan(60);
      expect(dots(rows)).toBeLessThan(400);
    }
    const [first, second] = drawn.map(picture);
    expect(first).not.toBe(second);
    expect(warned).toEqual([]);
    // 𠮷 is 土 over 口: a long lower stroke above, and a mouth with an empty inside below it.
    expect(first).toMatchSnapshot();
  });

  test("what no font has is a box with its code point, and said once", async () => {
    const warned: object[] = [];
    const glyphs = new GlyphSource({ log: { ...silentLog, warn: (facts) => void warned.push(facts) } });
    await glyphs.ready(["\u{10fffd}"]);
    await glyphs.ready(["\u{10fffd}"]);
    expect(picture(glyphs.draw("\u{10fffd}", 24, 24))).toBe(picture(boxedCode("\u{10fffd}", 24, 24)));
    expect(picture(boxedCode("\u{10fffd}", 24, 24))).not.toBe(picture(boxedCode("\u{10fffc}", 24, 24)));
    expect(warned).toEqual([{ scope: "print", char: "U+10FFFD" }]);
    for (const [width, height] of [
      [12, 24],
      [48, 48],
      [96, 24],
      [24, 96],
    ] as const) {
      expect(dots(boxedCode("\u{10fffd}", width, height).rows)).toBeGreaterThan(width + height);
    }
  });

  test("marks stand on their sign: x̂ and 张̂ keep it whole and get a hat", async () => {
    const glyphs = new GlyphSource({ log: silentLog });
    await glyphs.ready(["x\u0302", "𠮷"]);
    for (const [bare, hatted] of [
      ["x", "x\u0302"],
      ["𠮷", "𠮷\u0302"],
    ] as const) {
      const [plain, sign] = [glyphs.draw(bare, 24, 24), glyphs.draw(hatted, 24, 24)];
      expect(plain.rows.every((byte, i) => ((sign.rows[i] ?? 0) & byte) === byte)).toBe(true);
      expect(dots(sign.rows)).toBeGreaterThan(dots(plain.rows));
    }
  });

  test("a slip without them touches no font", async () => {
    // Reading a file takes a turn of the event loop.
    const turn = new Promise((resolve) => setImmediate(resolve, "a turn"));
    const ready = new GlyphSource({ log: silentLog }).ready([]).then(() => "at once");
    expect(await Promise.race([turn, ready])).toBe("at once");
  });
});

test("a file that is no WOFF font is refused", async () => {
  await expect(unwrapWoff(Buffer.alloc(60))).rejects.toMatchObject({ code: "font.not-woff" });
});
