import { expect, test } from "vitest";
import { device } from "../contract/device-config.ts";
import { FarEnd, ff68, tcpLine, useFarEnds, w } from "./far-end.test-kit.ts";

// How long each kind of device is waited for, and how often it is asked before it counts as off, is its own config.

const { far, hall } = useFarEnds();

/** A far end that never says a word, and the milliseconds until the hall calls the device off. */
async function offAfter(config: Record<string, unknown>): Promise<number> {
  const end = await far(new FarEnd());
  const h = hall([tcpLine("l", end.port)], [device.parse({ id: "d", line: "l", ...config })]);
  await h.until("asked", () => end.bytes.length > 0);
  const since = h.clock.now();
  await h.until("off", () => h.device("d").health === "off", 60_000);
  return h.clock.now() - since;
}

test.each([
  ["a card reader", { role: "id-reader", driver: "sdt", kiosk: "k1" }, 500],
  ["a speech module", { role: "speaker", driver: "xf-tts" }, 2_000],
  ["a slip printer", { role: "ticket-printer", driver: "escpos" }, 3_000],
  [
    "a polled keypad",
    { role: "keypad", driver: "ff68", address: 1, window: "w01", poll: { frame: "0231", idle: "06" } },
    1_000,
  ],
])("%s: one short wait makes it off soon, several long ones late", async (_, config, soon) => {
  const quick = await offAfter({ ...config, timeoutMs: 100, tries: 1 });
  expect(quick).toBeLessThan(soon);
  const patient = await offAfter({ ...config, timeoutMs: 2_000, tries: 4 });
  expect(patient).toBeGreaterThan(8_000);
});

test("a rater is asked again while nobody has rated, as often as configured", async () => {
  const end = await far(new FarEnd());
  const config = { id: "r", role: "rater", driver: "ff68", line: "l", address: 1, window: "w01" };
  const h = hall([tcpLine("l", end.port)], [device.parse({ ...config, timeoutMs: 1_000, tries: 3 })]);
  await h.until("connected", () => end.connected === 1);
  const ask = ff68(1, 0x01, 0x0b).toString("hex");
  const asked = () => end.bytes.toString("hex").split(ask).length - 1;
  h.hall.askRating(w(1));
  await h.until("asked", () => asked() === 1);
  await h.pass(900);
  expect(asked()).toBe(1);
  await h.pass(10_000);
  expect(asked()).toBe(3);
  h.hall.askRating(w(1));
  await h.until("asked anew", () => asked() === 4);
  end.send(ff68(1, 0x11, 0));
  await h.until("rated", () => h.scores.length === 1);
  await h.pass(5_000);
  expect(asked()).toBe(4);
});
