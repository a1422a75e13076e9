import type { WallFault } from "../../src/contract/wall.ts";
import type { DevicePort, Timers, VirtualDevice } from "../devices/device.ts";

/** A slow device hears everything this late, ms: later than a driver waits for its answer. */
export const SLOW_MS = 1500;
/** A noisy line crackles by itself this often, ms. */
const CRACKLE_MS = 1000;
/** A key that sticks repeats this often, ms. */
const STUCK_MS = 250;

interface TapPorts {
  /** Puts bytes on the line for the host. */
  readonly toHost: (bytes: Uint8Array) => void;
  readonly changed: () => void;
  readonly timers: Timers;
  /** 0 ≤ n < 1. */
  readonly random: () => number;
}

/**
 * Where one device hangs on its line, and where faults are made: pulled plug, dead answer wire, noise, slowness.
 * The device behind it never knows.
 */
export class Tap implements DevicePort {
  readonly #ports: TapPorts;
  #device: VirtualDevice | null = null;
  #right: VirtualDevice | null = null;
  #elsewhere: (() => VirtualDevice) | null = null;
  #spoilt: boolean;
  #fault: WallFault | null = null;
  #stopCrackling: () => void = () => {};
  #late = new Set<() => void>();
  #chunks = 0;

  /** `spoilt`: noise also reaches the device's own ears; a printer's bytes carry no checksum, so it is spared. */
  constructor(spoilt: boolean, ports: TapPorts) {
    this.#spoilt = spoilt;
    this.#ports = ports;
  }

  get timers(): Timers {
    return this.#ports.timers;
  }

  get fault(): WallFault | null {
    return this.#fault;
  }

  /** `elsewhere`: the same device with its address switches set wrong; null: it has none. */
  attach(device: VirtualDevice, elsewhere: (() => VirtualDevice) | null): void {
    this.#right = device;
    this.#device = device;
    this.#elsewhere = elsewhere;
  }

  /** The device as it is now: one whose address was changed is another. */
  get device(): VirtualDevice | null {
    return this.#device;
  }

  /** A sentence when this device can't have that fault. */
  setFault(fault: WallFault | null): string | null {
    if (fault === "wrong-address" && !this.#elsewhere) return "it has no address";
    if (fault === "stuck-key" && this.#keys().length === 0) return "it has no keys";
    this.#stopCrackling();
    this.#stopCrackling = () => {};
    this.#readdress(fault === "wrong-address");
    this.#fault = fault;
    if (fault === "stuck-key") this.#repeat();
    if (fault !== "slow") this.#forgetLate();
    if (fault === "unplugged") this.#device?.powerOff();
    if (fault === "noisy") this.#crackle();
    this.#ports.changed();
    return null;
  }

  /** Its switches are read when it gets power: it starts dark. */
  #readdress(wrong: boolean): void {
    const wanted = wrong ? this.#elsewhere?.() : this.#right;
    if (!wanted || (!wrong && this.#device === this.#right)) return;
    this.#device?.powerOff();
    wanted.powerOff();
    this.#device = wanted;
  }

  #keys(): readonly { readonly key: string }[] {
    const view = this.#device?.view({ connected: true, fault: null });
    return view && "keys" in view ? view.keys : [];
  }

  /** A key that does not come up again: its press is sent without end. */
  #repeat(): void {
    const device = this.#device;
    const view = device?.view({ connected: true, fault: null });
    const last = view && "last" in view && view.last ? view.last.key : this.#keys()[0]?.key;
    if (device && last !== undefined) device.act({ act: "press", device: device.id, key: last });
    this.#stopCrackling = this.#ports.timers.after(STUCK_MS, () => this.#repeat());
  }

  fromHost(bytes: Uint8Array): void {
    if (this.#fault === "unplugged") return;
    if (this.#fault === "slow") this.#later(() => this.#device?.hear(bytes));
    else this.#device?.hear(this.#fault === "noisy" && this.#spoilt ? this.#worn(bytes) : bytes);
  }

  hostGone(): void {
    this.#forgetLate();
    this.#device?.hostGone();
  }

  say(bytes: Uint8Array): void {
    if (this.#fault === "unplugged" || this.#fault === "silent") return;
    if (this.#fault === "noisy") this.#ports.toHost(this.#junk());
    this.#ports.toHost(bytes);
  }

  changed(): void {
    this.#ports.changed();
  }

  stop(): void {
    this.#stopCrackling();
    this.#forgetLate();
  }

  #later(work: () => void): void {
    const cancel = this.#ports.timers.after(SLOW_MS, () => {
      this.#late.delete(cancel);
      work();
    });
    this.#late.add(cancel);
  }

  #forgetLate(): void {
    for (const cancel of this.#late) cancel();
    this.#late.clear();
  }

  /** Every third piece has a bit turned: a driver that tries again gets through. */
  #worn(bytes: Uint8Array): Uint8Array {
    if (this.#chunks++ % 3 !== 0) return bytes;
    const copy = Uint8Array.from(bytes);
    const at = Math.floor(this.#ports.random() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(this.#ports.random() * 8));
    return copy;
  }

  #junk(): Uint8Array {
    const count = 1 + Math.floor(this.#ports.random() * 12);
    return Uint8Array.from({ length: count }, () => Math.floor(this.#ports.random() * 256));
  }

  #crackle(): void {
    this.#stopCrackling = this.#ports.timers.after(CRACKLE_MS, () => {
      this.#ports.toHost(this.#junk());
      this.#crackle();
    });
  }
}
