import { noCounters } from "./parse-counters.ts";

// Boot keyboard reports, 8 bytes (protocols.md 2c; USB HID 1.11 appendix B):
// modifiers | 00 | six usage codes; all zero: released; 01 in every place: more keys than it can tell apart.

export interface KeyDown {
  readonly usage: number;
  readonly shift: boolean;
}

const REPORT = 8;
const ROLL_OVER = 0x01;
/** Error codes of the usage page: roll-over, POST fail, undefined. */
const LAST_ERROR = 0x03;
const SHIFTS = 0x22;

/**
 * Which keys go down, from reports. A key that stays in the reports is held, not pressed again; a roll-over report
 * tells nothing, so the keys before it still count as held.
 *
 * `framed`: each chunk is one report, as a HID device gives them (a ninth byte in front is a report number). Otherwise
 * the reports come one after another in a stream of bytes, as on a virtual line.
 */
export class BootKeyboard {
  readonly counters = { ...noCounters(), rollovers: 0 };
  readonly #framed: boolean;
  #kept: Buffer = Buffer.alloc(0);
  #held: ReadonlySet<number> = new Set();

  constructor({ framed }: { framed: boolean }) {
    this.#framed = framed;
  }

  push(bytes: Buffer): KeyDown[] {
    if (this.#framed) {
      if (bytes.length === REPORT) return this.#report(bytes);
      if (bytes.length === REPORT + 1) return this.#report(bytes.subarray(1));
      this.counters.badLength++;
      this.counters.droppedBytes += bytes.length;
      return [];
    }
    const buffer = this.#kept.length > 0 ? Buffer.concat([this.#kept, bytes]) : bytes;
    const keys: KeyDown[] = [];
    let at = 0;
    while (buffer.length - at >= REPORT) {
      const report = buffer.subarray(at, at + REPORT);
      if (looksRight(report)) {
        keys.push(...this.#report(report));
        at += REPORT;
      } else {
        this.counters.droppedBytes++;
        at++;
      }
    }
    this.#kept = Buffer.from(buffer.subarray(at));
    return keys;
  }

  /** The device came anew: nothing of it is held. */
  reset(): void {
    this.#kept = Buffer.alloc(0);
    this.#held = new Set();
  }

  #report(report: Buffer): KeyDown[] {
    if (!looksRight(report)) {
      this.counters.badLength++;
      this.counters.droppedBytes += report.length;
      return [];
    }
    this.counters.frames++;
    const codes = [...report.subarray(2)];
    if (codes.every((code) => code === ROLL_OVER)) {
      this.counters.rollovers++;
      return [];
    }
    const down = codes.filter((code) => code > LAST_ERROR);
    const shift = ((report[0] ?? 0) & SHIFTS) !== 0;
    const fresh = down.filter((code, i) => !this.#held.has(code) && down.indexOf(code) === i);
    this.#held = new Set(down);
    return fresh.map((usage) => ({ usage, shift }));
  }
}

/** The second byte is reserved, and error codes fill all six places. */
function looksRight(report: Buffer): boolean {
  if (report[1] !== 0) return false;
  const codes = [...report.subarray(2)];
  const errors = codes.filter((code) => code !== 0 && code <= LAST_ERROR);
  return errors.length === 0 || (errors.length === codes.length && new Set(codes).size === 1);
}
