import type { WallDevice, WallPress } from "../../src/contract/wall.ts";
import { Ff68Ear, ff68Bytes } from "../decode/ff68.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

interface KeypadSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly address: number;
  /** It speaks only when asked with these bytes, and says `idle` when no key waits; null: it speaks by itself. */
  readonly poll: { readonly frame: Uint8Array; readonly idle: Uint8Array | null } | null;
}

/** The caps, by name, with the data bytes each sends (protocols.md §2a; abandon, hang and call back are two strokes). */
const KEYS = [
  { key: "call", label: "呼叫", data: [0x0c] },
  { key: "recall", label: "重呼", data: [0x0d] },
  { key: "pause", label: "暂停", data: [0x12] },
  { key: "transfer", label: "转移", data: [0x13] },
  { key: "abandon", label: "弃号", data: [0x06, 0x0f] },
  { key: "hang", label: "挂起", data: [0x00, 0x0f] },
  { key: "call-back", label: "回呼", data: [0x03, 0x0f] },
] as const;
const PRESS = 0x01;
const SHOW = 0x02;
const BEEP = 0x03;
const STARS = 0x05;

/** A clerk's FF 68 keypad: two small number displays, a beeper, seven keys. Sends each press once, as the real one does. */
export class Keypad implements VirtualDevice {
  readonly id: string;
  readonly #setup: KeypadSetup;
  readonly #port: DevicePort;
  readonly #ear = new Ff68Ear();
  #waiting = "";
  #number = "";
  #beeps = 0;
  /** Presses that a polled keypad keeps until they are echoed. */
  #kept: (readonly number[])[] = [];
  /** The last bytes heard, as many as a poll has. */
  #tail: Uint8Array = new Uint8Array();
  #last: (WallPress & { readonly data: readonly number[] }) | null = null;

  constructor(setup: KeypadSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
  }

  hear(bytes: Uint8Array): void {
    const bad = this.#ear.bad;
    for (const { address, func, data } of this.#ear.hear(bytes)) {
      if (address !== this.#setup.address) continue;
      if (func === PRESS) this.#echo(data);
      else if (func === SHOW) this.#show(data);
      else if (func === BEEP && data.length === 0) this.#beeps++;
      this.#port.changed();
    }
    this.#answerPolls(bytes);
    if (this.#ear.bad !== bad) this.#port.changed();
  }

  /** After the echoes in the same bytes: what was echoed is not said again. */
  #answerPolls(bytes: Uint8Array): void {
    const { poll, address } = this.#setup;
    if (!poll) return;
    for (const byte of bytes) {
      this.#tail = Uint8Array.from([...this.#tail, byte].slice(-poll.frame.length));
      if (!sameBytes([...this.#tail], [...poll.frame])) continue;
      const [data] = this.#kept;
      if (data) this.#port.say(ff68Bytes({ address, func: PRESS, data }));
      else if (poll.idle) this.#port.say(poll.idle);
    }
  }

  #echo(data: readonly number[]): void {
    if (this.#kept[0] && sameBytes(this.#kept[0], data)) this.#kept.shift();
    if (this.#last && sameBytes(this.#last.data, data)) this.#last = { ...this.#last, heard: true };
  }

  /** Six digits: the left three are the waiting count, the right three the number; a frame shows one or both. */
  #show(data: readonly number[]): void {
    if (data.length === 1 && data[0] === STARS) this.#number = "***";
    if (data.length !== 6) return;
    const left = digits(data.slice(0, 3));
    const right = digits(data.slice(3));
    if (left !== "") this.#waiting = left;
    // Blank beside a count leaves the number alone; a frame blank throughout clears it.
    if (right !== "" || left === "") this.#number = right;
  }

  hostGone(): void {
    this.#ear.reset();
  }

  powerOff(): void {
    this.#ear.reset();
    this.#waiting = "";
    this.#number = "";
    this.#last = null;
    this.#kept = [];
    this.#tail = new Uint8Array();
  }

  act(act: DeviceAct): string | null {
    if (act.act !== "press") return notHere(act);
    const cap = KEYS.find((k) => k.key === act.key);
    if (!cap) return `key must be one of ${KEYS.map((k) => k.key).join(", ")}`;
    this.#last = { key: cap.key, heard: false, data: cap.data };
    if (this.#setup.poll) this.#kept.push(cap.data);
    else this.#port.say(ff68Bytes({ address: this.#setup.address, func: PRESS, data: cap.data }));
    this.#port.changed();
    return null;
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place, address } = this.#setup;
    return {
      kind: "keypad",
      id,
      title,
      place,
      address,
      connected,
      waiting: this.#waiting,
      number: this.#number,
      beeps: this.#beeps,
      last: this.#last && { key: this.#last.key, heard: this.#last.heard },
      bad: this.#ear.bad,
      fault,
      keys: KEYS.map(({ key, label }) => ({ key, label })),
    };
  }
}

/** 0 to 9 as they are, 0A dark; anything else can't be shown and stays dark too. */
function digits(data: readonly number[]): string {
  const text = data.map((d) => (d <= 9 ? String(d) : " ")).join("");
  return text.trim() === "" ? "" : text.trimStart();
}

function sameBytes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
