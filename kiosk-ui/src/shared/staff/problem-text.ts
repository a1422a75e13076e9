import type { Problem } from "../../../../src/contract/problem.ts";

/** One plain Chinese sentence for a refusal: its title, what exactly, and each field with what is allowed. */
export function problemText(problem: Problem): string {
  const parts = [problem.title];
  // Details of a lost network are the browser's English; those of the hall are written for people.
  const detail = problem.code === "network" ? "请检查网络，稍后再试" : problem.detail;
  if (detail && detail !== problem.title) parts.push(detail);
  for (const field of problem.problems ?? [])
    if (!detail?.includes(field.message)) parts.push(`${field.path}：${field.message}`);
  return parts.join("；");
}
