import type { WallDevice, WallPress } from "../../src/contract/wall.ts";
import { Ff68Ear, ff68Bytes } from "../decode/ff68.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

interface RaterSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly address: number;
  /** Key byte (decimal) to score, as the config names it. */
  readonly scores: Readonly<Record<string, number>>;
  /** It stops asking by itself after this long, ms. */
  readonly askMs: number;
}

const ANSWER = 0x01;
const RATED = 0x11;
const START = 0x0b;
const LABELS: Readonly<Record<number, string>> = {
  5: "非常满意",
  4: "满意",
  3: "基本满意",
  2: "不满意",
  1: "非常不满意",
};

/** A rater's keys, the best score first. */
export function raterKeys(scores: Readonly<Record<string, number>>) {
  return Object.entries(scores)
    .sort(([, a], [, b]) => b - a)
    .map(([key, score]) => ({ key, label: LABELS[score] ?? String(score) }));
}

/** The citizen's rater, on the keypad's line and often at its address: lit while it asks, one key a rating. */
export class Rater implements VirtualDevice {
  readonly id: string;
  readonly #setup: RaterSetup;
  readonly #port: DevicePort;
  readonly #keys: readonly { readonly key: string; readonly label: string }[];
  readonly #ear = new Ff68Ear();
  #asking = false;
  #stopAsking: () => void = () => {};
  #last: WallPress | null = null;

  constructor(setup: RaterSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
    this.#keys = raterKeys(setup.scores);
  }

  hear(bytes: Uint8Array): void {
    const bad = this.#ear.bad;
    for (const { address, func, data } of this.#ear.hear(bytes)) {
      if (address !== this.#setup.address || func !== ANSWER || data.length !== 1) continue;
      if (data[0] === START) this.#ask();
      else if (this.#last && Number(this.#last.key) === data[0]) this.#thanked();
    }
    if (this.#ear.bad !== bad) this.#port.changed();
  }

  #ask(): void {
    this.#dark();
    this.#asking = true;
    this.#last = null;
    this.#stopAsking = this.#port.timers.after(this.#setup.askMs, () => {
      this.#asking = false;
      this.#port.changed();
    });
    this.#port.changed();
  }

  /** The host's answer to func 11 is func 01 with the same key (its sum is 10h less: protocols.md §2a). */
  #thanked(): void {
    if (this.#last) this.#last = { key: this.#last.key, heard: true };
    this.#dark();
    this.#port.changed();
  }

  #dark(): void {
    this.#stopAsking();
    this.#stopAsking = () => {};
    this.#asking = false;
  }

  hostGone(): void {
    this.#ear.reset();
  }

  powerOff(): void {
    this.#ear.reset();
    this.#dark();
    this.#last = null;
  }

  act(act: DeviceAct): string | null {
    if (act.act !== "press") return notHere(act);
    if (!this.#keys.some((k) => k.key === act.key))
      return `key must be one of ${this.#keys.map((k) => k.key).join(", ")}`;
    this.#last = { key: act.key, heard: false };
    const { address } = this.#setup;
    this.#port.say(ff68Bytes({ address, func: RATED, data: [Number(act.key)] }));
    this.#port.changed();
    return null;
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place, address } = this.#setup;
    return {
      kind: "rater",
      id,
      title,
      place,
      address,
      connected,
      asking: this.#asking,
      last: this.#last,
      bad: this.#ear.bad,
      fault,
      keys: this.#keys,
    };
  }
}
