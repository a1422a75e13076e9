import { expect, it } from "vitest";
import { type Matter, matter as matterSchema } from "../../../../../src/contract/matter.ts";
import { copiesWords, findMatters, orderMatters } from "./intake-words.ts";

const matter = (id: string, name: string, sector: string): Matter =>
  matterSchema.parse({
    id,
    code: `3301-${id}`,
    name,
    department: "市场监管局",
    sector,
    caseType: "promised",
    legalDays: 20,
    promiseDays: 5,
    version: "v",
    materials: [],
  });
const ALL = [
  matter("a", "食品经营许可", "comprehensive"),
  matter("b", "不动产转移登记", "property"),
  matter("c", "公司设立", "property"),
];

it("offers the ticket's own matters first, then the window's", () => {
  expect(orderMatters(ALL, ["c"], ["comprehensive"]).map((m) => m.id)).toEqual(["c", "a", "b"]);
  expect(orderMatters(ALL, [], ["property"]).map((m) => m.id)).toEqual(["b", "c", "a"]);
});

it("finds a matter by words of its name, code or department", () => {
  expect(findMatters(ALL, "登记").map((m) => m.id)).toEqual(["b"]);
  expect(findMatters(ALL, "市场 公司").map((m) => m.id)).toEqual(["c"]);
  expect(findMatters(ALL, "3301-A").map((m) => m.id)).toEqual(["a"]);
  expect(findMatters(ALL, "  ")).toHaveLength(3);
  expect(findMatters(ALL, "没有")).toEqual([]);
});

it("says what has to lie on the table", () => {
  expect(copiesWords({ form: "original", originals: 1, copies: 0, medium: "paper" })).toBe("原件1份");
  expect(copiesWords({ form: "original-and-copy", originals: 1, copies: 2, medium: "either" })).toBe(
    "原件1份 · 复印件2份 · 纸质或电子",
  );
  expect(copiesWords({ form: "verify-original-keep-copy", originals: 1, copies: 1, medium: "paper" })).toBe(
    "核验原件 · 复印件1份",
  );
  expect(copiesWords({ form: "copy", originals: 0, copies: 0, medium: "paper" })).toBe("复印件");
});
