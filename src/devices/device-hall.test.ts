import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DeviceConfig, device } from "../contract/device-config.ts";
import { type LineConfig, line } from "../contract/hall-config.ts";
import { windowId } from "../contract/ids.ts";
import type { HallPicture, WindowPicture } from "../contract/picture.ts";
import { systemClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import { createDeviceHall, type DeviceHall, type KeyPress, type ScoreGiven } from "./device-hall.ts";
import { FakeHidPort } from "./transport/fake-hid-port.ts";
import { systemPorts, transportOf } from "./transport/open.ts";

// The hall's devices over real TCP. The far ends below decode by their own few lines, not by the code under test.

const CALL = Buffer.from("ff6803036801010c0e16", "hex");
const CALL_2 = Buffer.from("ff6803036802010c0f16", "hex");

class FarEnd {
  readonly sockets = new Set<Socket>();
  bytes = Buffer.alloc(0);
  connects = 0;
  heard: () => void = () => {};
  readonly server: Server = createServer((socket) => {
    this.connects++;
    this.sockets.add(socket);
    socket.on("data", (bytes) => {
      this.bytes = Buffer.concat([this.bytes, bytes]);
      this.heard();
    });
    socket.on("close", () => this.sockets.delete(socket));
    socket.on("error", () => {});
  });
  listen(): Promise<number> {
    return new Promise((resolve) =>
      this.server.listen(0, "127.0.0.1", () => resolve((this.server.address() as AddressInfo).port)),
    );
  }
  send(bytes: Buffer): void {
    for (const socket of this.sockets) socket.write(bytes);
  }
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }
  close(): Promise<void> {
    this.drop();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** The text of an A0 90 frame's data: a colour byte follows each character of one or two bytes. */
function textOf(data: Buffer): string {
  const text: number[] = [];
  for (let at = 0; at < data.length; ) {
    const length = (data[at] ?? 0) >= 0x81 ? 2 : 1;
    text.push(...data.subarray(at, at + length));
    at += length + 1;
  }
  return new TextDecoder("gbk").decode(Buffer.from(text));
}

/** Boards as they are: each whole frame with a right checksum is shown and acknowledged. */
class Boards extends FarEnd {
  readonly shown = new Map<number, string>();
  readonly silent = new Set<number>();
  #from = 0;
  constructor() {
    super();
    this.heard = () => {
      while (this.#frame());
    };
  }
  #frame(): boolean {
    const at = this.bytes.indexOf(Buffer.from([0xa0, 0x90]), this.#from);
    if (at < 0 || this.bytes.length < at + 6) return false;
    const end = at + 6 + this.bytes.readUInt16BE(at + 4);
    if (this.bytes.length <= end) return false;
    this.#from = end + 1;
    const address = this.bytes[at + 2] ?? 0;
    if (this.silent.has(address)) return true;
    const right = this.bytes.subarray(at + 2, end).reduce((a, b) => a ^ b, 0) === this.bytes[end];
    if (right) this.shown.set(address, textOf(this.bytes.subarray(at + 6, end)));
    this.send(Buffer.from([0xa0, 0x90, address, 0xa5, right ? 0xaa : 0x55]));
    return true;
  }
}

let boards: Boards;
let keys: FarEnd;
let hall: DeviceHall;
let presses: KeyPress[];
let scores: ScoreGiven[];
let healthChanges: number;

const window = (n: number, more: Partial<WindowPicture> = {}): WindowPicture => ({
  id: windowId.parse(`w0${n}`),
  name: `${n}号窗口`,
  state: "idle",
  number: null,
  waiting: 3,
  occurrence: 0,
  ...more,
});
const picture = (...windows: WindowPicture[]): HallPicture => ({
  windows,
  queues: [],
  calls: [],
  missed: [],
});

async function until(what: string, probe: () => boolean): Promise<void> {
  for (const end = Date.now() + 40_000; !probe(); ) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const health = (id: string) => hall.health().find((d) => d.id === id);

async function build(
  more: { lines?: unknown[]; devices?: unknown[]; virtualPort?: () => number | null } = {},
) {
  const lines: LineConfig[] = [
    { id: "boards", transport: { kind: "tcp", host: "127.0.0.1", port: await boards.listen() } },
    { id: "keys", transport: { kind: "tcp", host: "127.0.0.1", port: await keys.listen() } },
    ...(more.lines ?? []),
  ].map((l) => line.parse(l));
  const devices: DeviceConfig[] = [
    ...[1, 2].map((n) => ({
      id: `led-${n}`,
      role: "window-board",
      driver: "a090",
      line: "boards",
      address: n,
      window: `w0${n}`,
    })),
    ...[1, 2].map((n) => ({
      id: `key-${n}`,
      role: "keypad",
      driver: "ff68",
      line: "keys",
      address: n,
      window: `w0${n}`,
    })),
    { id: "rater-1", role: "rater", driver: "ff68", line: "keys", address: 1, window: "w01" },
    ...(more.devices ?? []),
  ].map((d) => device.parse(d));
  hall = createDeviceHall({
    lines,
    devices,
    clock: systemClock,
    log: silentLog,
    iso: (at) => new Date(at).toISOString(),
    connect: (line) =>
      transportOf(line, {
        virtualPort: more.virtualPort ?? (() => null),
        ports: { ...systemPorts(), hid: new FakeHidPort() },
        clock: systemClock,
      }),
    createPrinter: () => ({
      print: () => Promise.resolve({ printed: true, nearEnd: false }),
      health: () => ({ health: "ok", reason: null, counters: {} }),
      stop: () => Promise.resolve(),
    }),
    onKey: (press) => presses.push(press),
    onScore: (score) => scores.push(score),
    onCard: () => {},
    onScan: () => {},
    speech: { text: () => "", silent: () => false },
    onHealth: () => void healthChanges++,
  });
  hall.show(picture(window(1), window(2)));
  hall.start();
}

beforeEach(() => {
  boards = new Boards();
  keys = new FarEnd();
  presses = [];
  scores = [];
  healthChanges = 0;
});
afterEach(async () => {
  await hall.stop();
  await boards.close();
  await keys.close();
});

describe("boards", () => {
  test("two on one line show their windows, then what becomes of them", async () => {
    await build();
    await until("idle", () => boards.shown.get(1) === "1号窗口" && boards.shown.get(2) === "2号窗口");
    hall.show(
      picture(window(1, { state: "calling", number: "Z003", occurrence: 1 }), window(2, { state: "paused" })),
    );
    await until("call", () => boards.shown.get(1) === "请Z003" && boards.shown.get(2) === "暂停服务");
    hall.show(
      picture(window(1, { state: "serving", number: "Z003", occurrence: 1 }), window(2, { state: "closed" })),
    );
    await until(
      "serving",
      () => boards.shown.get(1) === "正在办理Z003" && boards.shown.get(2) === "2号窗口 未开放",
    );
    await until("ok", () => health("led-1")?.health === "ok" && health("led-2")?.health === "ok");
    expect(healthChanges).toBeGreaterThan(0);
  });

  test("are painted again after the line was cut", async () => {
    await build();
    await until("shown", () => boards.shown.size === 2);
    boards.shown.clear();
    boards.drop();
    await until("off", () => health("led-1")?.health === "off");
    hall.show(picture(window(1, { state: "calling", number: "Z009", occurrence: 4 }), window(2)));
    await until("repainted", () => boards.shown.get(1) === "请Z009" && boards.shown.get(2) === "2号窗口");
    expect(boards.connects).toBeGreaterThan(1);
  });

  test("one that is silent goes off with its reason and comes back; its neighbour stays lit", async () => {
    boards.silent.add(1);
    await build();
    await until("off", () => health("led-1")?.reason === "无应答");
    expect(health("led-1")).toMatchObject({ health: "off", line: "boards", address: 1, window: "w01" });
    await until("its neighbour", () => health("led-2")?.health === "ok");
    hall.show(picture(window(1), window(2, { state: "calling", number: "Z001", occurrence: 1 })));
    await until("neighbour", () => boards.shown.get(2) === "请Z001");
    boards.silent.clear();
    await until("back", () => health("led-1")?.health === "ok");
    expect(boards.shown.get(1)).toBe("1号窗口");
  });
});

describe("keypads and raters", () => {
  test("a press while boards are being painted is echoed and reported for its own window", async () => {
    await build();
    await until("connected", () => keys.sockets.size === 1);
    for (let n = 1; n <= 50; n++)
      hall.show(
        picture(
          window(1, { state: "calling", number: `Z${String(n).padStart(3, "0")}`, occurrence: n }),
          window(2),
        ),
      );
    keys.send(CALL_2);
    await until("echo", () => keys.bytes.includes(CALL_2));
    await until("last call", () => boards.shown.get(1) === "请Z050");
    expect(presses).toEqual([{ device: "key-2", window: "w02", action: "call-next" }]);
    await until("number", () => keys.bytes.includes(Buffer.from("6801020a0a0a000500", "hex")));
  });

  test("a bounce is one press, a wrong checksum is counted, noise is survived", async () => {
    await build();
    await until("connected", () => keys.sockets.size === 1);
    keys.send(Buffer.concat([CALL, CALL, CALL]));
    keys.send(Buffer.from("ff6803036801010cff16", "hex"));
    keys.send(Buffer.alloc(4096, 0x68));
    keys.send(CALL_2);
    await until("both", () => presses.length === 2);
    expect(presses.map((p) => p.device)).toEqual(["key-1", "key-2"]);
    const counters = health("key-1")?.counters;
    expect(counters).toMatchObject({ presses: 1, badChecksum: 1 });
    expect(counters).toMatchObject({ droppedBytes: 4096 + 10 });
  });

  test("the rater asks and its answer is a score", async () => {
    await build();
    hall.askRating(windowId.parse("w01"));
    hall.askRating(windowId.parse("w02"));
    await until("asked", () => keys.bytes.includes(Buffer.from("ff6803036801010b0d16", "hex")));
    keys.send(Buffer.from("ff680303680111001216", "hex"));
    await until("score", () => scores.length === 1);
    expect(scores).toEqual([{ device: "rater-1", window: "w01", score: 5 }]);
    await until("answer", () => keys.bytes.includes(Buffer.from("ff680303680101000216", "hex")));
  });
});

describe("what is not there", () => {
  test("is off with a reason and harms nobody", async () => {
    await build({
      lines: [
        { id: "virtual", transport: { kind: "virtual" } },
        { id: "hid", transport: { kind: "hid", vendorId: 1, productId: 2 } },
        { id: "tty", transport: { kind: "serial", path: "/dev/tty-not-there" } },
      ],
      devices: [
        { id: "led-v", role: "window-board", driver: "a090", line: "virtual", address: 1, window: "w01" },
        { id: "key-h", role: "keypad", driver: "ff68", line: "hid", address: 1, window: "w01" },
        { id: "led-t", role: "window-board", driver: "a090", line: "tty", address: 1, window: "w01" },
        { id: "id-1", role: "id-reader", driver: "sdt", line: "keys" },
        { id: "printer-1", role: "ticket-printer", driver: "escpos", line: "virtual" },
      ],
    });
    await until("reasons", () => health("led-t")?.reason === "串口 /dev/tty-not-there 不存在");
    expect(health("led-v")).toMatchObject({ health: "off", reason: "虚拟大厅未运行" });
    expect(health("key-h")).toMatchObject({
      health: "off",
      reason: "找不到 HID 设备 0001:0002，请检查是否插好",
    });
    await until("reader", () => health("id-1")?.reason === "读卡器无应答");
    expect(health("id-1")).toMatchObject({ health: "off", address: null });
    expect(health("printer-1")).toMatchObject({ health: "off" });
    await until("neighbours", () => boards.shown.size === 2);
    const progress = { handed: () => {} };
    expect(await hall.print("led-1", { title: "", lines: [] }, progress)).toMatchObject({
      trouble: "unknown-printer",
    });
    const { print } = hall;
    expect(await print("printer-1", { title: "", lines: [] }, progress)).toMatchObject({
      printed: true,
    });
  });

  test("a virtual line comes up when its far end names a port", async () => {
    const far = new Boards();
    let port: number | null = null;
    await build({
      lines: [{ id: "virtual", transport: { kind: "virtual" } }],
      devices: [
        { id: "led-v", role: "window-board", driver: "a090", line: "virtual", address: 7, window: "w02" },
      ],
      virtualPort: () => port,
    });
    await until("off", () => health("led-v")?.reason === "虚拟大厅未运行");
    port = await far.listen();
    await until("shown", () => far.shown.get(7) === "2号窗口" && health("led-v")?.health === "ok");
    await far.close();
    await until("refused", () => health("led-v")?.reason === `127.0.0.1:${port} 对方拒绝连接`);
  });
});
