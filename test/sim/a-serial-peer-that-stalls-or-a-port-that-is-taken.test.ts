import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SerialPort } from "serialport";
import { expect, onTestFinished, test } from "vitest";
import { device as deviceSchema } from "../../src/contract/device-config.ts";
import { line as lineSchema } from "../../src/contract/hall-config.ts";
import type { WindowId } from "../../src/contract/ids.ts";
import { createDeviceHall } from "../../src/devices/device-hall.ts";
import { systemPorts, transportOf } from "../../src/devices/transport/open.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { silentLog } from "../../src/kernel/log.ts";
import { startProcess } from "./support/child.ts";
import { virtualHallCommand } from "./support/commands.ts";
import { hallOf } from "./support/config.ts";
import { until } from "./support/until.ts";

// The device hall on real serial ports, each a pty of socat's with the virtual hall behind it.

async function serialHall() {
  const dir = mkdtempSync(path.join(os.tmpdir(), "hall-pty-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const tty = path.join(dir, "tty-boards");
  const transport = { kind: "serial" as const, path: tty, baudRate: 9600 };
  const lines = [{ id: "boards", transport }];
  const devices = [1, 2].map((n) => ({
    id: `led-${n}`,
    role: "window-board" as const,
    driver: "a090" as const,
    line: "boards",
    address: n,
    window: `w0${n}`,
  }));
  const file = path.join(dir, "hall.json");
  writeFileSync(file, JSON.stringify({ ...hallOf("http://127.0.0.1:9"), kiosks: [], lines, devices }));
  const far = await startProcess(
    [...(await virtualHallCommand()), "--config", file],
    {},
    (output) => (/"virtualHall":"ready"/.test(output) ? "ready" : null),
    60_000,
  );
  await until("the port", () => existsSync(tty));
  onTestFinished(async () => {
    process.kill(far.pid, "SIGCONT");
    await far.kill("SIGTERM");
  });
  const hall = createDeviceHall({
    lines: lines.map((l) => lineSchema.parse(l)),
    devices: devices.map((d) => deviceSchema.parse(d)),
    clock: systemClock,
    log: silentLog,
    iso: (at) => new Date(at).toISOString(),
    connect: (l) => transportOf(l, { virtualPort: () => null, ports: systemPorts(), clock: systemClock }),
    createPrinter: () => {
      throw new Error("no printer here");
    },
    onKey: () => {},
    onScore: () => {},

    onCard: () => {},
    onScan: () => {},
    speech: { text: () => "", silent: () => false },
    onHealth: () => {},
  } as Parameters<typeof createDeviceHall>[0]);
  onTestFinished(() => hall.stop());
  hall.show({
    windows: [1, 2].map((n) => ({
      id: `w0${n}` as WindowId,
      name: `${n}号窗口`,
      state: "idle",
      number: null,
      waiting: 0,
      occurrence: 0,
    })),
    queues: [],
    calls: [],
    missed: [],
  });
  const all = (health: string) => () => hall.health().every((d) => d.health === health);
  return { hall, far, tty, all };
}

test("a far end that is stopped in its tracks (SIGSTOP) is off, and right again when it goes on", async () => {
  const { hall, far, all } = await serialHall();
  hall.start();
  await until("all on", all("ok"));
  process.kill(far.pid, "SIGSTOP");
  hall.show({
    windows: [1, 2].map((n) => ({
      id: `w0${n}` as WindowId,
      name: `${n}号窗口`,
      state: "calling",
      number: `A00${n}`,
      waiting: 0,
      occurrence: 1,
    })),
    queues: [],
    calls: [],
    missed: [],
  });
  await until("all off", all("off"));
  process.kill(far.pid, "SIGCONT");
  await until("all on again", all("ok"));
});

test("two masters: a port that another program holds is said to be taken, and used once it is free", async () => {
  const { hall, tty, all } = await serialHall();
  const other = new SerialPort({ path: tty, baudRate: 9600, lock: true, autoOpen: false });
  await new Promise<void>((resolve, reject) => other.open((error) => (error ? reject(error) : resolve())));
  hall.start();
  await until("taken", () => hall.health().every((d) => d.reason?.includes("被其他程序占用")));
  await new Promise<void>((resolve) => other.close(() => resolve()));
  await until("all on", all("ok"));
  expect(hall.facts("led-1")?.line.connected).toBe(true);
});
