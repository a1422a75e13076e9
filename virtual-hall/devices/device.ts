import type { WallAct, WallDevice, WallFault } from "../../src/contract/wall.ts";

/** Time as the devices need it; tests hand in one they move themselves. */
export interface Timers {
  now(): number;
  /** Calls back once after `ms`; the answer cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** What a device is given by the line it hangs on. */
export interface DevicePort {
  /** Puts bytes on the wire. */
  say(bytes: Uint8Array): void;
  /** Something a person at the device would see has changed. */
  changed(): void;
  readonly timers: Timers;
}

/** How the line sees the device now; the device itself can't know. */
export interface Outside {
  readonly connected: boolean;
  readonly fault: WallFault | null;
}

/** What a person does at a device; acts on the whole hall are not among them. */
export type DeviceAct = Extract<
  WallAct,
  { readonly act: "press" | "paper" | "cover" | "trouble" | "card" | "scan" }
>;

/** The far end of a driver: hears bytes, shows what it understood, answers with bytes of its own. */
export interface VirtualDevice {
  readonly id: string;
  hear(bytes: Uint8Array): void;
  /** The host hung up: half a frame is forgotten, what is shown stays. */
  hostGone(): void;
  /** The plug was pulled: it is dark and knows nothing more. */
  powerOff(): void;
  /** Does what a person did; a sentence when that can't be done at this device. */
  act(act: DeviceAct): string | null;
  view(outside: Outside): WallDevice;
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Answer of a device that is asked for something only another kind can do. */
export const notHere = (act: DeviceAct): string => `this device has no ${act.act}`;
