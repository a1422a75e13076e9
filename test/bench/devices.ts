import type { DeviceConfig } from "../../src/contract/device-config.ts";
import type { LineConfig } from "../../src/contract/hall-config.ts";
import type { WindowId } from "../../src/contract/ids.ts";
import { createDeviceHall } from "../../src/devices/device-hall.ts";
import { BoardReplyParser, encodeShow } from "../../src/devices/protocols/a090.ts";
import { Aabb5154AnswerParser, encodeProbe } from "../../src/devices/protocols/aabb5154.ts";
import { encodeAlpha, stringCommand } from "../../src/devices/protocols/alpha.ts";
import { encodePing } from "../../src/devices/protocols/bx5k.ts";
import { encodeLines } from "../../src/devices/protocols/cd5220.ts";
import { createStatusReader } from "../../src/devices/protocols/escpos-status.ts";
import { encodeFf68, Ff68Parser } from "../../src/devices/protocols/ff68.ts";
import { encodeNumber } from "../../src/devices/protocols/led8.ts";
import { encodeWriteSingle } from "../../src/devices/protocols/modbus.ts";
import type { ByteTransport } from "../../src/devices/transport/transport.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { silentLog } from "../../src/kernel/log.ts";
import { BusyHall, callTimes } from "../sim/support/busy-hall.ts";
import { seeded } from "../sim/support/seeded.ts";
import { type Figure, figure, ms } from "./figures.ts";

const IDLE_DEVICES = 100;

/** Frames a second of each protocol, the share of a core that idle devices take, and calls against the wire's limit. */
export async function benchDevices(quick: boolean): Promise<Figure[]> {
  return [
    ...codecs(quick ? 100 : 1_000),
    await idle(quick ? 10_000 : 60_000),
    ...(await lines(quick ? 2 : 10)),
  ];
}

function codecs(forMs: number): Figure[] {
  const press = encodeFf68({ address: 1, func: 1, data: [0x0c] });
  const a090 = new BoardReplyParser();
  const aabb = new Aabb5154AnswerParser();
  const ff68 = new Ff68Parser();
  const status = createStatusReader();
  const reply = Buffer.from([0xa0, 0x90, 1, 0xa5, 0xaa]);
  const asb = Buffer.from([0x10, 0, 0, 0]);
  const probed = Buffer.from([0x1b]);
  const work: readonly (readonly [name: string, run: () => unknown])[] = [
    ["a090 encode 请A001到3号窗口", () => encodeShow(3, [{ text: "请A001到3号窗口", colour: "red" }])],
    ["a090 parse", () => a090.push(reply)],
    ["ff68 encode", () => encodeFf68({ address: 1, func: 2, data: [0x0a, 0x0a, 0x0a, 0, 0, 7] })],
    ["ff68 parse", () => ff68.push(press)],
    ["aabb5154 encode probe", () => encodeProbe(1)],
    ["aabb5154 parse", () => aabb.push(probed)],
    ["bx5k encode ping (escaped, CRC)", () => encodePing(1)],
    ["alpha encode", () => encodeAlpha(0, true, [stringCommand("1", "A001")])],
    ["cd5220 encode", () => encodeLines("A001", "3", false)],
    ["led8 encode", () => encodeNumber("001", 1, false)],
    ["modbus encode", () => encodeWriteSingle(1, 0, 123)],
    ["escpos status parse", () => status.push(asb)],
  ];
  return work.map(([name, run]) => figure(`${name}, a second`, perSecond(run, forMs).toLocaleString("en")));
}

function perSecond(run: () => unknown, forMs: number): number {
  for (let i = 0; i < 2_000; i++) run();
  const begin = performance.now();
  let done = 0;
  let now = begin;
  while (now - begin < forMs) {
    for (let i = 0; i < 500; i++) run();
    done += 500;
    now = performance.now();
  }
  return Math.round((done * 1_000) / (now - begin));
}

/** Fifty boards that answer and fifty keypads, on ten lines, with nothing to do but what they do by themselves. */
async function idle(forMs: number): Promise<Figure> {
  const lineConfigs: LineConfig[] = [];
  const devices: DeviceConfig[] = [];
  for (let l = 0; l < 10; l++) {
    const line = `l${l}`;
    lineConfigs.push({
      id: line,
      transport: { kind: "serial", path: `/${l}`, baudRate: 9600, dataBits: 8, parity: "none", stopBits: 1 },
    });
    for (let address = 1; address <= IDLE_DEVICES / 20; address++) {
      const on = { line, address, window: `w${l}-${address}` as WindowId };
      devices.push(
        { ...on, id: `b${l}-${address}`, role: "window-board", driver: "a090", characters: 16, tries: 4 },
        { ...on, id: `k${l}-${address}`, role: "keypad", driver: "ff68", debounceMs: 800 },
      );
    }
  }
  const hall = createDeviceHall({
    lines: lineConfigs,
    devices,
    clock: systemClock,
    log: silentLog,
    iso: (at) => new Date(at).toISOString(),
    connect: () => () => Promise.resolve(answeringBoards()),
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
  const windows = devices.flatMap((d) =>
    d.role === "keypad"
      ? [{ id: d.window, name: d.window, state: "idle" as const, number: null, waiting: 0, occurrence: 0 }]
      : [],
  );
  hall.start();
  hall.show({ windows, queues: [], calls: [], missed: [] });
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 10 / forMs;
  await hall.stop();
  return figure(`${IDLE_DEVICES} devices idle, share of a core`, `${share.toFixed(2)} %`, "3 %", share <= 3);
}

function answeringBoards(): ByteTransport {
  let listener: (bytes: Buffer) => void = () => {};
  let end: (reason: string) => void = () => {};
  const closed = new Promise<string>((resolve) => {
    end = resolve;
  });
  return {
    write: (bytes) => {
      if (bytes[0] === 0xa0)
        setImmediate(() => listener(Buffer.from([0xa0, 0x90, bytes[2] ?? 0, 0xa5, 0xaa])));
      return Promise.resolve();
    },
    onData: (given) => {
      listener = given;
    },
    closed,
    close: () => {
      end("closed");
      return Promise.resolve();
    },
  };
}

async function lines(minutes: number): Promise<Figure[]> {
  const needs = { lines: 3, perLine: 10, baud: 9600 };
  const hall = new BusyHall({ ...needs, random: seeded(1) });
  hall.start();
  await hall.clock.run(hall.clock.now() + 10_000);
  await hall.minutes(minutes, 60);
  await hall.clock.run(hall.clock.now() + 5_000);
  const times = callTimes(hall, needs.perLine, needs.baud);
  await hall.stop();
  const ratio = times.worst / times.limit;
  const what = "30 boards and 30 keypads, 3 lines at 9600 baud, 60 calls a minute";
  return [
    figure(
      `${what}: calls; wire busy; collisions`,
      `${times.calls}; ${(times.load * 100).toFixed(0)} %; ${times.collisions}`,
    ),
    figure("call → board, median; the wire's limit", `${ms(times.median)}; ${ms(times.limitMedian)}`),
    figure("call → board, worst; the wire's limit", `${ms(times.worst)}; ${ms(times.limit)}`),
    figure("worst : limit", ratio.toFixed(2), "1.3", ratio <= 1.3),
  ];
}
