import { expect, test } from "vitest";
import { type DeviceConfig, device } from "../contract/device-config.ts";
import { line } from "../contract/hall-config.ts";
import { draftOf } from "./draft.ts";
import { lineBudget } from "./line-budget.ts";
import { fastEnoughLines } from "./rules-speed.ts";

const devices = (count: number, characters = 16): unknown[] =>
  Array.from({ length: count }, (_, i) => [
    {
      id: `led-${i}`,
      role: "window-board",
      driver: "a090",
      line: "a",
      address: i + 1,
      window: `w${i}`,
      characters,
    },
    { id: `key-${i}`, role: "keypad", driver: "ff68", line: "a", address: i + 1, window: `w${i}` },
  ]).flat();
const onLine = (transport: object) => ({ id: "a", transport });
const findings = (transport: object, count: number, characters?: number) =>
  fastEnoughLines(draftOf({ lines: [onLine(transport)], devices: devices(count, characters) }));

test("ten boards and ten keypads at 9600 are fine, thirty are not, and it is said what would do", () => {
  const serial = { kind: "serial", path: "/dev/ttyUSB0", baudRate: 9600 };
  expect(findings(serial, 10)).toEqual([]);
  const slow = findings(serial, 30);
  expect(slow.map((f) => [f.severity, f.path])).toEqual([
    ["warning", ["lines", 0, "transport", "baudRate"]],
    ["warning", ["lines", 0, "transport", "baudRate"]],
  ]);
  expect(slow[0]?.message).toMatch(/30 块屏、30 个键盘，9600 波特.*\d+ 毫秒.*不超过 1000 毫秒；.*38400 波特/);
  expect(slow[1]?.message).toMatch(/占用 \d+%，应不超过 50%/);
  expect(findings({ ...serial, baudRate: 38400 }, 30)).toEqual([]);
  expect(findings({ ...serial, baudRate: 1200 }, 3)).not.toEqual([]);
});

test("a network box is taken at 9600, a printer's line is nobody's", () => {
  const tcp = { kind: "tcp", host: "10.0.0.2", port: 4001 };
  expect(findings(tcp, 30)[0]?.message).toMatch(/按此计.*分到 \d 条线路/);
  const printer = { id: "p", role: "ticket-printer", driver: "escpos", line: "a" };
  expect(fastEnoughLines(draftOf({ lines: [onLine(tcp)], devices: [printer] }))).toEqual([]);
  expect(fastEnoughLines(draftOf({ lines: [{ id: "a" }], devices: devices(40) }))).toEqual([]);
});

test("the sums by hand: one board of 16 columns at 9600", () => {
  const [board] = devices(1);
  const budget = lineBudget(line.parse(onLine({ kind: "serial", path: "/dev/x" })), [
    device.parse(board) as DeviceConfig,
  ]);
  // 39 bytes there, 5 back, 1.0417 ms each; the wire rests 2 characters after each, the board turns round in 3 ms.
  const turn = 44 * (10_000 / 9_600) + 2 * (20_000 / 9_600) + 3;
  expect(budget?.worstCallMs).toBeCloseTo(2 * turn, 6);
  expect(budget?.load).toBeCloseTo((2 * turn) / 60_000, 9);
});
