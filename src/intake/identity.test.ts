import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalIdNumber, residentIdProblem } from "../contract/identity.ts";
import { checkApplicantId, creditCodeProblem } from "./identity.ts";

const TODAY = "2026-11-23";
const PEOPLE = ["11010519491231002X", "440524188001010014", "810000199408230021"];
const FIRMS = ["91350100M000100Y43", "91110000600037341L"];

describe("resident identity number", () => {
  test.each(PEOPLE)("%s is right", (n) => expect(residentIdProblem(n, TODAY)).toBeNull());
  test.each([
    ["110105194912310021", "第 18 位校验码不符，请核对号码"],
    ["11010519491231002", "应为 18 位，现为 17 位"],
    ["", "应为 18 位，现为 0 位"],
    ["110105491231002", "15 位旧号码已停用，请填 18 位号码"],
    ["1101051949123100X2", "第 17 位应为数字"],
    ["11010519491231002Y", "第 18 位应为数字或 X"],
    ["99A105194912310021", "第 3 位应为数字"],
    ["00010519491231002X", "前两位不是有效的地区代码"],
    ["11010519490231002X", "第 7 至 14 位不是有效的出生日期"],
    ["11010519491331002X", "第 7 至 14 位不是有效的出生日期"],
    ["11010520261124002X", "第 7 至 14 位的出生日期晚于今天"],
  ])("%s: %s", (n, problem) => expect(residentIdProblem(n, TODAY)).toBe(problem));

  test("any one digit mistyped, or two neighbours exchanged, is found", () => {
    fc.assert(
      fc.property(fc.constantFrom(...PEOPLE), fc.nat(17), fc.nat(9), (n, at, digit) => {
        const typed = n.slice(0, at) + String(digit) + n.slice(at + 1);
        fc.pre(typed !== n);
        expect(residentIdProblem(typed, TODAY)).not.toBeNull();
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...PEOPLE), fc.nat(16), (n, at) => {
        const typed = n.slice(0, at) + n[at + 1] + n[at] + n.slice(at + 2);
        fc.pre(typed !== n);
        expect(residentIdProblem(typed, TODAY)).not.toBeNull();
      }),
    );
  });
});

describe("unified social credit code", () => {
  test.each(FIRMS)("%s is right", (n) => expect(creditCodeProblem(n)).toBeNull());
  test.each([
    ["91350100M000100Y4", "应为 18 位，现为 17 位"],
    ["91350100M000100Y44", "第 18 位校验码不符，请核对代码"],
    ["91350100M000100Y53", "第 17 位（主体标识码校验位）不符，请核对代码"],
    ["9135010OM000100Y43", "第 8 位应为数字或大写字母（不含 I、O、S、V、Z）"],
    ["91A50100M000100Y43", "第 3 至 8 位应为 6 位数字的行政区划码"],
  ])("%s: %s", (n, problem) => expect(creditCodeProblem(n)).toBe(problem));

  test("any one character mistyped is found", () => {
    const characters = [..."0123456789ABCDEFGHJKLMNPQRTUWXY"];
    fc.assert(
      fc.property(fc.constantFrom(...FIRMS), fc.nat(17), fc.constantFrom(...characters), (n, at, c) => {
        const typed = n.slice(0, at) + c + n.slice(at + 1);
        fc.pre(typed !== n);
        expect(creditCodeProblem(typed)).not.toBeNull();
      }),
    );
  });
});

test("the kind of applicant decides which check applies, and no answer repeats the number", () => {
  expect(checkApplicantId("person", "11010519491231002x", TODAY)).toBeNull();
  expect(checkApplicantId("enterprise", " 91350100m000100y43 ", TODAY)).toBeNull();
  expect(checkApplicantId("organisation", FIRMS[1] ?? "", TODAY)).toBeNull();
  const refused = checkApplicantId("enterprise", "11010519491231002X", TODAY);
  expect(refused?.refused).toBe("applicant.id-invalid");
  expect(refused?.problems?.[0]?.path).toBe("applicant.idNumber");
  expect(JSON.stringify(refused)).not.toContain("1949");
  expect(checkApplicantId("person", FIRMS[0] ?? "", TODAY)?.detail).toContain("身份证号码");
});

test("numbers typed full-width, with spaces or small letters are the same numbers", () => {
  expect(normalIdNumber("１１０１０５ 19491231 002ｘ")).toBe("11010519491231002X");
});
