import { asciiCells, type BoardEvent, type BoardMind, crcA001 } from "./board-mind.ts";

// A number board with Modbus RTU, protocols.md §1f: holding registers, functions 03, 06 and 16.
interface Setup {
  readonly unit: number;
  readonly first: number;
  readonly registers: readonly string[];
  readonly empty: number;
}

const LONGEST = 260;
const NO_SUCH_REGISTER = 2;

export class ModbusMind implements BoardMind {
  readonly endsBySilence = true;
  readonly #setup: Setup;
  #held: number[] = [];
  #values: number[];

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#values = setup.registers.map(() => setup.empty);
  }

  hear(bytes: Uint8Array): readonly BoardEvent[] {
    const events: BoardEvent[] = [];
    this.#held.push(...bytes);
    while (this.#held.length > 1) {
      const length = requestLength(this.#held);
      if (length === null || length > LONGEST) {
        this.#held.shift();
        continue;
      }
      if (this.#held.length < length) break;
      const frame = this.#held.slice(0, length);
      const crc = crcA001(frame.slice(0, -2), 0xffff);
      if ((frame.at(-2) ?? 0) + 256 * (frame.at(-1) ?? 0) !== crc) {
        if (frame[0] === this.#setup.unit) events.push({ cells: null, answer: null, bad: true });
        this.#held.shift();
        continue;
      }
      this.#held.splice(0, length);
      if (frame[0] === this.#setup.unit) events.push(this.#request(frame));
    }
    return events;
  }

  reset(): void {
    this.#held = [];
  }

  powerOff(): void {
    this.reset();
    this.#values = this.#values.map(() => this.#setup.empty);
  }

  #request(frame: readonly number[]): BoardEvent {
    const word = (at: number) => ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);
    const func = frame[1] ?? 0;
    const from = word(2) - this.#setup.first;
    const count = func === 0x06 ? 1 : word(4);
    if (from < 0 || from + count > this.#values.length)
      return { cells: null, answer: this.#say([func + 0x80, NO_SUCH_REGISTER]), bad: false };
    if (func === 0x03) {
      const values = this.#values.slice(from, from + count).flatMap((value) => [value >> 8, value & 0xff]);
      return { cells: null, answer: this.#say([func, values.length, ...values]), bad: false };
    }
    for (let i = 0; i < count; i++) this.#values[from + i] = word(func === 0x06 ? 4 : 7 + 2 * i);
    return { cells: asciiCells(this.#shown(), "red"), answer: this.#say(frame.slice(1, 6)), bad: false };
  }

  #say(rest: readonly number[]): Uint8Array {
    const body = [this.#setup.unit, ...rest];
    const crc = crcA001(body, 0xffff);
    return Uint8Array.of(...body, crc & 0xff, crc >> 8);
  }

  #shown(): string {
    const at = this.#setup.registers.findIndex((register) => register.startsWith("number"));
    const value = this.#values[at];
    if (value === undefined || value === this.#setup.empty) return "";
    return value.toString(this.#setup.registers[at] === "number-bcd" ? 16 : 10).padStart(3, "0");
  }
}

/** How long a request with this beginning is; null when there is none such. */
function requestLength(bytes: readonly number[]): number | null {
  const func = bytes[1];
  if (func === 0x03 || func === 0x06) return 8;
  if (func === 0x10) return bytes[6] === undefined ? 9 : 9 + bytes[6];
  return null;
}
