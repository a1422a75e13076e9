import { PNG } from "pngjs";
import { describe, expect, test } from "vitest";
import { logoDots } from "./logo.ts";

function png(width: number, height: number, colour: (x: number, y: number) => readonly number[]): string {
  const image = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) image.data.set(colour(x, y), (y * width + x) * 4);
  return PNG.sync.write(image).toString("base64");
}
const rows = (bits: string) =>
  [...Buffer.from(bits, "base64")].map((byte) => byte.toString(2).padStart(8, "0"));
const black = [0, 0, 0, 255];
const white = [255, 255, 255, 255];

describe("a logo as dots", () => {
  test("keeps black and white as they are; what is see-through is paper", () => {
    const picture = png(8, 2, (x) => (x < 3 ? black : x < 6 ? white : [0, 0, 0, 0]));
    expect(logoDots(picture, 8)).toMatchObject({ width: 8, height: 2 });
    expect(rows(logoDots(picture, 8).bits)).toEqual(["11100000", "11100000"]);
  });

  test("is made smaller or larger to the width asked for, and never taller than it may be", () => {
    const checks = png(16, 16, (x) => (x < 8 ? black : white));
    expect(rows(logoDots(checks, 8).bits)).toEqual(Array(8).fill("11110000"));
    expect(logoDots(checks, 32)).toMatchObject({ width: 32, height: 32 });
    expect(
      logoDots(
        png(10, 100, () => black),
        384,
      ),
    ).toMatchObject({ width: 24, height: 240 });
  });

  test("grey becomes a pattern as dark as it was", () => {
    const grey = logoDots(
      png(64, 64, () => [128, 128, 128, 255]),
      64,
    );
    const dots = rows(grey.bits).join("").replaceAll("0", "").length;
    expect(dots / (64 * 64)).toBeGreaterThan(0.45);
    expect(dots / (64 * 64)).toBeLessThan(0.55);
  });

  test.each([
    ["no picture", Buffer.from("hello").toString("base64"), /不是 PNG/],
    [
      "another kind",
      Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(60)]).toString("base64"),
      /不是 PNG/,
    ],
    [
      "a bomb",
      (() => {
        const bomb = Buffer.from(
          png(1, 1, () => black),
          "base64",
        );
        bomb.writeUInt32BE(60_000, 16);
        bomb.writeUInt32BE(60_000, 20);
        return bomb.toString("base64");
      })(),
      /60000×60000/,
    ],
    [
      "half a file",
      Buffer.from(
        png(20, 20, () => black),
        "base64",
      )
        .subarray(0, 60)
        .toString("base64"),
      /损坏/,
    ],
  ])("%s is refused with a sentence", (_what, file, says) => {
    expect(() => logoDots(file, 100)).toThrow(expect.objectContaining({ code: "logo.unreadable" }));
    expect(() => logoDots(file, 100)).toThrow(says);
  });
});
