import { expect, test } from "vitest";
import { type DeviceConfig, device } from "../contract/device-config.ts";
import { ManualClock } from "../kernel/clock.ts";
import { createDeviceDesk, type Readdressed, readdressedDevices } from "./device-desk.ts";

const board = (n: number, line = "a"): DeviceConfig =>
  device.parse({ id: `led-${n}`, role: "window-board", driver: "a090", line, address: n, window: `w0${n}` });
const keypad = device.parse({
  id: "key",
  role: "keypad",
  driver: "ff68",
  line: "a",
  address: 1,
  window: "w01",
});

function desk(configured: readonly DeviceConfig[]) {
  let kept: readonly Readdressed[] = [];
  const readdressed: (readonly [string, number])[][] = [];
  const made = createDeviceDesk({
    configured,
    addresses: {
      all: () => kept,
      put: (changes) => {
        kept = [
          ...kept.filter((k) => !changes.some((c) => c.device === k.device)),
          ...changes.filter((c) => c.address !== c.configured),
        ];
      },
    },
    devices: {
      facts: () => null,
      attempt: () => Promise.resolve(null),
      readdress: (addresses) => {
        readdressed.push([...addresses]);
        return Promise.resolve();
      },
    },
    clock: new ManualClock(1_000),
    iso: (at) => String(at),
  });
  return { made, readdressed, kept: () => kept };
}

test("an exchange is kept with who and when, says what to change in the config, and is undone by a second one", async () => {
  const { made, readdressed, kept } = desk([board(1), board(2)]);
  const done = await made.swap("led-1", "led-2", "s90");
  expect(done).toMatchObject({
    devices: [
      { id: "led-1", address: 2 },
      { id: "led-2", address: 1 },
    ],
  });
  expect(JSON.stringify(done)).toContain("led-1 address: 2");
  expect(kept()[0]).toEqual({ device: "led-1", configured: 1, address: 2, by: "s90", at: 1_000 });
  expect(await made.swap("led-2", "led-1", "s90")).toMatchObject({ notice: expect.stringContaining("换回") });
  expect(kept()).toEqual([]);
  expect(readdressed).toEqual([
    [
      ["led-1", 2],
      ["led-2", 1],
    ],
    [
      ["led-2", 2],
      ["led-1", 1],
    ],
  ]);
});

test("other lines, other drivers and unknown devices are refused", async () => {
  const { made, readdressed } = desk([board(1), board(2, "b"), keypad]);
  for (const [one, other, code] of [
    ["led-1", "led-2", "device.cannot"],
    ["led-1", "key", "device.cannot"],
    ["led-1", "led-1", "device.cannot"],
    ["led-1", "none", "device.unknown"],
  ] as const)
    expect(await made.swap(one, other, "admin")).toMatchObject({ refused: code });
  expect(readdressed).toEqual([]);
});

test("what was kept lapses when the config's own address has changed", () => {
  const kept = [{ device: "led-1", configured: 1, address: 2, by: "s90", at: 0 }];
  expect(readdressedDevices([board(1)], kept)[0]).toMatchObject({ address: 2 });
  expect(readdressedDevices([{ ...board(1), address: 7 } as DeviceConfig], kept)[0]).toMatchObject({
    address: 7,
  });
});
