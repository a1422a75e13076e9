/** The body as it is sent: the signature in 【】 before the text, as mainland gateways demand. */
export function smsBody(signature: string, text: string): string {
  return `【${signature.trim().replace(/^【|】$/g, "")}】${text}`;
}

/**
 * How many SMS a body takes: 70 UTF-16 units in one, else 67 in each part (140 octets less 6 of header, UCS-2); a pair
 * of surrogates is never cut in two. Signature and 【】 count.
 */
export function smsSegments(body: string): number {
  if (body.length <= 70) return body.length === 0 ? 0 : 1;
  let segments = 1;
  let used = 0;
  for (const character of body) {
    if (used + character.length > 67) {
      segments++;
      used = 0;
    }
    used += character.length;
  }
  return segments;
}

/** For logs: `+8613800138000` as `138****8000`; anything too short as `****`. */
export function maskedPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, "");
  return digits.length < 8 ? "****" : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
