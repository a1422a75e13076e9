import { expect, test } from "vitest";
import { codeOrPhone, spacedEntry, typedEntry } from "./appointment-entry.ts";

test.each([
  ["", "手机号11位"],
  ["2345", "还差4位"],
  ["0", "不以0开头"],
  ["1380013800", "还差1位"],
  ["12", "没有以 12 开头"],
])("%s: told in a sentence", (digits, words) => {
  const entry = codeOrPhone(digits);
  expect(entry.ok ? "" : entry.sentence).toContain(words);
});

test("eight digits are a code, a phone is a phone", () => {
  expect(codeOrPhone("23456789")).toEqual({ ok: true, wish: { appointment: "23456789" } });
  expect(codeOrPhone("13800138000")).toEqual({
    ok: true,
    wish: { appointment: "phone", phone: "13800138000" },
  });
});

test("keys add as many digits as there may be", () => {
  const typed = (keys: string) => [...keys].reduce(typedEntry, "");
  expect(typed("234567890")).toBe("23456789");
  expect(typed("138001380009")).toBe("13800138000");
  expect([typedEntry("23", "back"), typedEntry("23", "clear")]).toEqual(["2", ""]);
  expect([spacedEntry("23456789"), spacedEntry("13800138000"), spacedEntry("")]).toEqual([
    "2345 6789",
    "138 0013 8000",
    "",
  ]);
});
