import { parsePhoneNumberFromString } from "libphonenumber-js/mobile";

export type PhoneCheck = { readonly e164: string } | { readonly trouble: string };

const trouble = (chinese: string, english: string): PhoneCheck => ({ trouble: `${chinese}（${english}）` });

/**
 * A mainland mobile number as typed (spaces, dashes, full-width digits, +86, 0086 or 86 in front) to E.164, or one
 * sentence that says what is wrong with it. The number itself is never part of the sentence.
 */
export function checkPhone(typed: string): PhoneCheck {
  const text = typed.normalize("NFKC").replace(/[\s\-().·]/g, "");
  if (text === "") return trouble("请输入手机号码", "type a mobile number");
  if (!/^\+?\d+$/.test(text)) return trouble("手机号码只能是数字", "digits only");
  const international = text.replace(/^00/, "+");
  const national = international.replace(/^\+86/, "").replace(/^86(?=\d{11}$)/, "");
  if (national.startsWith("+"))
    return trouble("只能使用中国内地手机号码", "mainland Chinese mobile numbers only");
  if (!national.startsWith("1"))
    return trouble("手机号码应以 1 开头，固定电话收不到短信", "a mobile number starts with 1");
  if (national.length < 11)
    return trouble(
      `手机号码应为 11 位，少了 ${11 - national.length} 位`,
      `11 digits, ${11 - national.length} missing`,
    );
  if (national.length > 11)
    return trouble(
      `手机号码应为 11 位，多了 ${national.length - 11} 位`,
      `11 digits, ${national.length - 11} too many`,
    );
  if (!knownSegment(national))
    return trouble("没有这个手机号段，请核对前三位", "no such mobile prefix; check the first three digits");
  return { e164: `+86${national}` };
}

/** Whether a number of each 号段 exists; a hall meets some thousand of them. */
const segments = new Map<string, boolean>();
const MOST_SEGMENTS = 20_000;

/**
 * Numbers are given out by segments of seven digits, and every rule of the library ends within them: its answer for one
 * number holds for its segment, and parsing is the slowest step of a check-in.
 */
function knownSegment(national: string): boolean {
  const segment = national.slice(0, 7);
  const known = segments.get(segment);
  if (known !== undefined) return known;
  const parsed = parsePhoneNumberFromString(national, "CN");
  const valid = parsed?.isValid() === true && parsed.country === "CN";
  if (segments.size >= MOST_SEGMENTS) segments.clear();
  segments.set(segment, valid);
  return valid;
}
