import { readFileSync, writeFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { fieldProblems } from "../contract/field-problems.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import { hallDay } from "../contract/replay.ts";
import { type ShadowPolicy, shadowFile } from "../contract/shadow.ts";
import { isRefusal, messageOf } from "../kernel/errors.ts";
import type { Shadows } from "../service/planning/shadows.ts";
import { configOf } from "./config-of.ts";
import type { CliOutput } from "./output.ts";

export interface ShadowOptions {
  readonly day: string;
  readonly policy?: string | undefined;
  readonly out?: string | undefined;
  readonly data: string;
  readonly config?: string | undefined;
}

/** `shadow --day D --policy FILE --out FILE`: exit code 0, 1 (the day or the files) or 2 (what is wrong in the input). */
export function shadowVerb(
  options: ShadowOptions,
  {
    out,
    err,
    openShadows,
  }: CliOutput & { readonly openShadows: (config: HallConfig, data: string) => Shadows },
): number {
  const { day } = options;
  if (!hallDay.safeParse(day).success) {
    err(`--day ${day}: 日期应写作 2026-11-23（a day is YYYY-MM-DD）`);
    return 2;
  }
  const config = configOf(options.config, err);
  const policies = options.policy === undefined ? [] : policiesOf(options.policy, err);
  if (!config || !policies) return 2;
  const shadows = openShadows(config, options.data);
  try {
    const report = shadows.shadow({ day, policies: [...policies] });
    if (isRefusal(report)) {
      err(report.detail);
      return 1;
    }
    for (const note of report.notes) out(note);
    out(report.bias);
    for (const { says } of report.policies) out(says);
    if (options.out === undefined) return 0;
    writeFileSync(options.out, `${JSON.stringify(report, null, 1)}\n`);
    out(`→ ${options.out}`);
    return 0;
  } catch (error) {
    err(messageOf(error));
    return 1;
  } finally {
    shadows.close();
  }
}

/** JSON is YAML. All problems at once, each with its path, what stands there and what is allowed. */
function policiesOf(file: string, err: CliOutput["err"]): readonly ShadowPolicy[] | null {
  let input: unknown;
  try {
    const document = parseDocument(readFileSync(file, "utf8"));
    if (document.errors[0]) throw document.errors[0];
    input = document.toJS();
  } catch (error) {
    err(
      `${file}: ${messageOf(error)}（无法读取，须为 YAML 或 JSON 文件 / must be a readable YAML or JSON file）`,
    );
    return null;
  }
  const parsed = shadowFile.safeParse(input);
  if (parsed.success) return parsed.data.policies;
  for (const { path, message, value } of fieldProblems(shadowFile, parsed.error, input))
    err(`${file}: ${path}${value === undefined ? "" : ` = ${JSON.stringify(value)}`}: ${message}`);
  return null;
}
