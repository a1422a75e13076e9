import type { WallDevice } from "../../src/contract/wall.ts";
import { TtsEar } from "../decode/tts.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

interface SpeechSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
  readonly checksum: boolean;
}

const REPLY = { ready: 0x4a, ok: 0x41, failed: 0x45, busy: 0x4e, idle: 0x4f } as const;
/** How long it speaks a character, ms. */
const CHARACTER_MS = 220;
const SHOWN = 20;

/** A serial speech module: speaks a text for as long as a voice would; one that comes too early cuts it off. */
export class SpeechModule implements VirtualDevice {
  readonly id: string;
  readonly #setup: SpeechSetup;
  readonly #port: DevicePort;
  readonly #ear: TtsEar;
  #said: { readonly text: string; readonly whole: boolean }[] = [];
  #speaking: string | null = null;
  #finish: () => void = () => {};

  constructor(setup: SpeechSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
    this.#ear = new TtsEar(setup);
  }

  hear(bytes: Uint8Array): void {
    for (const order of this.#ear.hear(bytes)) {
      if (order.order === "status") this.#say(this.#speaking === null ? REPLY.idle : REPLY.busy);
      else if (order.order === "refused") this.#say(REPLY.failed);
      else {
        this.#cut();
        this.#say(REPLY.ok);
        if (order.order === "speak") this.#begin(order.text);
      }
      this.#port.changed();
    }
  }

  #begin(marked: string): void {
    const text = marked.replace(/\[[a-z]\d+\]/g, "");
    this.#speaking = text;
    this.#finish = this.#port.timers.after(text.length * CHARACTER_MS, () => {
      this.#note(true);
      this.#say(REPLY.idle);
      this.#port.changed();
    });
  }

  #cut(): void {
    this.#finish();
    this.#finish = () => {};
    if (this.#speaking !== null) this.#note(false);
  }

  #note(whole: boolean): void {
    this.#said = [{ text: this.#speaking ?? "", whole }, ...this.#said].slice(0, SHOWN);
    this.#speaking = null;
  }

  #say(reply: number): void {
    this.#port.say(Uint8Array.from([reply]));
  }

  hostGone(): void {
    this.#ear.reset();
  }

  powerOff(): void {
    this.#ear.reset();
    this.#cut();
  }

  act(act: DeviceAct): string | null {
    return notHere(act);
  }

  view({ connected, fault }: Outside): WallDevice {
    const { id, title, place } = this.#setup;
    return {
      kind: "speaker",
      id,
      title,
      place,
      connected,
      fault,
      speaking: this.#speaking,
      said: this.#said,
      bad: this.#ear.bad,
    };
  }
}
