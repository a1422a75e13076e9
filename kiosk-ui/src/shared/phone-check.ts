import { parsePhoneNumberFromString } from "libphonenumber-js/mobile";

// The keypad's view of a mainland mobile number: what to show while it is typed and, in one plain sentence, what
// is wrong with it. The server checks again with its own copy of the rule.

export const PHONE_DIGITS = 11;

export type PhoneCheck =
  | { readonly ok: true; readonly phone: string }
  /** `soFar`: nothing is wrong yet, more digits are needed. */
  | { readonly ok: false; readonly soFar: boolean; readonly sentence: string };

/** `138 0013 8000`, as far as typed. */
export function spaced(digits: string): string {
  return [digits.slice(0, 3), digits.slice(3, 7), digits.slice(7)].filter((part) => part !== "").join(" ");
}

/** The digits after a key: a digit adds (never beyond eleven), `back` takes the last, `clear` all. */
export function typed(digits: string, key: string): string {
  if (key === "clear") return "";
  if (key === "back") return digits.slice(0, -1);
  return /^\d$/.test(key) && digits.length < PHONE_DIGITS ? digits + key : digits;
}

export function checkPhone(digits: string): PhoneCheck {
  const wrong = wrongStart(digits);
  if (wrong) return { ok: false, soFar: false, sentence: wrong };
  if (digits.length < PHONE_DIGITS) return { ok: false, soFar: true, sentence: missing(digits.length) };
  if (digits.length > PHONE_DIGITS) return { ok: false, soFar: false, sentence: "手机号只有11位，请检查" };
  const parsed = parsePhoneNumberFromString(digits, "CN");
  if (!parsed?.isValid() || parsed.country !== "CN") {
    return { ok: false, soFar: false, sentence: `没有以 ${digits.slice(0, 3)} 开头的手机号，请检查` };
  }
  return { ok: true, phone: parsed.nationalNumber };
}

function missing(length: number): string {
  return length === 0 ? "请输入11位手机号" : `还差${PHONE_DIGITS - length}位，手机号共11位`;
}

/** Seen as soon as it is typed, so that nobody types eleven digits for nothing. */
function wrongStart(digits: string): string | null {
  if (digits.startsWith("86")) return "前面不用加 86，直接输11位手机号";
  if (digits.startsWith("0")) return "这是固定电话的开头，请输1开头的手机号";
  if (digits !== "" && !digits.startsWith("1")) return "手机号以1开头，请检查";
  if (/^1[0-2]/.test(digits)) return `没有以 ${digits.slice(0, 2)} 开头的手机号，请检查`;
  return null;
}
