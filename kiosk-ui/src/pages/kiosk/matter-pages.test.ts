import { describe, expect, it } from "vitest";
import type { KioskMatter } from "../../../../src/contract/kiosk-matters.ts";
import { type Lettered, lettersOn, markOf, matching, pageOf, wantsLetters } from "./matter-pages.ts";
import { loadLetters } from "./pinyin-letters.ts";

const matter = (id: string, notice: KioskMatter["notice"] = null) =>
  ({ id, name: id, notice }) as KioskMatter;
const list = (...letters: string[]): Lettered[] => letters.map((l) => ({ matter: matter(l), letters: l }));
const ids = (found: readonly Lettered[]) => found.map((l) => l.matter.id);

describe("a long list of matters", () => {
  it("is found by letters: names that begin with them first, then those that have them in a row", () => {
    const all = list("SBKSL", "CJSB", "SFZBL", "XSZ");
    expect(ids(matching(all, ""))).toEqual(["SBKSL", "CJSB", "SFZBL", "XSZ"]);
    expect(ids(matching(all, "S"))).toEqual(["SBKSL", "SFZBL", "CJSB", "XSZ"]);
    expect(ids(matching(all, "SB"))).toEqual(["SBKSL", "CJSB"]);
    expect(ids(matching(all, "SZ"))).toEqual(["XSZ"]);
  });

  it("lights only the letters that lead on", () => {
    const all = list("SBK", "CSZ");
    expect([...lettersOn(all, "")].sort()).toEqual(["B", "C", "K", "S", "Z"]);
    expect([...lettersOn(all, "S")].sort()).toEqual(["B", "Z"]);
    expect([...lettersOn(all, "SBK")]).toEqual([]);
  });

  it("is turned page by page, every matter on exactly one, and a page beyond the last is the last", () => {
    for (const size of [0, 1, 8, 9, 300]) {
      const all = list(...Array.from({ length: size }, (_, n) => `M${n}`));
      const first = pageOf(all, 1, true);
      const seen = Array.from({ length: first.pages }, (_, n) => ids(pageOf(all, n + 1, true).shown)).flat();
      expect(seen).toEqual(ids(all));
      expect(pageOf(all, 99, true).page).toBe(first.pages);
      expect(pageOf(all, 0, true).page).toBe(1);
    }
    expect([wantsLetters(10), wantsLetters(11)]).toEqual([false, true]);
  });
});

it("reads first letters as words are read", async () => {
  const lettersOf = await loadLetters();
  expect(lettersOf("社会保障卡申领")).toBe("SHBZKSL");
  expect(lettersOf("重庆行驶证换证")).toBe("CQXSZHZ");
  expect(lettersOf("食品经营许可（热食类，新办）")).toBe("SPJYXKRSLXB");
});

it("marks a tile by what can't be done, and when it can", () => {
  const notice = { text: "", stops: false };
  expect(markOf(matter("a"))).toBe(null);
  expect(markOf(matter("a", { ...notice, code: "no-window", at: null }))).toBe("今天没有窗口办");
  expect(markOf(matter("a", { ...notice, code: "away", at: null }))).toBe("现在没有窗口办");
  expect(markOf(matter("a", { ...notice, code: "away", at: "2026-11-23T11:30:00.000+08:00" }))).toBe(
    "11:30起办理",
  );
});
