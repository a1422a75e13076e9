/** A hint while typing; what counts is the server's own check. */
export type ApplicantKind = "person" | "enterprise" | "organisation";

const PERSON_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const PERSON_CHECKS = "10X98765432";
const CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Removes blanks and writes letters and full-width digits in their plain capital form. */
export function tidyIdNumber(typed: string): string {
  return typed.normalize("NFKC").replaceAll(/\s/g, "").toUpperCase();
}

/** What is wrong with an identity number, in Chinese, or null. GB 11643 for a person, GB 32100 otherwise. */
export function idNumberHint(kind: ApplicantKind, typed: string): string | null {
  const number = tidyIdNumber(typed);
  if (number === "") return kind === "person" ? "请填写身份证号码" : "请填写统一社会信用代码";
  return kind === "person" ? personHint(number) : creditCodeHint(number);
}

function personHint(number: string): string | null {
  if (number.length !== 18) return `身份证号码应为18位，现为${number.length}位`;
  if (!/^\d{17}[\dX]$/.test(number)) return "身份证号码应为17位数字加1位数字或X";
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const born = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(born.getTime()) || born.toISOString().slice(0, 10) !== date) {
    return `身份证号码中的出生日期（${date}）不存在`;
  }
  const sum = PERSON_WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0);
  return PERSON_CHECKS[sum % 11] === number[17] ? null : "身份证号码校验位不符，请核对";
}

function creditCodeHint(code: string): string | null {
  if (code.length !== 18) return `统一社会信用代码应为18位，现为${code.length}位`;
  const wrong = [...code].find((c) => !CREDIT_ALPHABET.includes(c));
  if (wrong) return `统一社会信用代码不含“${wrong}”`;
  const sum = CREDIT_WEIGHTS.reduce(
    (total, weight, i) => total + weight * CREDIT_ALPHABET.indexOf(code[i] ?? ""),
    0,
  );
  return CREDIT_ALPHABET[(31 - (sum % 31)) % 31] === code[17] ? null : "统一社会信用代码校验位不符，请核对";
}
