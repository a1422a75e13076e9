import { type BoardEvent, type BoardMind, gbkCells } from "./board-mind.ts";

// AA addr BB 51 54 …, protocols.md §1b: both places of a checksum. No length: the end mark is FF, which no GBK code holds.
const COLOURS = ["red", "green", "yellow"] as const;
const HEARD = Uint8Array.of(0x1b);
/** Longer than any board's text. */
const LONGEST = 300;
const EVERYBODY = 255;

interface Setup {
  readonly address: number;
  readonly checksum: "xor" | "sum";
  /** Whether it answers at all. */
  readonly answers: boolean;
}

type Found = { readonly end: number; readonly data: Uint8Array | null } | "more" | "noise";

export class Aabb5154Mind implements BoardMind {
  readonly endsBySilence = true;
  readonly #setup: Setup;
  #held: Uint8Array = new Uint8Array(0);

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  hear(bytes: Uint8Array): readonly BoardEvent[] {
    let rest = Uint8Array.of(...this.#held, ...bytes);
    const events: BoardEvent[] = [];
    for (;;) {
      const start = rest.indexOf(0xaa);
      if (start < 0) {
        rest = new Uint8Array(0);
        break;
      }
      rest = rest.slice(start);
      const found = this.#find(rest);
      if (found === "more") break;
      if (found === "noise") {
        rest = rest.slice(1);
        continue;
      }
      events.push(...this.#act(rest[1] ?? 0, found));
      rest = rest.slice(found.data === null && found.end > 3 ? 1 : found.end);
    }
    this.#held = rest;
    return events;
  }

  reset(): void {
    this.#held = new Uint8Array(0);
  }

  powerOff(): void {
    this.reset();
  }

  /** A probe has no data and ends at 3; a text without data is spoilt. */
  #find(bytes: Uint8Array): Found {
    const [, , third, fourth, fifth] = bytes;
    if (third === undefined) return "more";
    if (third === 0x55) return { end: 3, data: null };
    if (third !== 0xbb) return "noise";
    if (fourth === undefined || (fourth === 0x51 && fifth === undefined)) return "more";
    if (fourth !== 0x51 || fifth !== 0x54) return "noise";
    for (let end = bytes.indexOf(0xff, 10); end >= 0; end = bytes.indexOf(0xff, end + 1)) {
      const data = this.#checked(bytes.subarray(5, end + 1));
      if (data) return { end: end + 1, data };
      if (end + 1 < bytes.length && bytes[end + 1] !== 0xff) return { end: end + 1, data: null };
    }
    return bytes.length > LONGEST ? "noise" : "more";
  }

  /** What lies between the command and the end mark, without its checksum; null when that is wrong. */
  #checked(body: Uint8Array): Uint8Array | null {
    if (this.#setup.checksum === "sum") {
      const sum = body.subarray(1).reduce((total, byte) => (total + byte) % 256, 0);
      return sum === body[0] ? body.slice(1, -1) : null;
    }
    const data = body.slice(0, -2);
    return data.reduce((xor, byte) => xor ^ byte, 0) === body.at(-2) ? data : null;
  }

  #act(address: number, { end, data }: Exclude<Found, string>): readonly BoardEvent[] {
    const mine = address === this.#setup.address;
    if (!mine && address !== EVERYBODY) return [];
    const answer = mine && this.#setup.answers ? HEARD : null;
    if (data === null)
      return end === 3 ? [{ cells: null, answer, bad: false }] : [{ cells: null, answer: null, bad: true }];
    const colour = COLOURS[data[3] ?? 0] ?? "red";
    return [{ cells: gbkCells(data.slice(5), colour), answer, bad: false }];
  }
}
