import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import { startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";
import { cutSlips, deviceOf } from "./support/virtual.ts";

it("a config with serial lines runs on the virtual hall's own serial ports, and again after it was restarted", async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "hall-tty-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const hall = await startHall({
    config: (c) => ({
      ...c,
      lines: (c.lines ?? []).map(({ id }) => ({
        id,
        transport: { kind: "serial" as const, path: path.join(dir, `tty-${id}`), baudRate: 9600 },
      })),
    }),
  });
  onTestFinished(() => hall.stop());
  expect((await hall.virtual.state()).notes).toEqual([]);
  const allOn = async () =>
    (await hall.call<SystemView>("GET", "/system")).json.devices.every((device) => device.health === "ok");
  await until("all devices on", allOn);

  await hall.window("w01", "open", { staff: "s01" });
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  const slip = await hall.virtual.until("the slip", (view) => cutSlips(view, "printer-1")[0]);
  expect(slip).toContain(ticket.number);
  await hall.virtual.press("key-w01", "call");
  await hall.virtual.shows("led-w01", ticket.number);
  await hall.virtual.until("the echo", (view) => deviceOf(view, "key-w01", "keypad").last?.heard);

  await hall.killVirtual("SIGTERM");
  await until("all off", async () => !(await allOn()));
  await hall.startVirtual();
  await until("all on again", allOn);
  await hall.virtual.shows("led-w01", ticket.number);
});

it("every kind of device is unplugged under load and right again when it is back", async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "hall-tty-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const serial = (id: string) => ({
    id,
    transport: { kind: "serial" as const, path: path.join(dir, `tty-${id}`), baudRate: 9600 },
  });
  const hall = await startHall({
    config: (c) => ({
      ...c,
      lines: [...(c.lines ?? []).map(({ id }) => id), "card", "scan", "speech"].map(serial),
      devices: [
        ...(c.devices ?? []),
        { id: "id-1", role: "id-reader", driver: "sdt", line: "card", window: "w01" },
        { id: "scan-1", role: "code-scanner", driver: "serial-scanner", line: "scan", window: "w01" },
        { id: "tts-1", role: "speaker", driver: "xf-tts", line: "speech" },
      ],
    }),
  });
  onTestFinished(() => hall.stop());
  const healths = async () =>
    (await hall.call<SystemView>("GET", "/system")).json.devices.map((device) => device.health);
  const allOn = async () => (await healths()).every((health) => health === "ok");
  await until("all devices on", allOn);
  await hall.window("w01", "open", { staff: "s01" });
  const first = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  await hall.virtual.press("key-w01", "call");
  await hall.virtual.shows("led-w01", first.number);

  // The plugs are pulled while slips, calls and sentences are under way; the hall goes on without its devices.
  const cut = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  await hall.window("w01", "call-next");
  await hall.killVirtual("SIGKILL");
  const unheard = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  await hall.window("w01", "call-next");
  await until("all off", async () => (await healths()).every((health) => health === "off"));
  await hall.startVirtual();
  await until("all on again", allOn);

  await hall.virtual.shows("led-w01", unheard.number);
  await hall.virtual.until(
    "the keypad's number",
    (view) => deviceOf(view, "key-w01", "keypad").number === unheard.number.slice(-3),
  );
  await hall.virtual.until("the voice", (view) => {
    const module = deviceOf(view, "tts-1", "speaker");
    return module.speaking !== null || module.said.length > 0;
  });
  await hall.virtual.until("the reader's polls", (view) => deviceOf(view, "id-1", "card-reader").connected);
  await hall.virtual.act({
    act: "card",
    device: "id-1",
    card: { name: "张三丰", number: "11010519491231002X" },
  });
  await hall.virtual.until("the card", (view) => deviceOf(view, "id-1", "card-reader").reads === 1);
  await hall.virtual.act({ act: "scan", device: "scan-1", text: "YY2026001" });
  const scans = async () =>
    (await hall.call<SystemView>("GET", "/system")).json.devices.find((d) => d.id === "scan-1")?.counters
      .scans;
  await until("the scan", async () => (await scans()) === 1);
  await hall.virtual.press("key-w01", "recall");
  await hall.virtual.until("the echo", (view) => deviceOf(view, "key-w01", "keypad").last?.heard);
  await hall.window("w01", "finish");
  await hall.virtual.until("the rater's question", (view) => deviceOf(view, "rater-w01", "rater").asking);
  for (const ticket of [cut, unheard])
    await until(
      `the slip of ${ticket.number}`,
      async () => (await hall.ticket(ticket.id)).slip?.state !== "pending",
    );
  const states = await Promise.all([cut, unheard].map(async (t) => (await hall.ticket(t.id)).slip?.state));
  for (const state of states) expect(["printed", "reprinted", "failed"]).toContain(state);
});
