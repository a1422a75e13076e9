import { describe, expect, test } from "vitest";
import { documentProblem, type IdDocument, maskName } from "./identity.ts";

const TODAY = "2026-11-23";

describe("a document's number", () => {
  test.each<[IdDocument, string]>([
    ["resident", "11010519491231002X"],
    ["residence-permit", "810000199408230021"],
    ["passport", "E12345678"],
    ["passport", "EA1234567"],
    ["passport", "123456789"],
    ["foreigner", "USA310119801234"],
  ])("%s %s is right", (document, number) => expect(documentProblem(document, number, TODAY)).toBeNull());

  test.each<[IdDocument, string, string]>([
    ["resident", "110105194912310021", "第 18 位校验码不符，请核对号码"],
    ["residence-permit", "11010519491231002X", "港澳台居民居住证号码以 810000、820000 或 830000 开头"],
    ["residence-permit", "810000199408230022", "第 18 位校验码不符，请核对号码"],
    ["residence-permit", "810", "应为 18 位，现为 3 位"],
    ["passport", "E1", "护照号码应为 6 至 12 位字母和数字"],
    ["passport", "ABCDEFGH", "护照号码应为 6 至 12 位字母和数字"],
    ["passport", "E1234-5678", "护照号码应为 6 至 12 位字母和数字"],
    ["foreigner", "US310119801234", "外国人永久居留身份证号码应为 3 个字母加 12 位数字，或 18 位"],
  ])("%s %s: %s", (document, number, problem) =>
    expect(documentProblem(document, number, TODAY)).toBe(problem),
  );
});

test("a name is shown by its first character only", () => {
  expect(["张三", "欧阳修文", "扎西·顿珠", "Smith John", " 李 ", "𠮷田", ""].map(maskName)).toEqual([
    "张*",
    "欧*",
    "扎*",
    "S*",
    "李*",
    "𠮷*",
    "*",
  ]);
});
