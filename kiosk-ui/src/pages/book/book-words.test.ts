import { expect, test } from "vitest";
import { bookingProblem, dayWords, slotWords, spacedCode } from "./book-words.ts";

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
