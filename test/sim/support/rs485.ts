import type { ByteTransport, Connect } from "../../../src/devices/transport/transport.ts";
import type { DevicePort, VirtualDevice } from "../../../virtual-hall/devices/device.ts";
import type { StepClock } from "./step-clock.ts";

/** A device turns round from hearing to speaking in this time, ms. */
const TURN_ROUND = 2;
/** A byte is with the hall's program this long after it has left the wire (UART and USB adapter), ms. */
const ADAPTER = 1;
/** A keypad speaks only after the wire has been quiet for this long, and a little longer by its address, ms. */
const LISTENS = { first: 3, step: 0.7 };
/** A keypad that sees no echo says its press again after this long, ms, so many times. */
const AGAIN = { after: 200, times: 8 };

interface Passage {
  readonly from: "host" | "other host" | VirtualDevice;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  spoilt: boolean;
}

/**
 * A two-wire RS-485 line in virtual time: every byte takes its ten bits, everybody hears everybody, and whoever speaks
 * while another does spoils both. Devices are the virtual hall's own.
 */
export class Rs485Wire {
  readonly passages: Passage[] = [];
  collisions = 0;
  readonly #clock: StepClock;
  readonly #byteMs: number;
  readonly #devices: VirtualDevice[] = [];
  #active: Passage[] = [];
  #quietSince = 0;
  #toHost: ((bytes: Buffer) => void) | null = null;
  #drop: ((reason: string) => void) | null = null;

  constructor({ clock, baud }: { clock: StepClock; baud: number }) {
    this.#clock = clock;
    this.#byteMs = 10_000 / baud;
  }

  readonly connect: Connect = () => {
    const closed = new Promise<string>((resolve) => {
      this.#drop = resolve;
    });
    const transport: ByteTransport = {
      write: (bytes) => new Promise((resolve) => this.#pass("host", bytes, resolve)),
      onData: (listener) => {
        this.#toHost = listener;
      },
      closed,
      close: () => {
        this.#toHost = null;
        this.#drop?.("已关闭");
        return Promise.resolve();
      },
    };
    return Promise.resolve(transport);
  };

  /** The adapter is pulled out. */
  unplug(): void {
    this.#toHost = null;
    this.#drop?.("拔线");
  }

  /** Another host on the same wire, which listens to nobody before it speaks. */
  intrude(bytes: Uint8Array): void {
    this.#pass("other host", bytes, () => {});
  }

  /** For a device that speaks only when it was asked: its answer follows at once. */
  answering(build: (port: DevicePort) => VirtualDevice, changed: (device: VirtualDevice) => void) {
    const device: VirtualDevice = build({
      say: (bytes) => void this.#clock.after(TURN_ROUND, () => this.#pass(device, bytes, () => {})),
      changed: () => changed(device),
      timers: this.#clock,
    });
    this.#devices.push(device);
    return device;
  }

  /** For a device that speaks by itself: it waits for a quiet wire, and repeats what was not echoed. */
  speaking(address: number, build: (port: DevicePort) => VirtualDevice) {
    const wait = LISTENS.first + LISTENS.step * (address % 16);
    const device: VirtualDevice = build({
      say: (bytes) => this.#sayUntilEchoed(device, bytes, wait, AGAIN.times),
      changed: () => {},
      timers: this.#clock,
    });
    this.#devices.push(device);
    return device;
  }

  #sayUntilEchoed(device: VirtualDevice, bytes: Uint8Array, wait: number, times: number): void {
    this.#whenQuiet(wait, () =>
      this.#pass(device, bytes, () => {
        const said = this.#clock.now();
        this.#clock.after(AGAIN.after, () => {
          if (times > 1 && !this.#echoedSince(said, bytes))
            this.#sayUntilEchoed(device, bytes, wait, times - 1);
        });
      }),
    );
  }

  #echoedSince(since: number, bytes: Uint8Array): boolean {
    for (let i = this.passages.length - 1; i >= 0; i--) {
      const passage = this.passages[i] as Passage;
      if (passage.end < since) return false;
      if (passage.from === "host" && !passage.spoilt && Buffer.from(bytes).equals(passage.bytes)) return true;
    }
    return false;
  }

  #whenQuiet(wait: number, then: () => void): void {
    const left = this.#active.length > 0 ? wait : this.#quietSince + wait - this.#clock.now();
    if (this.#active.length === 0 && left <= 0) then();
    else this.#clock.after(Math.max(left, 0.1), () => this.#whenQuiet(wait, then));
  }

  #pass(from: Passage["from"], bytes: Uint8Array, done: () => void): void {
    const start = this.#clock.now();
    const passage: Passage = { from, bytes, start, end: start + bytes.length * this.#byteMs, spoilt: false };
    for (const other of this.#active) {
      if (!other.spoilt || !passage.spoilt) this.collisions++;
      other.spoilt = true;
      passage.spoilt = true;
    }
    this.#active.push(passage);
    this.passages.push(passage);
    if (from !== "host")
      for (let i = 0; i < bytes.length; i++)
        this.#clock.after((i + 1) * this.#byteMs + ADAPTER, () => {
          // Two drivers at once leave bits of neither.
          const byte = passage.spoilt ? (bytes[i] ?? 0) ^ (0x11 + i) : (bytes[i] ?? 0);
          this.#toHost?.(Buffer.of(byte));
        });
    this.#clock.after(bytes.length * this.#byteMs, () => {
      this.#active = this.#active.filter((p) => p !== passage);
      this.#quietSince = this.#clock.now();
      const heard = passage.spoilt ? bytes.map((byte, i) => byte ^ (0x11 + i)) : bytes;
      for (const device of this.#devices) if (device !== from) device.hear(heard);
      done();
    });
  }
}
