import type { WallCard, WallDevice } from "../../src/contract/wall.ts";
import { cardBlock, SdtEar, sdtAnswer } from "../decode/sdt.ts";
import { type DeviceAct, type DevicePort, notHere, type Outside, type VirtualDevice } from "./device.ts";

interface ReaderSetup {
  readonly id: string;
  readonly title: string;
  readonly place: string | null;
}

const ORDERS = { status: 0x11ff, find: 0x2001, select: 0x2002, read: 0x3001 } as const;
const STATUS = {
  done: 0x90,
  found: 0x9f,
  none: 0x80,
  unselected: 0x81,
  unread: 0x41,
  unknown: 0x21,
} as const;
/** A real photo is packed as WLT; nobody here unpacks it. */
const PHOTO = new Uint8Array(1024).fill(0x57);

/** An ID card reader: a card lies on it or none; it must be found and selected before it can be read. */
export class CardReader implements VirtualDevice {
  readonly id: string;
  readonly #setup: ReaderSetup;
  readonly #port: DevicePort;
  readonly #ear = new SdtEar();
  #card: WallCard | null = null;
  #step: "lying" | "found" | "selected" | "read" = "lying";
  #reads = 0;

  constructor(setup: ReaderSetup, port: DevicePort) {
    this.id = setup.id;
    this.#setup = setup;
    this.#port = port;
  }

  hear(bytes: Uint8Array): void {
    const bad = this.#ear.bad;
    for (const { command, para } of this.#ear.hear(bytes)) this.#port.say(this.#obey((command << 8) | para));
    if (this.#ear.bad !== bad) this.#port.changed();
  }

  #obey(order: number): Uint8Array {
    switch (order) {
      case ORDERS.status:
        return sdtAnswer(STATUS.done);
      case ORDERS.find:
        // As real ones do: a card that was read is found again only after it was taken away.
        if (!this.#card || this.#step === "read") return sdtAnswer(STATUS.none);
        this.#step = "found";
        return sdtAnswer(STATUS.found, new Uint8Array(4));
      case ORDERS.select:
        if (!this.#card || this.#step !== "found") return sdtAnswer(STATUS.unselected);
        this.#step = "selected";
        return sdtAnswer(STATUS.done, new Uint8Array(8));
      case ORDERS.read:
        return this.#read();
      default:
        return sdtAnswer(STATUS.unknown);
    }
  }

  #read(): Uint8Array {
    if (!this.#card || this.#step !== "selected") return sdtAnswer(STATUS.unread);
    this.#step = "read";
    this.#reads++;
    this.#port.changed();
    const { name, number } = this.#card;
    const text = cardBlock({
      name,
      sex: Number(number[16]) % 2 === 0 ? "2" : "1",
      nation: "01",
      birth: number.slice(6, 14),
      address: "某省某市某区某路1号",
      number,
      issuer: "某市公安局某区分局",
      from: "20200101",
      to: this.#card.until ?? "长期",
    });
    const lengths = [text.length >> 8, text.length & 0xff, PHOTO.length >> 8, PHOTO.length & 0xff];
    return sdtAnswer(STATUS.done, Uint8Array.from([...lengths, ...text, ...PHOTO]));
  }

  hostGone(): void {
    this.#ear.reset();
  }

  powerOff(): void {
    this.#ear.reset();
    this.#step = "lying";
  }

  act(act: DeviceAct): string | null {
    if (act.act !== "card") return notHere(act);
    this.#card = act.card;
    this.#step = "lying";
    this.#port.changed();
    return null;
  }

  view({ connected, fault }: Outside): WallDevice {
    return {
      kind: "card-reader",
      ...this.#setup,
      connected,
      fault,
      card: this.#card,
      reads: this.#reads,
      bad: this.#ear.bad,
    };
  }
}
