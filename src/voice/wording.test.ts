import { describe, expect, test } from "vitest";
import { isSilent } from "./silent-hours.ts";
import { clipsOf, phrasesOf } from "./wording.ts";

test.each([
  ["Z003", "3号窗口", "请 Z 零零三号", "到 3号窗口 办理"],
  ["B120", "12号窗口", "请 B 一二零号", "到 12号窗口 办理"],
  ["VIP007", "综合出件窗口", "请 V I P 零零七号", "到 综合出件窗口 办理"],
  ["Z1000", "A区3号窗口", "请 Z 一零零零号", "到 A区3号窗口 办理"],
  ["Ｚ００３", "３号窗口", "请 Z 零零三号", "到 3号窗口 办理"],
])("%s at %s", (number, windowName, ...phrases) => {
  expect(phrasesOf({ number, windowName })).toEqual(phrases);
});

test("nothing of a name is taken for markup, an option or a path", () => {
  const call = { number: "-Z0[[1]]", windowName: "../../<b>3号</b>窗口" };
  expect(phrasesOf(call)).toEqual(["请 Z 零一号", "到 b3号b窗口 办理"]);
  expect(clipsOf(call, new Set()).join("")).not.toMatch(/[./<[]/);
});

describe("clips", () => {
  test("a window by its own recording, else digit by digit", () => {
    const call = { number: "Z003", windowName: "12号窗口" };
    expect(clipsOf(call, new Set(["12号窗口"])).slice(-2)).toEqual(["12号窗口", "办理"]);
    expect(clipsOf(call, new Set())).toEqual([
      "请",
      "Z",
      "0",
      "0",
      "3",
      "号",
      "到",
      "1",
      "2",
      "号窗口",
      "办理",
    ]);
  });
});

test.each([
  ["21:59", false],
  ["22:00", true],
  ["23:59", true],
  ["00:00", true],
  ["05:59", true],
  ["06:00", false],
  ["12:15", true],
  ["12:30", false],
])("at %s silent: %s", (clock, silent) => {
  const hours = [
    { from: "22:00", to: "06:00" },
    { from: "12:00", to: "12:30" },
  ];
  expect(isSilent(hours, clock)).toBe(silent);
  expect(isSilent([{ from: "00:00", to: "24:00" }], clock)).toBe(true);
  expect(isSilent([], clock)).toBe(false);
});
