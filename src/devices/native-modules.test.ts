import { createRequire } from "node:module";
import { afterEach, expect, test } from "vitest";
import { line } from "../contract/hall-config.ts";
import { ManualClock, systemClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { createDeviceHall, type DeviceHall } from "./device-hall.ts";
import { systemPorts, transportOf } from "./transport/open.ts";

// Native modules are CommonJS, so what was loaded stands in require's cache of this worker.
const { cache } = createRequire(import.meta.url);
const loaded = (name: string) => Object.keys(cache).some((file) => file.includes(`/node_modules/${name}/`));

let hall: DeviceHall | null = null;
afterEach(() => hall?.stop());

function start(...transports: object[]): void {
  hall = createDeviceHall({
    lines: transports.map((transport, i) => line.parse({ id: `l${i}`, transport })),
    devices: [],
    clock: new ManualClock(0),
    log: silentLog,
    iso: (at) => new Date(at).toISOString(),
    connect: (config) =>
      transportOf(config, { virtualPort: () => null, clock: systemClock, ports: systemPorts() }),
    createPrinter: () => {
      throw new Error("no printer here");
    },
    onKey: () => {},
    onScore: () => {},
    onCard: () => {},
    onScan: () => {},
    speech: { text: () => "", silent: () => false },
    onHealth: () => {},
  });
  hall.start();
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 20));

test("a hall without serial and HID lines loads neither module; each is loaded by its own line", async () => {
  start({ kind: "virtual" }, { kind: "tcp", host: "127.0.0.1", port: 9 });
  await turn();
  expect([loaded("serialport"), loaded("@serialport"), loaded("node-hid")]).toEqual([false, false, false]);
  await hall?.stop();

  start({ kind: "serial", path: "/dev/hall-no-such-port" });
  while (!loaded("serialport")) await turn();
  expect(loaded("node-hid")).toBe(false);
  await hall?.stop();

  start({ kind: "hid", vendorId: 1, productId: 2 });
  while (!loaded("node-hid")) await turn();
});
