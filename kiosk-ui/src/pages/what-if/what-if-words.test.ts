import { expect, test } from "vitest";
import { changeOf, changeText, type Draft, lastText, trendOf } from "./what-if-words.ts";

const draft = (over: Partial<Draft>): Draft => ({
  key: 1,
  do: "open",
  queue: "",
  window: "",
  staff: "",
  at: "",
  minutes: 60,
  ...over,
});

test("a draft becomes a change when all that it needs is chosen", () => {
  expect(changeOf(draft({}))).toBeNull();
  expect(changeOf(draft({ queue: "b", at: "10:00" }))).toEqual({ do: "open", queue: "b", at: "10:00" });
  expect(changeOf(draft({ queue: "b", window: "w06", staff: "s1" }))).toEqual({
    do: "open",
    queue: "b",
    window: "w06",
    staff: "s1",
  });
  expect(changeOf(draft({ do: "pause", window: "w05", at: "11:30" }))).toEqual({
    do: "pause",
    window: "w05",
    minutes: 60,
    at: "11:30",
  });
  expect(changeOf(draft({ do: "pause", window: "w05", minutes: 0 }))).toBeNull();
  expect(changeOf(draft({ do: "staff", staff: "s1" }))).toBeNull();
  expect(changeOf(draft({ do: "sectors", window: "w1", queue: "a" }))).toEqual({
    do: "sectors",
    window: "w1",
    sectors: ["a"],
  });
  expect(changeOf(draft({ do: "close", window: "w1" }))).toEqual({ do: "close", window: "w1" });
});

test("figures show what changed and nothing else", () => {
  expect(changeText(12.4, 7.96)).toBe("12 → 8");
  expect(changeText(12.4, 12.3)).toBe("12");
  expect(changeText(null, 3)).toBe("— → 3");
  expect([trendOf(12, 8), trendOf(8, 12), trendOf(8, 8.3), trendOf(null, 8)]).toEqual([
    "better",
    "worse",
    "same",
    "same",
  ]);
  const at = (iso: string | null) => ({ lastCalled: iso }) as never;
  expect(lastText(at("2026-11-23T17:20:05.120+08:00"), at("2026-11-23T17:05:00.000+08:00"))).toBe(
    "17:20 → 17:05",
  );
  expect(lastText(at(null), at(null))).toBe("—");
});
