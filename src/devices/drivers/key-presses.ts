import type { KeyAction, KeyPressed } from "../../contract/device.ts";

/** Digits belong to one number only while they follow each other this closely, milliseconds. */
const DIGITS_LIVE = 10_000;
/** Longer than any ticket's number: what is typed beyond is no number, and is refused as such. */
const MOST_DIGITS = 8;
/** Contacts that chatter do so faster than a finger; a digit may well be typed twice, milliseconds. */
const CHATTER = 40;

/** The usual labels of a numeric keypad's keys; a config may differ in some of them. */
export const USUAL_KEYS: KeyRules["keys"] = {
  Enter: "call-next",
  "+": "recall",
  "-": "no-show",
  "*": "park",
  "/": "pause-toggle",
  ".": "call-parked",
};

export interface KeyRules {
  /** Key name (protocols/key-usages.ts) to what it asks for; digits not named here are digits. */
  readonly keys: Readonly<Record<string, KeyAction | "none">>;
  readonly debounceMs: number;
}

export interface KeyMemory {
  readonly digits: string;
  /** When the last digit was typed, epoch milliseconds. */
  readonly typedAt: number;
  readonly last: { readonly key: string; readonly at: number } | null;
}

export const NO_KEYS: KeyMemory = { digits: "", typedAt: 0, last: null };

export type KeyMeaning = "digit" | "bounce" | "unknown" | "edit" | { readonly pressed: KeyPressed };

/**
 * What a key of a numeric keypad means after those before it: digits and the call key call that number, the call key
 * alone calls the next, Backspace takes a digit back, any other action forgets the digits.
 */
export function keyMeaning(
  memory: KeyMemory,
  key: string,
  now: number,
  { keys, debounceMs }: KeyRules,
): { readonly meaning: KeyMeaning; readonly memory: KeyMemory } {
  const action = Object.hasOwn(keys, key) ? keys[key] : undefined;
  const within = action === undefined ? Math.min(CHATTER, debounceMs) : debounceMs;
  // A clock that was set back says nothing about keys. A bounce does not prolong itself.
  const since = memory.last?.key === key ? now - memory.last.at : -1;
  if (since >= 0 && since < within) return { meaning: "bounce", memory };

  const last = { key, at: now };
  const age = now - memory.typedAt;
  const digits = age >= 0 && age < DIGITS_LIVE ? memory.digits : "";
  if (action === "none") return { meaning: "unknown", memory: { ...memory, last } };
  if (action !== undefined) {
    const pressed = action === "call-next" && digits !== "" ? { call: digits } : action;
    return { meaning: { pressed }, memory: { digits: "", typedAt: 0, last } };
  }
  const typed = edited(digits, key);
  if (typed === null) return { meaning: "unknown", memory: { ...memory, last } };
  const meaning = typed.length > digits.length ? "digit" : "edit";
  return { meaning, memory: { digits: typed, typedAt: now, last } };
}

/** The digits after one more key; null for a key that has nothing to do with them. */
function edited(digits: string, key: string): string | null {
  if (/^(?:0{1,3}|[1-9])$/.test(key)) return `${digits}${key}`.slice(0, MOST_DIGITS + 1);
  if (key === "Backspace") return digits.slice(0, -1);
  return key === "Escape" || key === "Delete" ? "" : null;
}
