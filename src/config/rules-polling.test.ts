import { expect, test } from "vitest";
import { device } from "../contract/device-config.ts";
import { line } from "../contract/hall-config.ts";
import { draftOf } from "./draft.ts";
import { lineBudget } from "./line-budget.ts";
import { rightPolls } from "./rules-polling.ts";

const keypad = (poll: object) => ({
  id: "key-1",
  role: "keypad",
  driver: "ff68",
  line: "a",
  address: 1,
  window: "w01",
  poll,
});
const words = (poll: object) => rightPolls(draftOf({ devices: [keypad(poll)] })).map((f) => f.message);

test("a poll frame of FF 68 form with a wrong length, address or sum is told with what is right", () => {
  expect(words({ frame: "FF 68 02 02 68 01 05 06 16" })).toEqual([]);
  expect(words({ frame: "FF 68 02 02 68 02 05 07 16" })).toEqual([
    expect.stringMatching(/地址是 2，设备的地址是 1/),
  ]);
  expect(words({ frame: "FF 68 02 02 68 01 05 07 16" })).toEqual([expect.stringMatching(/和应为 06/)]);
  expect(words({ frame: "FF 68 03 03 68 01 05 06 16" })).toEqual([
    expect.stringMatching(/第 3、4 字节应为 2/),
  ]);
  expect(words({ frame: "FF 68 02 02 68 01 05 06 16", idle: "FF 68 02 02 68 01 05 00 16" })).toHaveLength(1);
  expect(words({ frame: "02 31 05 03" })).toEqual([]);
});

test("the frame must be hex bytes", () => {
  expect(device.safeParse(keypad({ frame: "FF 6" })).success).toBe(false);
  expect(device.safeParse(keypad({ frame: "" })).success).toBe(false);
  expect(device.safeParse(keypad({ frame: "ff6802026801050616", everyMs: 50 })).success).toBe(true);
});

test("polling is in the line's budget: its share of the wire, and the question a call may have to wait for", () => {
  const wire = line.parse({ id: "a", transport: { kind: "serial", path: "/dev/x" } });
  const budget = (poll?: object) =>
    lineBudget(wire, [device.parse(poll ? keypad(poll) : { ...keypad({}), poll: undefined })]);
  const polled = budget({ frame: "FF 68 02 02 68 01 05 06 16", everyMs: 100 });
  const silent = budget();
  // 9 bytes there, 10 back, each followed by a rest, and the keypad turns round.
  const ms = 19 * (10_000 / 9_600) + 2 * (20_000 / 9_600) + 3;
  expect((polled?.load ?? 0) - (silent?.load ?? 0)).toBeCloseTo(ms / (ms + 100), 9);
  expect(polled?.worstCallMs).toBeGreaterThan((silent?.worstCallMs ?? 0) + 60);
});
