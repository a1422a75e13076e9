import { expect, test } from "vitest";
import { draftOf } from "./draft.ts";
import { tellingNumbers } from "./rules-digits.ts";

const sectors = [
  { id: "comprehensive", name: "综合", prefix: "Z" },
  { id: "property", name: "不动产", prefix: "B" },
];
const windows = [
  { id: "w01", name: "1号窗口", sectors: ["comprehensive"] },
  { id: "w02", name: "2号窗口", sectors: ["comprehensive", "property"] },
];
const told = (...devices: object[]) =>
  tellingNumbers(draftOf({ sectors, windows, devices })).map(({ path, message }) => [path[1], message]);
const board = (driver: string, window: string, more: object = {}) => ({
  id: "b",
  role: "window-board",
  line: "l",
  driver,
  window,
  ...(driver === "modbus-number" ? { address: 1 } : {}),
  ...more,
});

test("a digits-only board of a window with two sectors is warned of, with the two numbers that look alike", () => {
  expect(told(board("led8", "w02"))).toEqual([[0, expect.stringMatching(/Z001 和 B001.*能显示字母的屏/)]]);
  expect(told(board("modbus-number", "w02"))).toEqual([[0, expect.stringMatching(/registers 里加 prefix/)]]);
});

test("one sector, a prefix register, or a board with letters needs no warning", () => {
  expect(told(board("led8", "w01"))).toEqual([]);
  expect(told(board("modbus-number", "w02", { registers: ["prefix", "number"] }))).toEqual([]);
  expect(told(board("cd5220", "w02"))).toEqual([]);
});

test("a summary board shows all sectors unless it names some", () => {
  const summary = { id: "s", role: "summary-board", line: "l", driver: "led8" };
  expect(told(summary)).toHaveLength(1);
  expect(told({ ...summary, sectors: ["property"] })).toEqual([]);
  expect(tellingNumbers(draftOf({ sectors, devices: [board("led8", "w09")] }))).toEqual([]);
});
