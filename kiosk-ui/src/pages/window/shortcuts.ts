/** What a clerk can do with one key. */
export const WINDOW_ACTIONS = [
  "call-next",
  "recall",
  "start",
  "finish",
  "no-show",
  "park",
  "transfer",
  "pause-toggle",
] as const;
export type WindowAction = (typeof WINDOW_ACTIONS)[number];

/**
 * Function keys, because no text field ever needs them. F1 (help), F5 (reload), F11 and F12 stay the browser's own.
 * They are printed on the buttons.
 */
export const SHORTCUTS: Readonly<Record<WindowAction, string>> = {
  "call-next": "F2",
  recall: "F3",
  start: "F4",
  finish: "F6",
  "no-show": "F7",
  park: "F8",
  transfer: "F9",
  "pause-toggle": "F10",
};

/** The parts of a keyboard event and its target that decide whether it is a command. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  /** Typing goes on: the focus is in a text field. */
  readonly inTextField: boolean;
}

/**
 * The command a key press means, or null. A key held down is one press, a press with Ctrl, Alt, Shift or Meta is the
 * browser's, and nothing fires while someone types.
 */
export function shortcutOf(press: KeyPress): WindowAction | null {
  if (press.ctrlKey || press.altKey || press.metaKey || press.shiftKey) return null;
  if (press.repeat || press.isComposing || press.inTextField) return null;
  return WINDOW_ACTIONS.find((action) => SHORTCUTS[action] === press.key) ?? null;
}

/** Whether the browser must not act on the key itself (F3 opens its search, F7 asks about caret browsing). */
export function isShortcutKey(key: string): boolean {
  return WINDOW_ACTIONS.some((action) => SHORTCUTS[action] === key);
}

/** Input types that take typed text; a checkbox or a radio button does not. */
const NOT_TEXT = new Set([
  "checkbox",
  "radio",
  "button",
  "submit",
  "reset",
  "range",
  "color",
  "file",
  "image",
]);

export function isTextField(
  element: { tagName: string; type?: string; isContentEditable?: boolean } | null,
): boolean {
  if (!element) return false;
  if (element.isContentEditable) return true;
  if (element.tagName === "TEXTAREA" || element.tagName === "SELECT") return true;
  return element.tagName === "INPUT" && !NOT_TEXT.has(element.type ?? "text");
}
