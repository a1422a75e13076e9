import { describe, expect, it } from "vitest";
import { idNumberHint, tidyIdNumber } from "./id-number.ts";

describe("the hint on an identity number", () => {
  // Valid examples: matters-and-cases.md, section 3.
  it.each(["11010519491231002X", "440524188001010014", "810000199408230021", "11010519491231002x"])(
    "accepts the resident id %s",
    (number) => expect(idNumberHint("person", number)).toBeNull(),
  );
  it.each(["91350100M000100Y43", "91110000600037341L"])("accepts the credit code %s", (code) => {
    expect(idNumberHint("enterprise", code)).toBeNull();
    expect(idNumberHint("organisation", code)).toBeNull();
  });
  it.each([
    ["", "请填写身份证号码"],
    ["1101051949123100", "现为16位"],
    ["110105194912310021", "校验位不符"],
    ["11010519490231002X", "1949-02-31"],
    ["A10105194912310021", "17位数字"],
  ])("says what is wrong with %s", (number, words) => {
    expect(idNumberHint("person", number)).toContain(words);
  });
  it.each([
    ["91350100M000100Y44", "校验位不符"],
    ["91350100M000100Y4", "现为17位"],
    ["91350100I000100Y43", "不含“I”"],
    ["", "请填写统一社会信用代码"],
  ])("says what is wrong with the credit code %s", (code, words) => {
    expect(idNumberHint("enterprise", code)).toContain(words);
  });
  it("tidies what was typed or scanned", () => {
    expect(tidyIdNumber(" 110105 19491231 002ｘ ")).toBe("11010519491231002X");
  });
});
