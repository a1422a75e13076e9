/** What a printer does the moment it is heard, whatever stands in its buffer. */
export type RealTime = { readonly ask: number } | { readonly clearUpTo: number };

const DLE = 0x10;
const CLEAR = [DLE, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];
const RECOVER = [DLE, 0x05, 0x02];

/**
 * Watches the raw stream for DLE EOT 1 to 4, DLE ENQ 2 and DLE DC4 8, also inside pictures and half-sent commands:
 * printers answer them there too (Epson warns of just that).
 */
export class RealTimeEar {
  #tail: number[] = [];

  /** `clearUpTo` is the index in `bytes` behind the command that empties the buffer. */
  hear(bytes: Uint8Array): RealTime[] {
    const found: RealTime[] = [];
    const tail = this.#tail;
    for (const [at, byte] of bytes.entries()) {
      tail.push(byte);
      if (tail.length > CLEAR.length) tail.shift();
      if (byte >= 1 && byte <= 4 && endsWith(tail, [DLE, 0x04, byte])) found.push({ ask: byte });
      else if (endsWith(tail, RECOVER) || endsWith(tail, CLEAR)) found.push({ clearUpTo: at + 1 });
    }
    return found;
  }

  reset(): void {
    this.#tail = [];
  }
}

function endsWith(tail: readonly number[], wanted: readonly number[]): boolean {
  const from = tail.length - wanted.length;
  // Almost every byte differs from the last one wanted.
  if (tail.at(-1) !== wanted.at(-1)) return false;
  return from >= 0 && wanted.every((byte, i) => tail[from + i] === byte);
}
