import { readFileSync, writeFileSync } from "node:fs";
import { fieldProblems } from "../../contract/field-problems.ts";
import { messageOf } from "../../kernel/errors.ts";
import { scenario } from "../../planning/simulate/scenario.ts";
import { simulate } from "../../planning/simulate/simulate.ts";
import type { CliOutput } from "../output.ts";
import { unknownFields } from "./unknown-fields.ts";

/** `simulate --scenario FILE --out FILE`: answers the exit code, 0, 1 (files) or 2 (what is wrong in the scenario). */
export function simulateVerb(
  files: { readonly scenario: string; readonly out: string },
  { out, err }: CliOutput,
): number {
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(files.scenario, "utf8").replace(/^\uFEFF/, "")); // an editor's byte order mark
  } catch (error) {
    err(`${files.scenario}: ${messageOf(error)}（无法读取，须为 JSON 文件 / must be a readable JSON file）`);
    return 2;
  }
  const parsed = scenario.safeParse(input);
  if (!parsed.success) {
    const problems = fieldProblems(scenario, parsed.error, input);
    for (const { path, message, value } of problems) {
      const given = value === undefined ? "" : ` = ${JSON.stringify(value)}`;
      err(`${files.scenario}: ${path === "" ? "整个文件（the whole file）" : path}${given}: ${message}`);
    }
    err(`${problems.length} 处有误（${problems.length} problems）`);
    return 2;
  }
  for (const place of unknownFields(input))
    err(`${files.scenario}: ${place}: 没有这个字段，未计入（unknown field, ignored）`);
  const day = simulate(parsed.data);
  try {
    writeFileSync(files.out, `${JSON.stringify(day)}\n`);
  } catch (error) {
    err(`${files.out}: ${messageOf(error)}`);
    return 1;
  }
  const waits = day.tickets.flatMap((t, i) =>
    t.calledAt === null ? [] : [t.calledAt - (parsed.data.tickets[i]?.at ?? 0)],
  );
  const mean = waits.reduce((a, b) => a + b, 0) / Math.max(1, waits.length);
  const never = day.tickets.length - waits.length;
  const uncalled = never > 0 ? `，${never} 个未被呼叫（没有窗口可办、先离开或停号后才来）` : "";
  out(`${day.tickets.length} 个号，平均等候 ${mean.toFixed(1)} 分钟${uncalled} → ${files.out}`);
  return 0;
}
