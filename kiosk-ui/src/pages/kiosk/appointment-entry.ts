import { checkPhone, PHONE_DIGITS, spaced } from "../../shared/phone-check.ts";

const CODE_DIGITS = 8;

type Entry =
  | { readonly ok: true; readonly wish: { readonly appointment: string; readonly phone?: string } }
  /** `soFar`: nothing is wrong yet, more digits are needed. */
  | { readonly ok: false; readonly soFar: boolean; readonly sentence: string };

/** What was typed at 预约取号: phones begin with 1, codes never do. */
export function codeOrPhone(digits: string): Entry {
  if (digits === "") return { ok: false, soFar: true, sentence: "手机号11位，预约码8位" };
  if (digits.startsWith("1")) {
    const check = checkPhone(digits);
    return check.ok ? { ok: true, wish: { appointment: "phone", phone: check.phone } } : check;
  }
  if (digits.startsWith("0"))
    return { ok: false, soFar: false, sentence: "预约码和手机号都不以0开头，请检查" };
  if (digits.length < CODE_DIGITS)
    return { ok: false, soFar: true, sentence: `还差${CODE_DIGITS - digits.length}位，预约码共8位` };
  return { ok: true, wish: { appointment: digits } };
}

/** The digits after a key; a phone takes eleven, a code eight. */
export function typedEntry(digits: string, key: string): string {
  if (key === "clear") return "";
  if (key === "back") return digits.slice(0, -1);
  const most = (digits || key).startsWith("1") ? PHONE_DIGITS : CODE_DIGITS;
  return /^\d$/.test(key) && digits.length < most ? digits + key : digits;
}

/** `138 0013 8000`, `2345 6789`. */
export const spacedEntry = (digits: string): string =>
  digits.startsWith("1")
    ? spaced(digits)
    : [digits.slice(0, 4), digits.slice(4)].filter((p) => p !== "").join(" ");
