import { expect, test } from "vitest";
import {
  bookingProblem,
  cancelWords,
  dayWords,
  lapseWords,
  opensWords,
  placesWords,
  slotWords,
  spacedCode,
} from "./book-words.ts";

test("days are told by their date, the near ones by name", () => {
  expect(dayWords("2026-11-23", "2026-11-23")).toBe("今天 11月23日 周一");
  expect(dayWords("2026-11-24", "2026-11-23")).toBe("明天 11月24日 周二");
  expect(dayWords("2026-12-01", "2026-11-23")).toBe("12月1日 周二");
});

test("times are the hall's, as written", () => {
  const slot = { slot: "2026-11-24T09:00:00.000+08:00", until: "2026-11-24T09:30:00.000+08:00" };
  expect(slotWords(slot)).toBe("9:00–9:30");
  expect(slotWords({ slot: "2026-11-24T23:30:00.000+08:00", until: "2026-11-25T00:00:00.000+08:00" })).toBe(
    "23:30–24:00",
  );
});

test("a refusal is the server's sentence; a lost answer promises no second booking", () => {
  const problem = { type: "x", title: "标题", status: 409 };
  expect(bookingProblem({ ...problem, code: "appointment.full", detail: "已约满" })).toBe("已约满");
  expect(bookingProblem({ ...problem, code: "brand.new" })).toBe("标题");
  expect(bookingProblem({ ...problem, code: "network" })).toContain("不会重复预约");
  expect(spacedCode("23456789")).toBe("2345 6789");
});

test("a limit of no minutes is told by the slot itself, not as nought minutes before it", () => {
  expect([cancelWords(60), opensWords(20), lapseWords(15)]).toEqual([
    "提前60分钟",
    "提前20分钟",
    "时段结束后15分钟",
  ]);
  expect([cancelWords(0), opensWords(0), lapseWords(0)]).toEqual(["在时段开始前", "时段开始", "时段结束时"]);
});

test("a slot that can't be booked any more is not told as full", () => {
  expect(placesWords({ open: true, free: 2 })).toBe("余 2 个");
  expect(placesWords({ open: true, free: 0 })).toBe("约满");
  expect(placesWords({ open: false, free: 0 })).toBe("已截止");
});
