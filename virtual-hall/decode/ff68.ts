/** A whole frame of the keypad line, host to device or back. */
export interface Ff68Frame {
  readonly address: number;
  readonly func: number;
  readonly data: readonly number[];
}

// FF 68 | L | L | 68 | address | func | data (L-2) | sum of address, func and data mod 256 | 16: protocols.md §2a.
const OVERHEAD = 7;
/** The longest frame a host sends: the six digits of a display. */
const LONGEST = 8;

/** The ear that keypad and rater have in common; `bad` counts frames spoilt on the way, `dropped` skipped bytes. */
export class Ff68Ear {
  #held: number[] = [];
  bad = 0;
  dropped = 0;

  reset(): void {
    this.dropped += this.#held.length;
    this.#held = [];
  }

  hear(bytes: Uint8Array): Ff68Frame[] {
    const frames: Ff68Frame[] = [];
    for (const byte of bytes) {
      this.#held.push(byte);
      // A frame is at most 15 bytes, so trying again from the start of the buffer costs nothing.
      let found = this.#try();
      while (found !== "more") {
        if (found === "noise") {
          this.#held.shift();
          this.dropped++;
        } else {
          frames.push(found);
          this.#held = [];
        }
        found = this.#held.length === 0 ? "more" : this.#try();
      }
    }
    return frames;
  }

  #try(): Ff68Frame | "more" | "noise" {
    const held = this.#held;
    const [ff, head, length, again, second] = held;
    if (ff !== 0xff) return "noise";
    if (head !== undefined && head !== 0x68) return "noise";
    if (length !== undefined && (length < 2 || length > LONGEST)) return "noise";
    if (again !== undefined && again !== length) return "noise";
    if (second !== undefined && second !== 0x68) return "noise";
    if (length === undefined || held.length < length + OVERHEAD) return "more";
    const [address = 0, func = 0, ...data] = held.slice(5, 5 + length);
    const sum = held.slice(5, 5 + length).reduce((a, b) => a + b, 0) & 0xff;
    if (held[5 + length] !== sum || held[6 + length] !== 0x16) {
      this.bad++;
      return "noise";
    }
    return { address, func, data };
  }
}

/** The bytes of a frame as a device sends it. */
export function ff68Bytes({ address, func, data }: Ff68Frame): Uint8Array {
  const body = [address, func, ...data];
  const sum = body.reduce((a, b) => a + b, 0) & 0xff;
  return Uint8Array.of(0xff, 0x68, body.length, body.length, 0x68, ...body, sum, 0x16);
}
