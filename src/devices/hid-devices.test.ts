import { expect, test } from "vitest";
import { type DeviceConfig, device } from "../contract/device-config.ts";
import type { LineConfig } from "../contract/hall-config.ts";
import { useFarEnds, w } from "./far-end.test-kit.ts";

// Reports are injected where a USB keyboard's would come in: the HID port of the transport.

const hall = useFarEnds().hall;
const ENTER = 0x58;
const PLUS = 0x57;
const DIGIT = (n: number) => (n === 0 ? 0x62 : 0x58 + n);
const line: LineConfig = { id: "usb", transport: { kind: "hid", serialNumber: "K1" } };
const keypad = (more = {}): DeviceConfig =>
  device.parse({ id: "key-1", role: "keypad", driver: "hid-keypad", line: "usb", window: "w01", ...more });
const rater: DeviceConfig = device.parse({
  id: "rate-1",
  role: "rater",
  driver: "hid-rater",
  line: "usb",
  window: "w01",
});

async function plugged(...devices: DeviceConfig[]) {
  const h = hall([line], devices);
  h.hid.plug({ path: "/dev/hidraw0", serialNumber: "K1" });
  await h.until("open", () => h.hid.isOpen("/dev/hidraw0"));
  return h;
}

test("a keypad's keys become its window's commands", async () => {
  const h = await plugged(keypad());
  for (const usage of [DIGIT(1), DIGIT(2), ENTER, PLUS]) {
    h.hid.type("/dev/hidraw0", usage);
    await h.pass(50);
  }
  expect(h.presses).toEqual([
    { device: "key-1", window: w(1), action: { call: "12" } },
    { device: "key-1", window: w(1), action: "recall" },
  ]);
  expect(h.device("key-1")).toMatchObject({ health: "ok", counters: { presses: 2, digits: 2, frames: 8 } });
});

test("a key held down is one press; roll-over of a palm on the keys presses nothing", async () => {
  const h = await plugged(keypad());
  const held = [0, 0, ENTER, 0, 0, 0, 0, 0];
  for (let i = 0; i < 40; i++) {
    h.hid.report("/dev/hidraw0", held);
    await h.pass(50);
  }
  h.hid.report("/dev/hidraw0", [0, 0, 1, 1, 1, 1, 1, 1]);
  h.hid.report("/dev/hidraw0", held);
  expect(h.presses.map((p) => p.action)).toEqual(["call-next"]);
});

test("pulled out it is off with the reason and since when; plugged in elsewhere it works again", async () => {
  const h = await plugged(keypad());
  h.hid.report("/dev/hidraw0", [0, 0, ENTER, 0, 0, 0, 0, 0]);
  h.hid.unplug("/dev/hidraw0");
  await h.until("off", () => h.device("key-1").health === "off");
  expect(h.device("key-1").reason).toContain("序列号 K1");
  const { since } = h.device("key-1");
  await h.pass(700);
  h.hid.plug({ path: "/dev/hidraw4", serialNumber: "K1", usbPath: "2-1" });
  await h.until("again", () => h.device("key-1").health === "ok", 10_000);
  expect(h.device("key-1").since > since).toBe(true);
  h.hid.type("/dev/hidraw4", ENTER);
  expect(h.presses).toHaveLength(2);
});

test("a missing system library is the device's own reason, and the hall goes on", async () => {
  const h = hall([line], [keypad()]);
  h.hid.failure = new Error("libusb-1.0.so.0: cannot open shared object file");
  await h.until("told", () => h.device("key-1").reason?.includes("libusb") === true);
  expect(h.device("key-1").health).toBe("off");
});

test("a rater's keys count only while it asks, once, and silence is no rating", async () => {
  const h = await plugged(rater);
  h.hid.type("/dev/hidraw0", DIGIT(1));
  h.hall.askRating(w(2));
  h.hid.type("/dev/hidraw0", DIGIT(1));
  expect(h.scores).toEqual([]);
  h.hall.askRating(w(1));
  h.hid.type("/dev/hidraw0", DIGIT(9));
  h.hid.type("/dev/hidraw0", DIGIT(2));
  h.hid.type("/dev/hidraw0", DIGIT(5));
  expect(h.scores).toEqual([{ device: "rate-1", window: w(1), score: 4 }]);
  h.hall.askRating(w(1));
  h.hall.cancelRating(w(1));
  h.hid.type("/dev/hidraw0", DIGIT(3));
  expect(h.scores).toHaveLength(1);
  expect(h.device("rate-1").counters).toMatchObject({ ratings: 1, notAsked: 4, unknownKeys: 1 });
});

test("a keyboard-wedge scanner's keys become text, with shift, ended by Enter or by silence", async () => {
  const scanner = { id: "scan-1", role: "code-scanner", driver: "hid-scanner", line: "usb", kiosk: "k1" };
  const h = await plugged(device.parse(scanner));
  const type = (usage: number, shift = false) => h.hid.type("/dev/hidraw0", usage, shift);
  for (const letter of "YY") type(0x04 + letter.charCodeAt(0) - 65, true);
  for (const digit of [2, 0, 2, 6]) type(0x1d + (digit === 0 ? 10 : digit));
  type(0x28);
  expect(h.scans).toEqual([{ device: "scan-1", place: { kiosk: "k1", window: null }, text: "YY2026" }]);
  for (const letter of "ABCD") type(0x04 + letter.charCodeAt(0) - 65);
  await h.until("silence", () => h.scans.length === 2, 1_000);
  expect(h.scans[1]?.text).toBe("abcd");
});
