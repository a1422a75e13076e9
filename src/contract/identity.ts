// Identity documents: the shape of their numbers, and how much of them may be shown. Pure text rules that the server,
// its devices and the pages share. No answer repeats a number: it is personal.

/** The one form in which identity numbers are checked and kept: half-width, capital letters, no spaces. */
export function normalIdNumber(text: string): string {
  return text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
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

/** What someone shows at the kiosk or at a window. */
export const ID_DOCUMENTS = ["resident", "residence-permit", "passport", "foreigner"] as const;
export type IdDocument = (typeof ID_DOCUMENTS)[number];

/** 港澳台居民居住证: the same 18 characters, under the codes of the three regions (810000, 820000, 830000). */
const RESIDENCE_PERMIT = /^8[123]0000/;
/** ICAO 9303: at most nine characters; some states write their booklet's series before it. */
const PASSPORT = /^(?=.*\d)[A-Z0-9]{6,12}$/;
/** 外国人永久居留身份证 of 2017: three letters of the state, then twelve digits. */
const FOREIGNER = /^[A-Z]{3}\d{12}$/;

/** What is wrong with a document's number, Chinese; null when nothing is. `number` as `normalIdNumber` gives it. */
export function documentProblem(document: IdDocument, number: string, today: string): string | null {
  switch (document) {
    case "resident":
      return residentIdProblem(number, today);
    case "residence-permit":
      if (number.length >= 6 && !RESIDENCE_PERMIT.test(number))
        return "港澳台居民居住证号码以 810000、820000 或 830000 开头";
      return residentIdProblem(number, today);
    case "passport":
      return PASSPORT.test(number) ? null : "护照号码应为 6 至 12 位字母和数字";
    case "foreigner":
      return /^9/.test(number)
        ? residentIdProblem(number, today)
        : FOREIGNER.test(number)
          ? null
          : "外国人永久居留身份证号码应为 3 个字母加 12 位数字，或 18 位";
  }
}

/** 张三丰 → 张*; Latin names keep their first letter. What a public screen may show of a person. */
export function maskName(name: string): string {
  const [first] = name.normalize("NFKC").trim();
  return first === undefined ? "*" : `${first}*`;
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
