import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { device } from "../contract/device-config.ts";
import { type LineConfig, line as lineConfig } from "../contract/hall-config.ts";
import { ManualClock, systemClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { createDeviceHall, type KeyPress } from "./device-hall.ts";
import { FakeWire, settled } from "./fake-wire.ts";
import { board, calling, ff68, picture, windowPicture } from "./far-end.test-kit.ts";
import { systemPorts, transportOf } from "./transport/open.ts";
import type { Connect } from "./transport/transport.ts";

// Keypads that speak only when they are asked. The question is the maker's, given by the config; here it is func 05, and
// the answer "no key waits" is func 05 with a zero.

const poll = (address: number) => ff68(address, 0x05);
const none = (address: number) => ff68(address, 0x05, 0);
const CALL = (address: number) => ff68(address, 0x01, 0x0c);
const polled = (n: number, change: object = {}, options: object = {}) =>
  device.parse({
    id: `key-${n}`,
    role: "keypad",
    driver: "ff68",
    line: "l",
    address: n,
    window: `w0${n}`,
    poll: { frame: poll(n).toString("hex"), idle: none(n).toString("hex"), everyMs: 300, ...change },
    ...options,
  });
const serial = lineConfig.parse({
  id: "l",
  transport: { kind: "serial", path: "/dev/ttyX", baudRate: 9600 },
});

const halls: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const hall of halls.splice(0)) await hall.stop();
});

function hallOn(
  connect: Connect,
  clock: typeof systemClock | ManualClock,
  devices: readonly ReturnType<typeof polled>[],
) {
  const presses: KeyPress[] = [];
  const hall = createDeviceHall({
    lines: [serial],
    devices,
    clock,
    log: silentLog,
    iso: (at) => new Date(at).toISOString(),
    connect: () => connect,
    createPrinter: () => {
      throw new Error("no printer here");
    },
    onKey: (press) => presses.push(press),
    onScore: () => {},
    onCard: () => {},
    onScan: () => {},
    speech: { text: () => "", silent: () => false },
    onHealth: () => {},
  });
  halls.push(hall);
  hall.start();
  const view = (id: string) => hall.health().find((d) => d.id === id);
  return { hall, presses, view };
}

async function onWire(...devices: readonly ReturnType<typeof polled>[]) {
  const clock = new ManualClock(1_000_000);
  const wire = new FakeWire();
  const made = hallOn(wire.connect, clock, devices);
  const pass = async (ms: number) => {
    await settled();
    for (let left = ms; left > 0; left--) {
      clock.advance(1);
      await settled();
    }
  };
  await pass(0);
  return { ...made, clock, wire, pass };
}

const polls = (written: readonly string[], n: number) =>
  written.filter((hex) => hex === poll(n).toString("hex")).length;

test("a polled keypad is asked again and again; its press is echoed, told once, and nothing waits is nothing", async () => {
  const { wire, pass, presses, view } = await onWire(polled(1));
  let waiting: Buffer | null = null;
  wire.onWrite = (bytes) => {
    if (bytes.equals(poll(1))) wire.receive(waiting ?? none(1));
    if (waiting && bytes.equals(waiting)) waiting = null;
  };
  await pass(3_000);
  expect(polls(wire.take(), 1)).toBeGreaterThanOrEqual(9);
  expect(presses).toEqual([]);
  waiting = CALL(1);
  await pass(400);
  expect(presses).toMatchObject([{ device: "key-1", action: "call-next" }]);
  expect(wire.take()).toContain(CALL(1).toString("hex"));
  await pass(2_000);
  expect(presses).toHaveLength(1);
  // The first question went out before there was a far end.
  expect(view("key-1")).toMatchObject({ health: "ok", counters: { unknownKeys: 0, pollsMissed: 1 } });
});

test("a keypad that misses its polls is off after so many tries, costs the line ever less, and comes back", async () => {
  const { wire, pass, view } = await onWire(polled(1, {}, { timeoutMs: 80, tries: 2 }), polled(2));
  wire.onWrite = (bytes) => {
    if (bytes.equals(poll(2))) wire.receive(none(2));
  };
  await pass(1_000);
  expect(view("key-1")).toMatchObject({ health: "off", reason: "轮询无应答" });
  expect(view("key-2")).toMatchObject({ health: "ok" });
  wire.take();
  await pass(20_000);
  const asked = wire.take();
  expect(polls(asked, 1)).toBeLessThan(8);
  expect(polls(asked, 2)).toBeGreaterThan(50);
  wire.onWrite = (bytes) => {
    if (bytes.equals(poll(1))) wire.receive(none(1));
  };
  await pass(16_000);
  expect(view("key-1")).toMatchObject({ health: "ok", reason: null });
});

test("a late answer is a press all the same, and so is one that comes while another is asked", async () => {
  const { wire, pass, clock, presses } = await onWire(polled(1, {}, { timeoutMs: 50 }), polled(2));
  wire.onWrite = (bytes) => {
    // Keypad 1 takes twice the time it has; by then keypad 2 is being asked.
    if (bytes.equals(poll(1)) && presses.length === 0)
      clock.at(clock.now() + 100, () => {
        if (presses.length === 0) wire.receive(CALL(1));
      });
  };
  await pass(1_000);
  expect(presses).toMatchObject([{ device: "key-1", action: "call-next" }]);
  expect(wire.take().filter((hex) => hex === CALL(1).toString("hex")).length).toBeGreaterThanOrEqual(1);
});

test("where a keypad says nothing when no key waits, silence is well and never opens the line anew", async () => {
  const { wire, pass, view, presses } = await onWire(polled(1, { idle: undefined }));
  await pass(20_000);
  expect(view("key-1")).toMatchObject({ health: "ok", counters: { pollsMissed: 0 } });
  expect(wire.connects).toBe(1);
  wire.onWrite = (bytes) => {
    if (bytes.equals(poll(1)) && presses.length === 0) wire.receive(CALL(1));
  };
  await pass(500);
  expect(presses).toHaveLength(1);
});

test("an answer of the maker's own form ends the question as well", async () => {
  const config = polled(1, { frame: "02 31 05 03", idle: "02 31 00 03", everyMs: 200 });
  const { wire, pass, view } = await onWire(config);
  wire.onWrite = (bytes) => {
    if (!bytes.equals(Buffer.from("02310503", "hex"))) return;
    wire.receive("0231");
    wire.receive("0003");
  };
  await pass(2_000);
  expect(view("key-1")).toMatchObject({ health: "ok", counters: { pollsMissed: 1 } });
  expect(view("key-1")?.counters.polls).toBeGreaterThan(8);
});

test("a fresh call and a repaint go before polling, even when many keypads are due", async () => {
  const keypads = [1, 2, 3, 4].map((n) => polled(n, { everyMs: 50 }, { timeoutMs: 40 }));
  const { wire, pass, hall } = await onWire(...keypads, { ...board(1, "l") }, { ...board(2, "l") });
  const show = (number: string | null) =>
    hall.show(picture(number === null ? windowPicture(1) : calling(1, number), windowPicture(2)));
  wire.onWrite = (bytes) => {
    if (bytes[0] === 0xa0) wire.receive(Buffer.from([0xa0, 0x90, bytes[2] ?? 0, 0xa5, 0xaa]));
  };
  show(null);
  await pass(1_000);
  wire.take();
  for (let call = 1; call <= 20; call++) {
    show(`A${String(call).padStart(3, "0")}`);
    const before = wire.written.length;
    await pass(100);
    // What was being said when the call came may end; the call is next.
    const next = wire.written.slice(before).map((bytes) => bytes.subarray(0, 4).toString("hex"));
    expect(next.indexOf("a09001a5")).toBeGreaterThanOrEqual(0);
    expect(next.indexOf("a09001a5")).toBeLessThanOrEqual(1);
  }
});

test("over a pty: presses at any moment are each told once, while boards are lit", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hall-polled-"));
  const [near, far] = [path.join(folder, "near"), path.join(folder, "far")];
  const socat = spawn("socat", [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], {
    stdio: "ignore",
  });
  const until = async (what: string, done: () => boolean) => {
    for (const end = Date.now() + 40_000; !done(); ) {
      if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  await until("the pty", () => existsSync(near) && existsSync(far));
  const portOf = (at: string) => {
    const transport = { ...serial.transport, path: at } as LineConfig["transport"];
    return transportOf(
      { id: "l", transport },
      { virtualPort: () => null, ports: systemPorts(), clock: systemClock },
    );
  };
  const wire = await portOf(far)(new AbortController().signal);
  // After the hall: a pty whose other end closes first would report an error to nobody.
  onTestFinished(async () => {
    for (const hall of halls.splice(0)) await hall.stop();
    await wire.close();
    socat.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  const waiting = new Map<number, Buffer[]>([1, 2].map((n) => [n, []]));
  let heard = Buffer.alloc(0);
  wire.onData((chunk) => {
    heard = Buffer.concat([heard, chunk]);
    for (const n of [1, 2]) {
      const keys = waiting.get(n) ?? [];
      const echo = keys[0] && heard.indexOf(keys[0]);
      if (keys[0] && echo !== undefined && echo >= 0) {
        heard = Buffer.concat([heard.subarray(0, echo), heard.subarray(echo + keys[0].length)]);
        keys.shift();
      }
      const asked = heard.indexOf(poll(n));
      if (asked < 0) continue;
      heard = Buffer.from(heard.subarray(asked + poll(n).length));
      // Its end may be closed while this goes out.
      wire.write(keys[0] ?? none(n)).catch(() => {});
    }
  });
  const quick = { everyMs: 50 };
  const options = { debounceMs: 0 };
  const { presses, view } = hallOn(portOf(near), systemClock, [
    polled(1, quick, options),
    polled(2, quick, options),
  ]);
  await until("both answer", () => [1, 2].every((n) => view(`key-${n}`)?.counters.polls !== 0));
  const keys = [0x0c, 0x0d, 0x12, 0x13];
  for (const key of keys) for (const n of [1, 2]) waiting.get(n)?.push(ff68(n, 0x01, key));
  await until("all presses", () => presses.length >= 8);
  await until("all echoed", () => [...waiting.values()].every((left) => left.length === 0));
  for (const n of [1, 2])
    expect(presses.filter((p) => p.device === `key-${n}`).map((p) => p.action)).toEqual([
      "call-next",
      "recall",
      "pause-toggle",
      "transfer",
    ]);
  expect(view("key-1")).toMatchObject({ health: "ok" });
});
