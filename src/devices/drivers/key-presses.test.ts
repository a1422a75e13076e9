import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeyPressed } from "../../contract/device.ts";
import { type KeyRules, keyMeaning, NO_KEYS, USUAL_KEYS } from "./key-presses.ts";

const RULES: KeyRules = { keys: USUAL_KEYS, debounceMs: 800 };

/** Presses keys, `gap` milliseconds apart; a number among them waits that long. */
function press(keys: readonly (string | number)[], rules = RULES, gap = 100): KeyPressed[] {
  const pressed: KeyPressed[] = [];
  let memory = NO_KEYS;
  let now = 1_000_000;
  for (const key of keys) {
    if (typeof key === "number") {
      now += key;
      continue;
    }
    now += gap;
    const meant = keyMeaning(memory, key, now, rules);
    memory = meant.memory;
    if (typeof meant.meaning === "object") pressed.push(meant.meaning.pressed);
  }
  return pressed;
}

test("each key does what its label says", () => {
  expect(press(["Enter", "+", "-", "*", "/", "."])).toEqual([
    "call-next",
    "recall",
    "no-show",
    "park",
    "pause-toggle",
    "call-parked",
  ]);
});

test("digits and Enter call that number, Enter alone the next", () => {
  expect(press(["1", "2", "Enter", 1_000, "Enter"])).toEqual([{ call: "12" }, "call-next"]);
  expect(press(["00", "7", "Enter"])).toEqual([{ call: "007" }]);
});

test("the same digit twice in a row is two digits; a chattering contact is one", () => {
  expect(press(["1", "1", "Enter"])).toEqual([{ call: "11" }]);
  expect(press(["1", "1", "Enter"], RULES, 20)).toEqual([{ call: "1" }]);
});

test("Backspace takes one digit back, Escape all, another action forgets them", () => {
  expect(press(["1", "2", "Backspace", "Enter"])).toEqual([{ call: "1" }]);
  expect(press(["1", "Escape", "Enter"])).toEqual(["call-next"]);
  expect(press(["1", "2", "+", "Enter"])).toEqual(["recall", "call-next"]);
});

test("digits left standing are no part of the next number", () => {
  expect(press(["1", 10_000, "2", "Enter"])).toEqual([{ call: "2" }]);
  expect(press(["1", 10_000, "Enter"])).toEqual(["call-next"]);
});

test("an action key twice within debounceMs is one press, another key in between makes it two", () => {
  expect(press(["Enter", "Enter", "Enter"])).toEqual(["call-next"]);
  expect(press(["Enter", 800, "Enter"])).toEqual(["call-next", "call-next"]);
  expect(press(["Enter", "-", "Enter"])).toEqual(["call-next", "no-show", "call-next"]);
  expect(press(["Enter", "Enter"], { ...RULES, debounceMs: 0 })).toEqual(["call-next", "call-next"]);
});

test("a config may give a key another meaning or none", () => {
  const keys = { ...USUAL_KEYS, ".": "transfer", "-": "none", "9": "evaluate" } as const;
  expect(press([".", "-", "9", "8", "Enter"], { keys, debounceMs: 800 })).toEqual([
    "transfer",
    "evaluate",
    { call: "8" },
  ]);
});

test("a number that is too long is asked for as typed, so that nobody else is called", () => {
  expect(press([..."123456789012", "Enter"])).toEqual([{ call: "123456789" }]);
});

test("whatever is typed, memory stays small and a call's digits are digits", () => {
  const key = fc.constantFrom(
    "1",
    "0",
    "00",
    "000",
    "Enter",
    "+",
    "Backspace",
    "Escape",
    "NumLock",
    "a",
    "constructor",
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat(20_000))), (keys) => {
      let memory = NO_KEYS;
      let now = 0;
      for (const [name, wait] of keys) {
        now += wait;
        const meant = keyMeaning(memory, name, now, RULES);
        memory = meant.memory;
        expect(memory.digits).toMatch(/^\d{0,9}$/);
        const pressed = typeof meant.meaning === "object" ? meant.meaning.pressed : null;
        if (typeof pressed === "object" && pressed !== null) expect(pressed.call).toMatch(/^\d{1,9}$/);
      }
    }),
  );
});
