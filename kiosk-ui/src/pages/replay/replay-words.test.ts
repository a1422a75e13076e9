import { expect, test } from "vitest";
import { clockOf, dayWords, numberCandidates, playedTo } from "./replay-words.ts";

test("a day reads as people say it", () => {
  expect(dayWords({ day: "2026-11-23", tickets: 1203, facts: 1, ended: true })).toBe(
    "2026年11月23日 周一 · 1203 个号",
  );
  expect(dayWords({ day: "2026-11-29", tickets: 0, facts: 1, ended: false })).toBe(
    "2026年11月29日 周日 · 0 个号 · 进行中",
  );
  expect(clockOf("2026-11-23T09:31:05.120+08:00")).toBe("09:31:05");
});

test("a number is found however it is typed", () => {
  expect(numberCandidates(" z 12 ")).toEqual(["Z12", "Z012"]);
  expect(numberCandidates("a0012")).toEqual(["A0012"]);
  expect(numberCandidates("综12")).toEqual(["综12"]);
  expect(numberCandidates("  ")).toEqual([]);
});

test("playing goes on by its speed and ends with the day", () => {
  expect(playedTo(1_000, 500, 60, 100_000)).toBe(31_000);
  expect(playedTo(1_000, 5_000, 60, 100_000)).toBe(100_000);
});
