/** 13800138000 or +8613800138000 → 138****8000, for answers that a phone's holder sees. */
export function maskedPhone(phone: string): string {
  const digits = phone.replace(/^\+86/, "");
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}
