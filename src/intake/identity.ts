import type { Refusal } from "../contract/problem.ts";
import { refuse } from "../kernel/errors.ts";

// Check digits by GB 11643 (resident identity number) and GB 32100 (unified social credit code), with the vectors of
// matters-and-cases.md §3. No answer repeats the number: it is personal.

export type ApplicantKind = "person" | "enterprise" | "organisation";

/** The one form in which identity numbers are checked and kept: half-width, capital letters, no spaces. */
export function normalIdNumber(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
}

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

const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const RESIDENT_CHECKS = "10X98765432";
/** Provinces of GB/T 2260; 81, 82, 83 are also those of 港澳台居民居住证; 9x begins 外国人永久居留身份证. */
const PROVINCE = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/;

/** What is wrong with an 18-character resident identity number (GB 11643), Chinese; null when nothing is. */
export function residentIdProblem(text: string, today: string): string | null {
  if (/^\d{15}$/.test(text)) return "15 位旧号码已停用，请填 18 位号码";
  if (text.length !== 18) return `应为 18 位，现为 ${text.length} 位`;
  const bad = /^\d*/.exec(text.slice(0, 17))?.[0].length ?? 0;
  if (bad < 17) return `第 ${bad + 1} 位应为数字`;
  if (!/[\dX]$/.test(text)) return "第 18 位应为数字或 X";
  if (!PROVINCE.test(text)) return "前两位不是有效的地区代码";
  const birth = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
  if (!isDate(birth) || birth < "1800-01-01") return "第 7 至 14 位不是有效的出生日期";
  if (birth > today) return "第 7 至 14 位的出生日期晚于今天";
  const sum = RESIDENT_WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return RESIDENT_CHECKS[sum % 11] === text[17] ? null : "第 18 位校验码不符，请核对号码";
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

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
