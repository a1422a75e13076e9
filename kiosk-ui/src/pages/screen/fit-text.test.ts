import { describe, expect, it } from "vitest";
import { fitText, LINE_HEIGHT, textWidth } from "./fit-text.ts";

const box = { width: 500, height: 100, most: 80, mostLines: 2 };

describe("fitting a text into its box", () => {
  it("gives a short name the largest size on one line", () => {
    expect(fitText("3号窗口", box)).toEqual({ size: 80, lines: 1 });
  });

  it.each([1, 6, 8, 12, 20, 40])("keeps a name of %i Chinese characters whole", (length) => {
    const text = "综".repeat(length);
    const { size, lines } = fitText(text, box);
    expect(size).toBeGreaterThan(0);
    const perLine = Math.floor(box.width / size);
    expect(perLine * lines).toBeGreaterThanOrEqual(length);
    expect(lines * size * LINE_HEIGHT).toBeLessThanOrEqual(box.height + 0.5);
  });

  it("breaks into two lines only when that makes the text clearly larger", () => {
    expect(fitText("综合受理窗口", { ...box, width: 6 * 80 * 1.02 + 1, height: 400 }).lines).toBe(1);
    expect(fitText("综".repeat(30), { ...box, height: 200 }).lines).toBe(2);
  });

  it("counts Chinese wider than Latin", () => {
    expect(textWidth("窗口")).toBeGreaterThan(textWidth("Z0"));
  });
});
