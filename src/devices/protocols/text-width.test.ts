import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pairLines, printableLines, signsOf, widthOf, wrap } from "./text-width.ts";

const text = fc
  .array(fc.constantFrom("请", "窗", "口", "，", "。", "A", "b", "7", " ", "-", "（", "）", "𠮷", "·"), {
    maxLength: 80,
  })
  .map((parts) => parts.join(""));
const columns = fc.constantFrom(8, 10, 16, 32, 42, 48);
const bare = (s: string) => s.replaceAll(" ", "");

describe("laying out text", () => {
  test("wraps to the columns and loses no character", () => {
    fc.assert(
      fc.property(text, columns, (t, most) => {
        const lines = wrap(t, most);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(most);
        expect(bare(lines.join(""))).toBe(bare(t));
      }),
    );
  });

  test("a slip's longest sentences fit every paper", () => {
    const long = "预计等候约12分钟，一般不超过18分钟 http://10.0.0.1/t/abcdefghijklmnopqrstuvwxyz0123456789";
    for (const most of [32, 42, 48]) {
      for (const row of wrap(long, most)) expect(widthOf(row)).toBeLessThanOrEqual(most);
      expect(bare(wrap(long, most).join(""))).toBe(bare(long));
    }
  });

  test("keeps words whole and closing punctuation off the beginning of a line", () => {
    expect(wrap("请到Z003窗口", 10)).toEqual(["请到Z003窗", "口"]);
    expect(wrap("请等候ABCDEF号", 10)).toEqual(["请等候", "ABCDEF号"]);
    expect(wrap("请在此等候，谢谢", 10)).toEqual(["请在此等", "候，谢谢"]);
    expect(wrap("", 10)).toEqual([""]);
  });

  test("flushes the second text of a pair right, on a line of its own when it does not fit", () => {
    expect(pairLines("前面", "3人", 12)).toEqual(["前面     3人"]);
    expect(pairLines("前面等候人数", "3人", 12)).toEqual(["前面等候人数", "         3人"]);
    fc.assert(
      fc.property(text, text, columns, (left, right, most) => {
        const lines = pairLines(left, right, most);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(most);
        expect(bare(lines.join(""))).toBe(bare(left + right));
      }),
    );
  });

  test("counts columns as GBK printers do, and lets no control byte through", () => {
    expect(widthOf("1·2")).toBe(4);
    expect(widthOf("é́\u200b")).toBe(2);
    expect(printableLines("a\u001b@b\r\nc\td\u0000\u009b")).toEqual(["a@b", "c d"]);
    expect(printableLines("a\u2028b\u00a0c\ufeff\u200b\ufe0f")).toEqual(["a", "b c"]);
  });

  test("keeps a mark with its sign and composes what can be", () => {
    expect(printableLines("e\u0301")).toEqual(["é"]);
    expect(signsOf("x\u0302\u0323y")).toEqual(["x\u0302\u0323", "y"]);
    expect(signsOf("\u0302x")).toEqual([" \u0302", "x"]);
    expect(wrap("请等候张\u0302，", 8)).toEqual(["请等候", "张\u0302，"]);
  });
});
