import { normalIdNumber, residentIdProblem } from "../contract/identity.ts";
import type { Refusal } from "../contract/problem.ts";
import { refuse } from "../kernel/errors.ts";

// Check digits by GB 11643 (resident identity number) and GB 32100 (unified social credit code), with the vectors of
// matters-and-cases.md §3. No answer repeats the number: it is personal.

export type ApplicantKind = "person" | "enterprise" | "organisation";

/**
 * Checks an applicant's number: a resident identity number for a person, a unified social credit code otherwise.
 * `today` is the hall's day, `2026-11-23`. Answers null or a refusal `applicant.id-invalid` that says what is wrong.
 */
export function checkApplicantId(kind: ApplicantKind, idNumber: string, today: string): Refusal | null {
  const text = normalIdNumber(idNumber);
  const wrong = kind === "person" ? residentIdProblem(text, today) : creditCodeProblem(text);
  if (wrong === null) return null;
  const name = kind === "person" ? "身份证号码" : "统一社会信用代码";
  return {
    ...refuse("applicant.id-invalid", `${name}：${wrong}`),
    problems: [{ path: "applicant.idNumber", message: wrong }],
  };
}

const CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** What is wrong with an 18-character unified social credit code (GB 32100), Chinese; null when nothing is. */
export function creditCodeProblem(text: string): string | null {
  if (text.length !== 18) return `应为 18 位，现为 ${text.length} 位`;
  const bad = [...text].findIndex((c) => !CREDIT_ALPHABET.includes(c));
  if (bad >= 0) return `第 ${bad + 1} 位应为数字或大写字母（不含 I、O、S、V、Z）`;
  if (!/^..\d{6}/.test(text)) return "第 3 至 8 位应为 6 位数字的行政区划码";
  // Characters 9–17 are an organisation code with its own check (GB 11714): 10 is X, 11 is 0.
  const organisation = ORGANISATION_WEIGHTS.reduce(
    (total, weight, i) => total + weight * Number.parseInt(text[8 + i] ?? "", 36),
    0,
  );
  if ("0X987654321"[organisation % 11] !== text[16]) return "第 17 位（主体标识码校验位）不符，请核对代码";
  const sum = CREDIT_WEIGHTS.reduce(
    (total, weight, i) => total + weight * CREDIT_ALPHABET.indexOf(text[i] ?? ""),
    0,
  );
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] === text[17] ? null : "第 18 位校验码不符，请核对代码";
}
