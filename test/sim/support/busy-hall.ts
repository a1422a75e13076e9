import type { DeviceConfig } from "../../../src/contract/device-config.ts";
import type { LineConfig } from "../../../src/contract/hall-config.ts";
import type { WindowId } from "../../../src/contract/ids.ts";
import type { HallPicture, WindowPicture } from "../../../src/contract/picture.ts";
import { createDeviceHall, type DeviceHall } from "../../../src/devices/device-hall.ts";
import { silentLog } from "../../../src/kernel/log.ts";
import { Board } from "../../../virtual-hall/devices/board.ts";
import type { VirtualDevice } from "../../../virtual-hall/devices/device.ts";
import { Keypad } from "../../../virtual-hall/devices/keypad.ts";
import { Rs485Wire } from "./rs485.ts";
import { StepClock } from "./step-clock.ts";

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const BOARD_ACK = 5;
const PRESS = 10;

interface Call {
  readonly window: number;
  readonly number: string;
  readonly at: number;
  /** By a keypad, which is owed an echo first. */
  readonly byKey: boolean;
  shownAt: number | null;
}

interface BusyNeeds {
  readonly lines: number;
  readonly perLine: number;
  readonly baud: number;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
}

/**
 * A hall of boards and keypads on shared lines in virtual time. The hall's drivers are the real ones, the far ends are
 * the virtual hall's, the wire is `Rs485Wire`. A press of the call key calls the next number, as the dispatcher would.
 */
export class BusyHall {
  readonly clock = new StepClock(START);
  readonly wires: Rs485Wire[] = [];
  readonly calls: Call[] = [];
  presses = 0;
  readonly #needs: BusyNeeds;
  readonly #hall: DeviceHall;
  readonly #windows: WindowPicture[] = [];
  readonly #boards: VirtualDevice[] = [];
  readonly #keypads: VirtualDevice[] = [];
  readonly #pressedAt: number[] = [];
  #last = 0;
  #waiting = 12;

  constructor(needs: BusyNeeds) {
    this.#needs = needs;
    const { lines, perLine, baud } = needs;
    const lineConfigs: LineConfig[] = [];
    const devices: DeviceConfig[] = [];
    for (let l = 0; l < lines; l++) {
      const wire = new Rs485Wire({ clock: this.clock, baud });
      this.wires.push(wire);
      lineConfigs.push({
        id: `line-${l}`,
        transport: {
          kind: "serial",
          path: `/${l}`,
          baudRate: baud,
          dataBits: 8,
          parity: "none",
          stopBits: 1,
        },
      });
      for (let address = 1; address <= perLine; address++) {
        const n = this.#windows.length;
        const window = `w${String(n + 1).padStart(2, "0")}` as WindowId;
        this.#windows.push({
          id: window,
          name: `${n + 1}号窗口`,
          state: "idle",
          number: null,
          waiting: 12,
          occurrence: 0,
        });
        const on = { line: `line-${l}`, address, window };
        devices.push(
          { ...on, id: `led-${n}`, role: "window-board", driver: "a090", characters: 16, tries: 4 },
          { ...on, id: `key-${n}`, role: "keypad", driver: "ff68", debounceMs: 800, tries: 3 },
        );
        const far = { title: "", place: null, address };
        this.#boards.push(
          wire.answering(
            (port) => new Board({ ...far, id: `led-${n}`, columns: 16 }, port),
            (device) => this.#shown(n, device),
          ),
        );
        this.#keypads.push(
          wire.speaking(address, (port) => new Keypad({ ...far, poll: null, id: `key-${n}` }, port)),
        );
        this.#pressedAt.push(0);
      }
    }
    this.#hall = createDeviceHall({
      lines: lineConfigs,
      devices,
      clock: this.clock,
      log: silentLog,
      iso: (at) => new Date(at).toISOString(),
      connect: ({ id }) => (this.wires[Number(id.slice(5))] as Rs485Wire).connect,
      createPrinter: () => {
        throw new Error("no printer here");
      },
      onKey: ({ window, action }) => {
        if (action === "call-next")
          this.#callAt(
            this.#windows.findIndex(({ id }) => id === window),
            true,
          );
      },
      onScore: () => {},
      onCard: () => {},
      onScan: () => {},
      speech: { text: () => "", silent: () => false },
      onHealth: () => {},
    });
  }

  start(): void {
    this.#hall.start();
    this.#show();
  }

  async stop(): Promise<void> {
    const stopped = this.#hall.stop();
    await this.clock.run(this.clock.now() + 1_000);
    await stopped;
  }

  /**
   * `perMinute` calls each minute: half of them (or `byPage`) on window pages at one moment, every window once, as when the hall
   * opens; of those by keypad a third within 60 ms, the others at random. As many people take a number meanwhile.
   */
  async minutes(count: number, perMinute: number, byPage = Math.floor(perMinute / 2)): Promise<void> {
    for (let m = 0; m < count; m++) {
      const begin = this.clock.now();
      const pages = Math.min(this.#windows.length, byPage);
      this.clock.after(this.#needs.random() * MINUTE, () => {
        for (let n = 0; n < pages; n++) this.#callAt(n, false);
      });
      const together = 10_000 + this.#needs.random() * 40_000;
      for (let i = 0; i < perMinute; i++) {
        const at = i % 3 !== 0 ? this.#needs.random() * MINUTE : together + this.#needs.random() * 60;
        if (i >= pages) this.clock.after(at, () => this.#pressSomewhere());
        this.clock.after(this.#needs.random() * MINUTE, () => {
          this.#waiting++;
          this.#show();
        });
      }
      await this.clock.run(begin + MINUTE);
    }
  }

  /** Devices whose display is not what the hall wants it to be. */
  wrong(): string[] {
    return this.#windows.flatMap((window, n) => {
      const wanted = window.number === null ? window.name : `请${window.number}`;
      const wrong =
        textOf(this.#boards[n]) === wanted ? [] : [`led-${n}: ${textOf(this.#boards[n])} ≠ ${wanted}`];
      const keypad = this.#keypads[n]?.view({ connected: true, fault: null });
      if (keypad?.kind !== "keypad") throw new Error("not a keypad");
      const digits = (window.number ?? "").slice(-3);
      if (keypad.number !== digits || Number(keypad.waiting) !== window.waiting)
        wrong.push(`key-${n}: ${keypad.waiting} ${keypad.number} ≠ ${window.waiting} ${digits}`);
      return wrong;
    });
  }

  /** Takes a board's power away. */
  darken(n: number): void {
    const board = this.#boards[n] as VirtualDevice;
    board.powerOff();
    board.hear = () => {};
  }

  /** What the technician's page says of a device's line. */
  lineOf(device: string) {
    return this.#hall.facts(device)?.line;
  }

  health() {
    return this.#hall.health();
  }

  #pressSomewhere(): void {
    const now = this.clock.now();
    const free = this.#keypads.map((_, n) => n).filter((n) => now - (this.#pressedAt[n] ?? 0) > 2_000);
    const n = free[Math.floor(this.#needs.random() * free.length)];
    if (n === undefined) return;
    this.#pressedAt[n] = now;
    this.presses++;
    this.#keypads[n]?.act({ act: "press", device: `key-${n}`, key: "call" });
  }

  #callAt(n: number, byKey: boolean): void {
    this.#last = (this.#last % 999) + 1;
    const number = `A${String(this.#last).padStart(3, "0")}`;
    const window = this.#windows[n] as WindowPicture;
    this.#windows[n] = { ...window, state: "calling", number, occurrence: window.occurrence + 1 };
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.calls.push({ window: n, number, at: this.clock.now(), byKey, shownAt: null });
    this.#show();
  }

  #show(): void {
    for (const [n, window] of this.#windows.entries())
      this.#windows[n] = { ...window, waiting: this.#waiting };
    const picture: HallPicture = { windows: [...this.#windows], queues: [], calls: [], missed: [] };
    this.#hall.show(picture);
  }

  #shown(n: number, board: VirtualDevice): void {
    const call = this.calls.findLast((c) => c.window === n);
    if (call && call.shownAt === null && textOf(board) === `请${call.number}`)
      call.shownAt = this.clock.now();
  }
}

function textOf(board: VirtualDevice | undefined): string {
  const view = board?.view({ connected: true, fault: null });
  return view?.kind === "board" ? view.cells.map(({ char }) => char).join("") : "";
}

export interface CallTimes {
  readonly calls: number;
  /** From the hall's decision to the last byte of the board's frame, ms. */
  readonly median: number;
  readonly worst: number;
  /** The same calls over a wire that never pauses and carries nothing but them, ms. */
  readonly limitMedian: number;
  readonly limit: number;
  readonly collisions: number;
  /** Share of time that bytes were on the busiest wire. */
  readonly load: number;
}

/** Worst call-to-board time beside what bytes × baud allow (docs/devices/lines.md has the definition). */
export function callTimes(hall: BusyHall, perLine: number, baud: number): CallTimes {
  const times: number[] = [];
  const limits: number[] = [];
  for (const [l, wire] of hall.wires.entries()) {
    const mine = hall.calls.filter((c) => Math.floor(c.window / perLine) === l);
    for (const call of mine) if (call.shownAt !== null) times.push(call.shownAt - call.at);
    limits.push(...ideal(wire, mine, 10_000 / baud));
  }
  const sorted = (list: number[]) => list.sort((a, b) => a - b);
  const middle = (list: number[]) => list[Math.floor(list.length / 2)] ?? Number.NaN;
  sorted(times);
  sorted(limits);
  const span = hall.clock.now() - START;
  return {
    calls: hall.calls.length,
    median: middle(times),
    worst: times.at(-1) ?? Number.NaN,
    limitMedian: middle(limits),
    limit: limits.at(-1) ?? Number.NaN,
    collisions: hall.wires.reduce((sum, w) => sum + w.collisions, 0),
    load: Math.max(...hall.wires.map((w) => w.passages.reduce((sum, p) => sum + p.end - p.start, 0) / span)),
  };
}

/** First come first served, no pause between bytes, nothing on the wire but presses, their echoes, calls and answers. */
function ideal(wire: Rs485Wire, calls: readonly Call[], byteMs: number): number[] {
  const presses = wire.passages.filter((p) => p.from !== "host" && p.bytes.length === PRESS);
  const jobs = [
    ...presses.map((p) => ({ at: p.start, bytes: PRESS, before: 0, call: null })),
    ...calls.flatMap((call) => {
      const frame = wire.passages.find((p) => p.from === "host" && p.end === call.shownAt);
      return frame ? [{ at: call.at, before: call.byKey ? PRESS : 0, bytes: frame.bytes.length, call }] : [];
    }),
  ].sort((a, b) => a.at - b.at);
  let free = 0;
  const found: number[] = [];
  for (const { at, before, bytes, call } of jobs) {
    const end = Math.max(free, at) + (before + bytes) * byteMs;
    if (call) found.push(end - at);
    free = end + (call ? BOARD_ACK * byteMs : 0);
  }
  return found;
}
