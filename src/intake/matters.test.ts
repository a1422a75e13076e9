import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalMatter, readMatters } from "./matters.ts";

const SAMPLES = JSON.parse(
  readFileSync(new URL("../../config/sample-matters.json", import.meta.url), "utf8"),
) as unknown[];
const SECTORS = ["comprehensive", "property", "issuing"];
const sample = () =>
  structuredClone(SAMPLES[0]) as Record<string, unknown> & {
    materials: Record<string, unknown>[];
  };
/** Problems of the first sample after `change`, as `path: message`. */
function problemsAfter(change: (m: ReturnType<typeof sample>) => void): string[] {
  const one = sample();
  change(one);
  return readMatters([one], SECTORS).problems.map((p) => `${p.path}: ${p.message}`);
}

describe("the six samples", () => {
  const { matters, problems } = readMatters(SAMPLES, SECTORS);
  test("have nothing wrong and cover three sectors", () => {
    expect(problems).toEqual([]);
    expect(matters).toHaveLength(6);
    expect(new Set(matters.map((m) => m.sector))).toEqual(new Set(SECTORS));
  });
  test("have three to seven materials with one to four review points each", () => {
    for (const m of matters) {
      expect(m.materials.length).toBeGreaterThanOrEqual(3);
      expect(m.materials.length).toBeLessThanOrEqual(7);
      for (const x of m.materials) {
        expect(x.reviewPoints.length).toBeGreaterThanOrEqual(1);
        expect(x.reviewPoints.length).toBeLessThanOrEqual(4);
      }
    }
  });
  test("an ID card has the guide's four review points", () => {
    const card = matters[0]?.materials.find((x) => x.id === "id-card");
    expect(card?.reviewPoints.map((p) => p.text)).toEqual([
      "核对姓名是否跟申请表的一致",
      "核对身份证号码是否跟申请表的一致",
      "核对照片是否为本人",
      "检查身份证是否在有效期限内",
    ]);
  });
  test("the first has a required material that can't be deferred, and one that can", () => {
    expect(matters[0]?.materials.some((x) => x.required && !x.deferrable)).toBe(true);
    expect(matters[0]?.materials.some((x) => x.required && x.deferrable)).toBe(true);
  });
});

describe("what is wrong with a matter is said with its path", () => {
  test.each([
    "身份证等",
    "身份证（户口簿等）",
    "相关材料",
    "有关证明",
    "其他",
    "其它文件",
    "规划部门同意文件",
    "等材料",
  ])("the vague name %s", (name) => {
    const [problem] = problemsAfter((m) => Object.assign(m.materials[2] ?? {}, { name }));
    expect(problem).toMatch(/^matters\[0\]\.materials\[2\]\.name: 材料名称不得含糊/);
  });
  test.each(["建设工程规划许可证", "高等学校毕业证书", "残疾等级证书"])("%s is a name", (name) =>
    expect(problemsAfter((m) => Object.assign(m.materials[2] ?? {}, { name }))).toEqual([]),
  );

  test("a promise longer than the law allows", () => {
    expect(problemsAfter((m) => Object.assign(m, { promiseDays: 16 }))).toEqual([
      "matters[0].promiseDays: 承诺时限（工作日）不得超过法定时限 15",
    ]);
  });
  test("a deferrable material without days, missing counts, repeated ids and names", () => {
    expect(problemsAfter((m) => Object.assign(m.materials[4] ?? {}, { deferDays: null }))).toEqual([
      "matters[0].materials[4].deferDays: 可容缺的材料须写明补交期限（工作日，1 以上）",
    ]);
    expect(problemsAfter((m) => Object.assign(m.materials[0] ?? {}, { originals: 0 }))).toEqual([
      "matters[0].materials[0].originals: 收取原件的材料须写明原件份数（1 以上）",
    ]);
    expect(problemsAfter((m) => m.materials.push(structuredClone(m.materials[0] ?? {})))).toEqual([
      "matters[0].materials[7].id: 同一事项内材料编号须唯一",
      "matters[0].materials[7].name: 同一事项内材料名称须唯一",
    ]);
  });
  test("a repeated matter, an unknown sector, and the wrong form, all at once", () => {
    const { problems } = readMatters([sample(), sample(), { ...sample(), id: 5 }, null], ["property"]);
    expect(problems.map((p) => p.path)).toEqual([
      "matters[0].sector",
      "matters[1].id",
      "matters[1].sector",
      "matters[2].id",
      "matters[3]",
    ]);
    expect(readMatters([sample()], null).problems).toEqual([]);
  });
});

test("the canonical text depends on content, not on the order of keys nor on a version", () => {
  const [first] = readMatters(SAMPLES, null).matters;
  if (!first) throw new Error("no sample");
  const turned = Object.fromEntries(Object.entries(first).reverse()) as typeof first;
  expect(canonicalMatter(turned)).toBe(canonicalMatter(first));
  expect(canonicalMatter({ ...first, version: "x" } as typeof first)).toBe(canonicalMatter(first));
  expect(canonicalMatter({ ...first, promiseDays: 0 })).not.toBe(canonicalMatter(first));
});

test("junk is answered with problems, never thrown", () => {
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 3 }), (junk) => {
      const { matters, problems } = readMatters(junk, SECTORS);
      expect(problems.length).toBeGreaterThanOrEqual(junk.length - matters.length);
    }),
  );
});
