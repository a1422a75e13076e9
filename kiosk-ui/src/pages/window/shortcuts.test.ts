import { describe, expect, it } from "vitest";
import { isShortcutKey, isTextField, type KeyPress, SHORTCUTS, shortcutOf } from "./shortcuts.ts";

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  isComposing: false,
  inTextField: false,
  ...more,
});

describe("the clerk's keys", () => {
  it("gives every action its own key and leaves the browser's alone", () => {
    const keys = Object.values(SHORTCUTS);
    expect(new Set(keys).size).toBe(keys.length);
    for (const own of ["F1", "F5", "F11", "F12"]) expect(keys).not.toContain(own);
  });

  it("reads a key as its action", () => {
    expect(shortcutOf(press("F2"))).toBe("call-next");
    expect(shortcutOf(press("F10"))).toBe("pause-toggle");
    expect(shortcutOf(press("a"))).toBeNull();
  });

  it.each([
    ["a key held down", { repeat: true }],
    ["typing in a field", { inTextField: true }],
    ["an input method at work", { isComposing: true }],
    ["Ctrl", { ctrlKey: true }],
    ["Alt (Alt+F4 closes the browser)", { altKey: true }],
    ["Shift", { shiftKey: true }],
    ["Meta", { metaKey: true }],
  ])("does nothing with %s", (_, more) => {
    expect(shortcutOf(press("F4", more))).toBeNull();
  });

  it("knows which keys to keep from the browser", () => {
    expect(isShortcutKey("F3")).toBe(true);
    expect(isShortcutKey("F5")).toBe(false);
  });

  it("tells text fields from boxes to tick", () => {
    expect(isTextField({ tagName: "INPUT", type: "text" })).toBe(true);
    expect(isTextField({ tagName: "INPUT", type: "password" })).toBe(true);
    expect(isTextField({ tagName: "INPUT", type: "checkbox" })).toBe(false);
    expect(isTextField({ tagName: "TEXTAREA" })).toBe(true);
    expect(isTextField({ tagName: "BUTTON" })).toBe(false);
    expect(isTextField({ tagName: "DIV", isContentEditable: true })).toBe(true);
    expect(isTextField(null)).toBe(false);
  });
});
