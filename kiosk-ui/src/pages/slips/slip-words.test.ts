import { describe, expect, it } from "vitest";
import { SLIP_PARTS, SLIP_SIZES } from "../../../../src/contract/slip-template.ts";
import { draftTrouble, footerLines, footerText, moved, PART_WORDS, SIZE_WORDS } from "./slip-words.ts";

describe("editing a slip", () => {
  it("names every part and size in Chinese", () => {
    for (const id of SLIP_PARTS) expect(PART_WORDS[id]).toMatch(/\p{Script=Han}/u);
    for (const size of Object.keys(SLIP_SIZES))
      expect(SIZE_WORDS[size as keyof typeof SIZE_WORDS]).toMatch(/\p{Script=Han}/u);
  });

  it("moves a part up and down, and not beyond the ends", () => {
    expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
    expect(moved(["a", "b", "c"], 0, -1)).toEqual(["a", "b", "c"]);
    expect(moved(["a", "b", "c"], 2, 3)).toEqual(["a", "b", "c"]);
  });

  it("says what is wrong by the names on the page", () => {
    const problem = { type: "", status: 400, code: "request.invalid", title: "请求内容有误" } as const;
    expect(
      draftTrouble({
        ...problem,
        problems: [
          { path: "template.footer[1]", message: "至多 60 个字" },
          { path: "template.footer[1]", message: "至多 60 个字" },
          { path: "template.qrModule", message: "3 到 10" },
        ],
      } as never),
    ).toBe("页脚第2行：至多 60 个字；二维码点距：3 到 10");
    expect(
      draftTrouble({ ...problem, title: "标志图片不能用", detail: "标志：不是 PNG 图片" } as never),
    ).toBe("标志图片不能用：标志：不是 PNG 图片");
  });

  it("takes the footer as lines, without blanks at its end", () => {
    expect(footerLines("过号请说明 \n\n请留意屏幕\n\n")).toEqual(["过号请说明", "", "请留意屏幕"]);
    expect(footerLines(" ")).toEqual([]);
    expect(footerText(["a", "b"])).toBe("a\nb");
  });
});
