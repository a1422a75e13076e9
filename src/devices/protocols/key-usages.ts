import type { KeyDown } from "./boot-keyboard.ts";

// Usage codes of USB HID Usage Tables, page 7 (protocols.md 2c names the keypad's).

const KEYPAD: Readonly<Record<number, string>> = {
  83: "NumLock",
  84: "/",
  85: "*",
  86: "-",
  87: "+",
  88: "Enter",
  98: "0",
  99: ".",
  103: "=",
  133: ".",
  176: "00",
  177: "000",
};
const NAMED: Readonly<Record<number, string>> = {
  40: "Enter",
  41: "Escape",
  42: "Backspace",
  43: "Tab",
  44: " ",
  76: "Delete",
};
/** Plain and shifted characters of the US layout from usage 0x1e on: 1 … 0. */
const DIGITS = ["1!", "2@", "3#", "4$", "5%", "6^", "7&", "8*", "9(", "0)"];
/** From usage 0x2d on; 0x32 is the same key as 0x31 on other layouts. */
const SIGNS = ["-_", "=+", "[{", "]}", "\\|", "\\|", ";:", "'\"", "`~", ",<", ".>", "/?"];

/** A key's name: a character as typed on a US layout, `Enter`, `Backspace` …; null for keys that mean nothing here. */
export function keyName({ usage, shift }: KeyDown): string | null {
  if (usage >= 89 && usage <= 97) return String(usage - 88);
  const named = KEYPAD[usage] ?? NAMED[usage];
  if (named !== undefined) return named;
  if (usage >= 4 && usage <= 29) {
    const letter = String.fromCharCode(97 + usage - 4);
    return shift ? letter.toUpperCase() : letter;
  }
  const pair = DIGITS[usage - 30] ?? SIGNS[usage - 45];
  return pair?.[shift ? 1 : 0] ?? null;
}
