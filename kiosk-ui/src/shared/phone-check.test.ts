import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPhone, spaced, typed } from "./phone-check.ts";

describe("a phone number on the keypad", () => {
  it("is shown in groups of 3, 4 and 4 while it is typed", () => {
    expect(["", "138", "1380", "1380013", "13800138", "13800138000"].map(spaced)).toEqual([
      "",
      "138",
      "138 0",
      "138 0013",
      "138 0013 8",
      "138 0013 8000",
    ]);
  });

  it("takes digits up to eleven, takes back and clears", () => {
    expect(typed("1380013800", "0")).toBe("13800138000");
    expect(typed("13800138000", "1")).toBe("13800138000");
    expect(typed("138", "back")).toBe("13");
    expect(typed("", "back")).toBe("");
    expect(typed("138", "clear")).toBe("");
    expect(typed("138", "a")).toBe("138");
    expect(typed("138", "12")).toBe("138");
  });

  it.each(["13800138000", "15912345678", "19912345678", "16612345678", "17012345678", "14712345678"])(
    "accepts the mainland mobile number %s",
    (digits) => {
      expect(checkPhone(digits)).toEqual({ ok: true, phone: digits });
    },
  );

  it.each([
    ["", true, "请输入11位手机号"],
    ["1", true, "还差10位，手机号共11位"],
    ["1380013800", true, "还差1位，手机号共11位"],
    ["2", false, "手机号以1开头，请检查"],
    ["05", false, "这是固定电话的开头，请输1开头的手机号"],
    ["86138", false, "前面不用加 86，直接输11位手机号"],
    ["12", false, "没有以 12 开头的手机号，请检查"],
    ["12345678901", false, "没有以 12 开头的手机号，请检查"],
    ["138001380001", false, "手机号只有11位，请检查"],
  ])("says of %j what is wrong", (digits, soFar, sentence) => {
    expect(checkPhone(digits)).toEqual({ ok: false, soFar, sentence });
  });

  it("never throws, and whatever it accepts is eleven digits from 13 to 19", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{0,14}$/), (digits) => {
        const check = checkPhone(digits);
        if (check.ok) expect(check.phone).toMatch(/^1[3-9]\d{9}$/);
        else expect(check.sentence.length).toBeGreaterThan(4);
      }),
    );
  });
});
