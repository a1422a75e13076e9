import { expect, it } from "vitest";
import { OPEN_GATE, press, SAME_PRESS_MS, SAME_WISH_MS, settle } from "./command-gate.ts";

it("makes one command of a double click, even when the first answer is already there", () => {
  const first = press(OPEN_GATE, "call-next", 0, "k1");
  expect(first.key).toBe("k1");
  const answered = settle(first.gate, true);
  expect(press(answered, "call-next", SAME_PRESS_MS - 1, "k2").key).toBeNull();
  expect(press(answered, "call-next", SAME_PRESS_MS, "k2").key).toBe("k2");
});

it("lets nothing through while a command is under way", () => {
  const first = press(OPEN_GATE, "call-next", 0, "k1");
  expect(press(first.gate, "recall", 5_000, "k2").key).toBeNull();
});

it("lets another command follow at once", () => {
  const first = press(OPEN_GATE, "call-next", 0, "k1");
  expect(press(settle(first.gate, true), "start", 50, "k2").key).toBe("k2");
});

it("repeats a command whose answer was lost under the same key", () => {
  const lost = settle(press(OPEN_GATE, "call-next", 0, "k1").gate, false);
  const again = press(lost, "call-next", 20_000, "k2");
  expect(again.key).toBe("k1");
  expect(press(settle(again.gate, true), "call-next", 30_000, "k3").key).toBe("k3");
});

it("takes a much later press for a new wish: the line has moved on since", () => {
  const lost = settle(press(OPEN_GATE, "call-next", 0, "k1").gate, false);
  expect(press(lost, "call-next", SAME_WISH_MS, "k2").key).toBe("k2");
});

it("does not give one command another's key", () => {
  const lost = settle(press(OPEN_GATE, "call-next", 0, "k1").gate, false);
  expect(press(lost, "no-show", 20_000, "k2").key).toBe("k2");
});
