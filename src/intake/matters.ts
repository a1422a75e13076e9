import { type Material, type Matter, matter } from "../contract/matter.ts";
import type { FieldProblem } from "../contract/problem.ts";

/** A matter as its author wrote it: its version is the hash of {@link canonicalMatter}, made by whoever loads it. */
export type MatterDraft = Omit<Matter, "version">;

const draft = matter.omit({ version: true });

/**
 * Words that leave open what a citizen must bring (guide 三（一）4: 杜绝模糊表述和兜底条款; a planning permit may not be
 * written 规划部门同意文件).
 */
const VAGUE =
  /等[)）]?$|等(?:相关|有关)?(?:材料|资料|文件|证明|证件)|(?:相关|有关|必要)(?:的)?(?:材料|资料|文件|证明|证件)|其[他它]|同意文件/;

/**
 * Reads matters in the form of `GET /matters` (a `version` there is ignored) and checks what the guide asks of them.
 * `sectors` are the hall's queue ids; null leaves them unchecked. All problems come at once; paths begin with `matters[i]`.
 */
export function readMatters(
  input: readonly unknown[],
  sectors: readonly string[] | null,
): { readonly matters: readonly MatterDraft[]; readonly problems: readonly FieldProblem[] } {
  const matters: MatterDraft[] = [];
  const problems: FieldProblem[] = [];
  const seen = new Map<string, number>();
  for (const [i, one] of input.entries()) {
    const path = `matters[${i}]`;
    const read = draft.safeParse(one);
    if (!read.success) {
      problems.push(
        ...read.error.issues.map((issue) => ({
          path: `${path}${pathText(issue.path)}`,
          message: issue.message,
        })),
      );
      continue;
    }
    const first = seen.get(read.data.id);
    if (first !== undefined) {
      problems.push({
        path: `${path}.id`,
        value: read.data.id,
        message: `事项编号须唯一，matters[${first}] 已使用`,
      });
    }
    seen.set(read.data.id, first ?? i);
    problems.push(...matterProblems(read.data, path, sectors));
    matters.push(read.data);
  }
  return { matters, problems };
}

/** The text whose hash is a matter's version: the same content in any key order gives the same text. */
export function canonicalMatter(content: MatterDraft): string {
  const { version: _, ...rest } = content as MatterDraft & { version?: string };
  return JSON.stringify(sorted(rest));
}

function matterProblems(m: MatterDraft, path: string, sectors: readonly string[] | null): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (m.name.trim() === "")
    problems.push({ path: `${path}.name`, value: m.name, message: "事项名称不能为空" });
  if (sectors && !sectors.includes(m.sector)) {
    problems.push({
      path: `${path}.sector`,
      value: m.sector,
      message: `须为本大厅的板块：${sectors.join("、")}`,
    });
  }
  if (m.promiseDays > m.legalDays) {
    problems.push({
      path: `${path}.promiseDays`,
      value: m.promiseDays,
      message: `承诺时限（工作日）不得超过法定时限 ${m.legalDays}`,
    });
  }
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const [i, one] of m.materials.entries()) {
    const at = `${path}.materials[${i}]`;
    if (ids.has(one.id))
      problems.push({ path: `${at}.id`, value: one.id, message: "同一事项内材料编号须唯一" });
    if (names.has(one.name)) {
      problems.push({ path: `${at}.name`, value: one.name, message: "同一事项内材料名称须唯一" });
    }
    ids.add(one.id);
    names.add(one.name);
    problems.push(...materialProblems(one, at));
  }
  return problems;
}

function materialProblems(one: Material, path: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const add = (field: string, value: unknown, message: string) =>
    problems.push({ path: `${path}.${field}`, value, message });
  if (one.name.trim() === "") add("name", one.name, "材料名称不能为空");
  const vague = VAGUE.exec(one.name)?.[0];
  if (vague) add("name", one.name, `材料名称不得含糊（“${vague}”），须写证件、表格或文书的标准名称`);
  if (one.deferrable && one.deferDays === null) {
    add("deferDays", null, "可容缺的材料须写明补交期限（工作日，1 以上）");
  }
  if (one.medium !== "electronic") {
    if (one.form !== "copy" && one.form !== "verify-original-keep-copy" && one.originals < 1) {
      add("originals", one.originals, "收取原件的材料须写明原件份数（1 以上）");
    }
    if (one.form !== "original" && one.copies < 1) {
      add("copies", one.copies, "收取复印件的材料须写明复印件份数（1 以上）");
    }
  }
  for (const [i, point] of one.reviewPoints.entries()) {
    if (point.text.trim() === "") add(`reviewPoints[${i}].text`, point.text, "审查要点不能为空");
  }
  return problems;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

function pathText(path: readonly PropertyKey[]): string {
  return path.map((p) => (typeof p === "number" ? `[${p}]` : `.${String(p)}`)).join("");
}
