import { describe, expect, it } from "vitest";
import { queueId } from "../../../../src/contract/ids.ts";
import { missedShown, turnedPage, waitWords } from "./screen-words.ts";

const wait = (count: number, minutes: number | null, resumesAt: string | null = null) =>
  waitWords({ queue: queueId.parse("comprehensive"), name: "综合受理", count, minutes, resumesAt });

describe("waiting time in words", () => {
  it.each([
    [0, 0, "无需等候"],
    [3, 0, "约1分钟"],
    [2, 15, "约15分钟"],
    [60, 60, "约1小时"],
    [300, 145, "约2小时25分"],
    [4, null, "暂无窗口开放"],
  ] as const)("%i people, %s minutes: %s", (count, minutes, words) => {
    expect(wait(count, minutes)).toBe(words);
  });
});

it("says when calling goes on after a break, by the hall's clock", () => {
  expect(wait(4, null, "2026-11-23T13:30:00.000+08:00")).toBe("13:30继续叫号");
});

describe("missed numbers", () => {
  it("shows all while there is room", () => {
    expect(missedShown(["Z001", "Z002"], 2)).toEqual({ shown: ["Z001", "Z002"], more: 0 });
  });
  it("says how many more there are", () => {
    expect(missedShown(["1", "2", "3", "4", "5"], 3)).toEqual({ shown: ["1", "2"], more: 3 });
  });
});

it("turns the pages of a long list, and comes round", () => {
  const numbers = ["1", "2", "3", "4", "5"];
  expect(turnedPage(numbers, 2, 0)).toEqual({ shown: ["1", "2"], page: 1, pages: 3 });
  expect(turnedPage(numbers, 2, 13_000)).toEqual({ shown: ["5"], page: 3, pages: 3 });
  expect(turnedPage(numbers, 2, 18_000)).toEqual(turnedPage(numbers, 2, 0));
  expect(turnedPage(numbers, 5, 13_000)).toEqual({ shown: numbers, page: 1, pages: 1 });
  expect(turnedPage([], 5, 13_000)).toEqual({ shown: [], page: 1, pages: 1 });
});
