import net, { type AddressInfo, type Socket } from "node:net";
import { afterEach } from "vitest";
import type { ConfigOf, DeviceConfig } from "../contract/device-config.ts";
import type { LineConfig } from "../contract/hall-config.ts";
import type { WindowId } from "../contract/ids.ts";
import type { HallPicture, WindowPicture } from "../contract/picture.ts";
import { ManualClock, systemClock } from "../kernel/clock.ts";
import { silentLog } from "../kernel/log.ts";
import {
  type CardRead,
  type CodeScanned,
  createDeviceHall,
  type DeviceHall,
  type KeyPress,
  type ScoreGiven,
} from "./device-hall.ts";
import { EscposPrinter } from "./drivers/printer/escpos-printer.ts";
import { GlyphSource } from "./drivers/printer/glyphs.ts";
import { isOnTheWay, ownPorts } from "./on-the-way.test-kit.ts";
import { FakeHidPort } from "./transport/fake-hid-port.ts";
import { systemPorts, transportOf } from "./transport/open.ts";

// What the tests of the device hall stand on: far ends on loopback with decoders of their own, and a clock that runs
// a millisecond with each look at the condition waited for, so that no test waits in real time.

/** A TCP end that keeps all it was sent; `answer` may write back. */
export class FarEnd {
  bytes = Buffer.alloc(0);
  connections = 0;
  port = 0;
  answer: (chunk: Buffer, socket: Socket) => void = () => {};
  #sockets = new Set<Socket>();
  #server: net.Server | null = null;

  async open(port = 0): Promise<this> {
    const server = net.createServer({ noDelay: true }, (socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on("data", (chunk: Buffer) => {
        this.bytes = Buffer.concat([this.bytes, chunk]);
        this.answer(chunk, socket);
      });
      socket.on("close", () => this.#sockets.delete(socket));
      socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    ownPorts.add(this.port);
    this.#server = server;
    return this;
  }
  get connected(): number {
    return this.#sockets.size;
  }
  send(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
  async close(): Promise<void> {
    this.drop();
    ownPorts.delete(this.port);
    const server = this.#server;
    this.#server = null;
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}

export interface SeenFrame {
  readonly address: number;
  readonly text: string;
  readonly colours: readonly number[];
  readonly ok: boolean;
}

/** A0 90 frames read the way a board reads them, independent of the hall's code. */
function boardFrames(bytes: Buffer): SeenFrame[] {
  const seen: SeenFrame[] = [];
  for (let i = 0; i + 7 <= bytes.length; i++) {
    if (bytes[i] !== 0xa0 || bytes[i + 1] !== 0x90 || bytes[i + 3] !== 0xa5) continue;
    const end = i + 6 + bytes.readUInt16BE(i + 4);
    if (end >= bytes.length) break;
    const xor = bytes.subarray(i + 2, end).reduce((x, byte) => x ^ byte, 0);
    const address = bytes[i + 2] ?? -1;
    seen.push({ address, ...readCells(bytes.subarray(i + 6, end)), ok: xor === bytes[end] });
    i = end;
  }
  return seen;
}

/** One or two bytes of GBK and a colour byte for each character. */
function readCells(data: Buffer): { text: string; colours: number[] } {
  const chars: number[] = [];
  const colours: number[] = [];
  for (let k = 0; k < data.length; ) {
    const wide = (data[k] ?? 0) > 0x80 ? 2 : 1;
    chars.push(...data.subarray(k, k + wide));
    colours.push(data[k + wide] ?? -1);
    k += wide + 1;
  }
  return { text: new TextDecoder("gbk").decode(Uint8Array.from(chars)), colours };
}

/** A board line: every whole frame to an address that is on is acknowledged. */
export class BoardEnd extends FarEnd {
  readonly silent = new Set<number>();
  readonly refusing = new Set<number>();
  #seen = 0;
  override answer = (_: Buffer, socket: Socket) => {
    const frames = this.frames();
    for (; this.#seen < frames.length; this.#seen++) {
      const { address, ok } = frames[this.#seen] as SeenFrame;
      if (this.silent.has(address)) continue;
      socket.write(Buffer.from([0xa0, 0x90, address, 0xa5, ok && !this.refusing.has(address) ? 0xaa : 0x55]));
    }
  };
  frames(address?: number): SeenFrame[] {
    return boardFrames(this.bytes).filter((f) => address === undefined || f.address === address);
  }
  shows(address: number): string {
    return this.frames(address).at(-1)?.text ?? "";
  }
}

export function ff68(address: number, func: number, ...data: number[]): Buffer {
  const body = [address, func, ...data];
  return Buffer.from([
    0xff,
    0x68,
    body.length,
    body.length,
    0x68,
    ...body,
    body.reduce((a, b) => a + b, 0) & 0xff,
    0x16,
  ]);
}

/** An ESC/POS printer on a network port. */
export class PrinterEnd extends FarEnd {
  status: Record<number, number> = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 };
  silent = false;
  /** Called when a job's cut arrives. */
  onCut: () => void = () => {};
  /** Answers GS r 1, as real printers do. */
  tellsReached = false;
  /** The four bytes of its automatic status; said when told to and by `tell`. */
  automatic = [0x10, 0x00, 0x00, 0x0f];
  tell(bytes: readonly number[]): void {
    this.automatic = [...bytes];
    this.send(Buffer.from(bytes));
  }
  override answer = (chunk: Buffer, socket: Socket) => {
    for (let i = 0; i + 2 < chunk.length; i++) {
      if (chunk[i] === 0x1d && chunk[i + 1] === 0x56) this.onCut();
      const said = this.#saysTo(chunk[i] ?? 0, chunk[i + 1] ?? 0, chunk[i + 2] ?? 0);
      if (said && !this.silent) socket.write(Buffer.from(said));
    }
  };
  #saysTo(first: number, second: number, n: number): readonly number[] | null {
    if (first === 0x1d && second === 0x61) return this.automatic;
    if (first === 0x1d && second === 0x72) return this.tellsReached ? [0x00] : null;
    const answer = first === 0x10 && second === 0x04 ? this.status[n] : undefined;
    return answer === undefined ? null : [answer];
  }
  cuts(): number {
    let cuts = 0;
    for (let i = 0; i + 1 < this.bytes.length; i++)
      if (this.bytes[i] === 0x1d && this.bytes[i + 1] === 0x56) cuts++;
    return cuts;
  }
}

export const tcpLine = (id: string, port: number): LineConfig => ({
  id,
  transport: { kind: "tcp", host: "127.0.0.1", port },
});

export const w = (n: number) => `w0${n}` as WindowId;
export const board = (n: number, line = "boards"): DeviceConfig => ({
  id: `led-${n}`,
  role: "window-board",
  driver: "a090",
  line,
  address: n,
  window: w(n),
  characters: 16,
  tries: 4,
});
export const keypad = (n: number, line = "keys"): DeviceConfig => ({
  id: `key-${n}`,
  role: "keypad",
  driver: "ff68",
  line,
  address: n,
  window: w(n),
  debounceMs: 800,
  tries: 3,
});
export const rater = (n: number, line = "keys"): DeviceConfig => ({
  id: `rater-${n}`,
  role: "rater",
  driver: "ff68",
  line,
  address: n,
  window: w(n),
  scores: { 0: 5, 1: 4, 2: 3, 3: 1 },
  timeoutMs: 3_000,
  tries: 1,
});
export const slipPrinter = (line = "slips"): ConfigOf<"ticket-printer/escpos"> => ({
  id: "printer-1",
  role: "ticket-printer",
  driver: "escpos",
  line,
  columns: 32,
  charset: "gbk",
  cut: "partial",
  status: "dle-eot",
  timeoutMs: 1_000,
  tries: 2,
});

export function windowPicture(n: number, change: Partial<WindowPicture> = {}): WindowPicture {
  return { id: w(n), name: `${n}号窗口`, state: "idle", number: null, waiting: 0, occurrence: 0, ...change };
}
export const picture = (...windows: WindowPicture[]): HallPicture => ({
  windows,
  queues: [],
  calls: [],
  missed: [],
});

/** Bytes that nobody takes are a fault of the test, not of a slow machine, ms. */
const TAKEN_WITHIN = 30_000;

/** Gives the event loop some turns, and as many more as bytes are under way for. */
async function arrived(): Promise<void> {
  const end = Date.now() + TAKEN_WITHIN;
  do {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (Date.now() > end) throw new Error("bytes are on their way that nobody takes");
  } while (isOnTheWay());
}

/** A device hall under test, with what it told. */
export class HallUnderTest {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 23, 1));
  readonly presses: KeyPress[] = [];
  readonly scores: ScoreGiven[] = [];
  readonly cards: CardRead[] = [];
  readonly scans: CodeScanned[] = [];
  /** USB devices of this hall's machine. */
  readonly hid = new FakeHidPort();
  silent = false;
  readonly virtualPorts = new Map<string, number>();
  healthTold = 0;
  readonly hall: DeviceHall;

  constructor(lines: readonly LineConfig[], devices: readonly DeviceConfig[]) {
    this.hall = createDeviceHall({
      lines,
      devices,
      clock: this.clock,
      log: silentLog,
      iso: (at) => new Date(at).toISOString(),
      createPrinter: (printer) =>
        new EscposPrinter({ ...printer, glyphs: new GlyphSource({ log: silentLog }) }),
      connect: (line) =>
        transportOf(line, {
          virtualPort: (id) => this.virtualPorts.get(id) ?? null,
          ports: { ...systemPorts(), hid: this.hid },
          clock: systemClock,
        }),
      onKey: (press) => void this.presses.push(press),
      onScore: (score) => void this.scores.push(score),
      onCard: (card) => void this.cards.push(card),
      onScan: (scan) => void this.scans.push(scan),
      speech: { text: ({ number, windowName }) => `请${number}到${windowName}`, silent: () => this.silent },
      onHealth: () => void this.healthTold++,
    });
  }
  start(): this {
    this.hall.start();
    return this;
  }
  stop(): Promise<void> {
    return this.hall.stop();
  }
  device(id: string) {
    const view = this.hall.health().find((d) => d.id === id);
    if (!view) throw new Error(`no device ${id}`);
    return view;
  }
  /** Lets the clock run, a millisecond a look, until `done` or `most` milliseconds have passed. */
  async until(what: string, done: () => boolean, most = 30_000): Promise<void> {
    const end = this.clock.now() + most;
    while (!done()) {
      if (this.clock.now() >= end) throw new Error(`${most} ms passed without: ${what}`);
      await this.pass(1);
    }
  }
  /** Lets so many milliseconds pass, with room for the bytes of each to arrive. */
  async pass(ms: number): Promise<void> {
    for (let i = 0; i < ms; i++) {
      await arrived();
      this.clock.advance(1);
    }
  }
}

/** Far ends and halls of one test file; closed after each test. */
export function useFarEnds() {
  const opened: FarEnd[] = [];
  const halls: HallUnderTest[] = [];
  afterEach(async () => {
    await Promise.all(halls.splice(0).map((hall) => hall.stop()));
    await Promise.all(opened.splice(0).map((end) => end.close()));
  });
  return {
    far: async <T extends FarEnd>(end: T): Promise<T> => {
      opened.push(end);
      return (await end.open()) as T;
    },
    hall: (...args: ConstructorParameters<typeof HallUnderTest>): HallUnderTest => {
      const made = new HallUnderTest(...args);
      halls.push(made);
      return made.start();
    },
  };
}

/** A window that calls `number`. */
export const calling = (n: number, number: string, occurrence = 1) =>
  windowPicture(n, { state: "calling", number, occurrence });
