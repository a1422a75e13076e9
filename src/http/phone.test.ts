import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPhone } from "./phone.ts";

test.each([
  "13800138001",
  "138 0013 8001",
  "138-0013-8001",
  "+86 138 0013 8001",
  "0086 13800138001",
  "8613800138001",
  "１３８００１３８００１",
  "(138)00138001",
])("%s is 13800138001", (typed) => {
  expect(checkPhone(typed)).toEqual({ e164: "+8613800138001" });
});

test.each([
  "13900000000",
  "15012345678",
  "17712345678",
  "19912345678",
  "19212345678",
  "16612345678",
  "14712345678",
])("%s is a mobile number", (typed) => {
  expect(checkPhone(typed)).toEqual({ e164: `+86${typed}` });
});

test.each([
  ["", "请输入手机号码"],
  ["   ", "请输入手机号码"],
  ["12345", "少了 6 位"],
  ["1380013800", "少了 1 位"],
  ["138001380012", "多了 1 位"],
  ["+86138001380", "少了 2 位"],
  ["1380013800a", "只能是数字"],
  ["一三八", "只能是数字"],
  ["057188888888", "以 1 开头"],
  ["23800138001", "以 1 开头"],
  ["+85291234567", "中国内地"],
  ["0014155552671", "中国内地"],
  ["12000000000", "号段"],
  ["10086000000", "号段"],
])("%j: %s", (typed, sentence) => {
  const check = checkPhone(typed);
  expect("trouble" in check && check.trouble).toContain(sentence);
});

test("whatever is typed: an E.164 mainland number or a sentence without the number in it", () => {
  const digits = fc.string({ unit: fc.constantFrom(..."0123456789+- a"), maxLength: 20 });
  fc.assert(
    fc.property(fc.oneof(digits, fc.string({ maxLength: 20 })), (typed) => {
      const check = checkPhone(typed);
      if ("e164" in check) expect(check.e164).toMatch(/^\+861[3-9]\d{9}$/);
      else {
        expect(check.trouble).toMatch(/\p{sc=Han}/u);
        expect(check.trouble).not.toMatch(/\d{5}/);
      }
    }),
    { numRuns: 500 },
  );
});
