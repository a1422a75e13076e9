import { expect, test } from "vitest";
import { silentLog } from "../../../kernel/log.ts";
import { GlyphSource } from "./glyphs.ts";
import { fill } from "./raster.ts";

const dots = (rows: Uint8Array) =>
  rows.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);

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

test.each(["𠮷", "䶮"])("%s is drawn from a font that has it", async (char) => {
  const warned: string[] = [];
  const glyphs = new GlyphSource({ log: { ...silentLog, warn: (_, m) => void warned.push(m) } });
  await glyphs.ready();
  const bitmap = glyphs.draw(char, 24, 24);
  expect(warned).toEqual([]);
  expect(dots(bitmap.rows)).toBeGreaterThan(60);
  expect(dots(bitmap.rows)).toBeLessThan(400);
});

test("what no font has is a box, and said", async () => {
  const warned: object[] = [];
  const glyphs = new GlyphSource({ log: { ...silentLog, warn: (facts) => void warned.push(facts) } });
  await glyphs.ready();
  expect(dots(glyphs.draw("\u{10fffd}", 24, 24).rows)).toBeGreaterThan(50);
  expect(warned).toEqual([{ scope: "print", char: "U+10FFFD" }]);
});
