import type { WallDevice } from "../../src/contract/wall.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

// A USB keyboard can't be made of a network port: on a virtual line its reports come one after another as bytes.

/** Usage codes of a numeric keypad (protocols.md §2c) and of the keys above it. */
const CODES: Readonly<Record<string, number>> = {
  NumLock: 0x53,
  "/": 0x54,
  "*": 0x55,
  "-": 0x56,
  "+": 0x57,
  Enter: 0x58,
  "0": 0x62,
  ".": 0x63,
  Backspace: 0x2a,
  Escape: 0x29,
  " ": 0x2c,
};
const SHIFTED = "!@#$%^&*()";
const PLAIN = "1234567890";
const SIGNS: Readonly<Record<string, readonly [number, boolean]>> = {
  "=": [0x2e, false],
  "?": [0x38, true],
  ":": [0x33, true],
  _: [0x2d, true],
  ",": [0x36, false],
};

/** Down and up of each key; null when there is no such key. */
export function typedReports(keys: readonly string[]): Buffer | null {
  const reports: number[][] = [];
  for (const key of keys) {
    const code = codeOf(key);
    if (!code) return null;
    reports.push([code[1] ? 0x02 : 0, 0, code[0], 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]);
  }
  return Buffer.from(reports.flat());
}

function codeOf(key: string): readonly [number, boolean] | null {
  const code = CODES[key];
  if (code !== undefined) return [code, false];
  if (/^[1-9]$/.test(key)) return [0x58 + Number(key), false];
  if (/^[a-z]$/i.test(key)) return [key.toLowerCase().charCodeAt(0) - 97 + 4, key !== key.toLowerCase()];
  const shifted = SHIFTED.indexOf(key);
  if (shifted >= 0) return [0x1e + PLAIN.indexOf(PLAIN[shifted] ?? ""), true];
  return SIGNS[key] ?? null;
}

interface KeyboardSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly kind: "keypad" | "rater";
  /** The keys on its face, with what is printed on them. */
  readonly keys: readonly { readonly key: string; readonly label: string }[];
}

/** A numeric keypad or a rater that is a keyboard: it hears nothing, so it never knows whether it was heard. */
export class Keyboard implements VirtualDevice {
  readonly id: string;
  readonly #setup: KeyboardSetup;
  readonly #port: DevicePort;
  #last: string | null = null;

  constructor(setup: KeyboardSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
  }

  hear(): void {}
  hostGone(): void {}
  powerOff(): void {
    this.#last = null;
  }

  act(act: DeviceAct): string | null {
    if (act.act !== "press") return notHere(act);
    const { keys } = this.#setup;
    const reports = keys.some((k) => k.key === act.key) ? typedReports([act.key]) : null;
    if (!reports) return `key must be one of ${keys.map((k) => k.key).join(", ")}`;
    this.#last = act.key;
    this.#port.say(Uint8Array.from(reports));
    this.#port.changed();
    return null;
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place, kind, keys } = this.#setup;
    const last = this.#last === null ? null : { key: this.#last, heard: connected };
    const common = { id, title, place, address: null, connected, fault, last, keys, bad: 0 };
    if (kind === "rater") return { ...common, kind, asking: true };
    return { ...common, kind, waiting: "", number: "", beeps: 0 };
  }
}
