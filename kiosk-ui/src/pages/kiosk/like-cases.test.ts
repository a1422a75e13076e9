import { expect, test } from "vitest";
import type { LikeCases } from "../../../../src/contract/window.ts";
import { countWords, typedCount } from "./like-cases.ts";

const OPEN: LikeCases = { above: 5, windows: "2号窗口", notice: null, books: true, offered: [] };
const notice = (stops: boolean, text: string): LikeCases => ({
  ...OPEN,
  notice: { code: stops ? "no-window" : "away", stops, text, at: null },
});

test("a count is typed from 1 to 99, without a nought in front", () => {
  const type = (...keys: string[]) => keys.reduce(typedCount, "");
  expect(type("0")).toBe("");
  expect(type("1", "0")).toBe("10");
  expect(type("9", "9", "9")).toBe("99");
  expect(type("1", "2", "back")).toBe("1");
  expect(type("1", "2", "clear")).toBe("");
});

test("nothing typed takes no number, and says where more than 99 go", () => {
  expect(countWords(null, OPEN)).toMatchObject({ goes: false, text: expect.stringContaining("咨询台") });
});

test("up to the limit, or without one, any window takes them", () => {
  for (const [count, facts] of [
    [5, OPEN],
    [99, null],
    [2, notice(true, "今天没有批量窗口")],
  ] as const)
    expect(countWords(count, facts)).toEqual({
      tone: "good",
      text: `${count}件一次办完，和大家一样排队`,
      goes: true,
    });
  expect(countWords(1, { ...OPEN, above: 1 }).tone).toBe("good");
});

test("above it the batch windows are named, with when they call", () => {
  expect(countWords(6, OPEN).text).toBe("超过5件，由批量窗口办理：2号窗口");
  expect(countWords(6, notice(false, "批量窗口13:30开始叫号"))).toEqual({
    tone: "warn",
    text: "超过5件，由批量窗口办理：2号窗口。批量窗口13:30开始叫号",
    goes: true,
  });
});

test("without a batch window there is no number, but what to do instead", () => {
  expect(countWords(6, notice(true, "一次最多办5件"))).toEqual({
    tone: "bad",
    text: "一次最多办5件",
    goes: false,
  });
});
