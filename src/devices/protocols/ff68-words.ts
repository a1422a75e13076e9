import type { KeyAction } from "../../contract/device.ts";
import { encodeFf68, type Ff68Frame } from "./ff68.ts";

// What FF 68 frames mean (protocols.md 2a; key map in design.md section 6).

export const FUNC = { press: 0x01, display: 0x02, beep: 0x03, rated: 0x11 } as const;
const BLANK = 0x0a;
const EVALUATE = 0x0b;
const MOST_WAITING = 999;

const KEYS: Readonly<Record<number, KeyAction>> = {
  11: "evaluate",
  12: "call-next",
  13: "recall",
  18: "pause-toggle",
  19: "transfer",
};
const CONFIRM = 0x0f;
const CONFIRMED: Readonly<Record<number, KeyAction>> = { 0: "park", 3: "call-parked", 6: "no-show" };

/** What a keypad's frame asks for: its last byte is the key, confirm (0F) is preceded by a digit; null: no such key. */
export function keyOf(data: readonly number[]): KeyAction | null {
  const key = data.at(-1) ?? -1;
  if (key !== CONFIRM) return KEYS[key] ?? null;
  return CONFIRMED[data.at(-2) ?? -1] ?? null;
}

/** The host's answer to any frame: the same, but a rater's result is answered with func 01. */
export function answerTo(frame: Ff68Frame): Buffer {
  return encodeFf68(frame.func === FUNC.rated ? { ...frame, func: FUNC.press } : frame);
}

/** People waiting, 0..999 on three digits at the left of a keypad's display; more shows as 999. */
export function waitingFrame(address: number, count: number): Buffer {
  const shown = String(Math.max(0, Math.min(MOST_WAITING, Math.trunc(count)))).padStart(3, "0");
  return display(address, [...digits(shown), BLANK, BLANK, BLANK]);
}

/** The last three digits of a ticket's number at the right of a keypad's display; blanks where there are none. */
export function numberFrame(address: number, number: string | null): Buffer {
  const shown = digits(number ?? "").slice(-3);
  const blanks = Array<number>(3 - shown.length).fill(BLANK);
  return display(address, [BLANK, BLANK, BLANK, ...blanks, ...shown]);
}

/** Makes a rater ask. */
export function askFrame(address: number): Buffer {
  return encodeFf68({ address, func: FUNC.press, data: [EVALUATE] });
}

/** Makes a keypad beep. */
export function beepFrame(address: number): Buffer {
  return encodeFf68({ address, func: FUNC.beep, data: [] });
}

/** Only a host sends these: such a frame that arrives is our own, sent back by the line. */
export function fromHostOnly(frame: Ff68Frame): boolean {
  return frame.func === FUNC.display && frame.data.length === 6;
}

function display(address: number, data: readonly number[]): Buffer {
  return encodeFf68({ address, func: FUNC.display, data });
}

function digits(text: string): number[] {
  return [...text].filter((c) => c >= "0" && c <= "9").map(Number);
}
