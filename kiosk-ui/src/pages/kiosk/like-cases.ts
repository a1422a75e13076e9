import type { LikeCases } from "../../../../src/contract/window.ts";

// 代办多件: how many like cases somebody brings, and what that means, before a number is taken.

const DIGITS = 2;

/** The digits after a key: 1 to 99, no nought in front. */
export function typedCount(digits: string, key: string): string {
  if (key === "clear") return "";
  if (key === "back") return digits.slice(0, -1);
  if (!/^\d$/.test(key) || (digits === "" && key === "0")) return digits;
  return digits.length < DIGITS ? digits + key : digits;
}

export interface CountWords {
  readonly tone: "plain" | "good" | "warn" | "bad";
  readonly text: string;
  /** So many get a number. */
  readonly goes: boolean;
}

/** `count` null: nothing typed yet. `facts` null: the number makes no difference here. */
export function countWords(count: number | null, facts: LikeCases | null): CountWords {
  if (count === null)
    return {
      tone: "plain",
      text: "请按数字键输入件数，1到99件；更多的请到咨询台。不同的事请分别取号",
      goes: false,
    };
  if (count === 1) return { tone: "good", text: "1件就是普通号", goes: true };
  if (!isMany(count, facts)) return { tone: "good", text: `${count}件一次办完，和大家一样排队`, goes: true };
  if (facts.notice?.stops) return { tone: "bad", text: facts.notice.text, goes: false };
  const where = `超过${facts.above}件，由批量窗口办理：${facts.windows}`;
  return facts.notice
    ? { tone: "warn", text: `${where}。${facts.notice.text}`, goes: true }
    : { tone: "warn", text: where, goes: true };
}

/** More than any window of the sector takes. */
export const isMany = (count: number, facts: LikeCases | null): facts is LikeCases =>
  facts !== null && count > 1 && count > facts.above;
