import { expect, it } from "vitest";
import { type ScreenCall, screenCall } from "../../../../src/contract/screen.ts";
import { FLASH_MS, flashCalls, isFlashing, NOTHING_FLASHES } from "./flash.ts";

const call = (announcement: number, number: string, state: ScreenCall["state"] = "calling") =>
  screenCall.parse({
    number,
    window: { id: "w01", name: "1号窗口" },
    calledAt: "2026-11-23T09:00:00+08:00",
    state,
    phone: null,
    announcement,
  });

it("flashes a new call for eight seconds, and nothing of the first picture", () => {
  const first = flashCalls(NOTHING_FLASHES, [call(4, "Z004")], 0);
  expect(isFlashing(first, call(4, "Z004"), 0)).toBe(false);
  const then = flashCalls(first, [call(5, "Z005"), call(4, "Z004")], 1000);
  expect(isFlashing(then, call(5, "Z005"), 1000 + FLASH_MS - 1)).toBe(true);
  expect(isFlashing(then, call(5, "Z005"), 1000 + FLASH_MS)).toBe(false);
  expect(isFlashing(then, call(4, "Z004"), 1001)).toBe(false);
});

it("flashes again on a recall", () => {
  const first = flashCalls(NOTHING_FLASHES, [call(4, "Z004")], 0);
  const again = flashCalls(first, [call(5, "Z004")], 20_000);
  expect(isFlashing(again, call(5, "Z004"), 20_001)).toBe(true);
});

it("does not start again when something else changes", () => {
  let state = flashCalls(flashCalls(NOTHING_FLASHES, [], 0), [call(1, "Z001")], 0);
  state = flashCalls(state, [call(1, "Z001", "serving")], 5_000);
  expect(isFlashing(state, call(1, "Z001"), FLASH_MS)).toBe(false);
});

it("flashes after the numbering started over", () => {
  let state = flashCalls(NOTHING_FLASHES, [call(500, "Z099")], 0);
  state = flashCalls(state, [], 1_000);
  state = flashCalls(state, [call(1, "Z001")], 2_000);
  expect(isFlashing(state, call(1, "Z001"), 2_001)).toBe(true);
});
