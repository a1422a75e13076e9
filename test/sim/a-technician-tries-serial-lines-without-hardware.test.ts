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
  await until("all devices on", allOn, 30_000);

  await hall.window("w01", "open", { staff: "s01" });
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  const slip = await hall.virtual.until("the slip", (view) => cutSlips(view, "printer-1")[0]);
  expect(slip).toContain(ticket.number);
  await hall.virtual.press("key-w01", "call");
  await hall.virtual.shows("led-w01", ticket.number);
  await hall.virtual.until("the echo", (view) => deviceOf(view, "key-w01", "keypad").last?.heard);

  await hall.killVirtual("SIGTERM");
  await until("all off", async () => !(await allOn()), 30_000);
  await hall.startVirtual();
  await until("all on again", allOn, 60_000);
  await hall.virtual.shows("led-w01", ticket.number);
});
