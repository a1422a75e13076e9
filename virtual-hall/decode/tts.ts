// Frames of serial speech modules as the module hears them (protocols.md §6). Written for the virtual hall alone.

export type TtsOrder =
  | { readonly order: "speak"; readonly text: string }
  | { readonly order: "stop" | "status" }
  | { readonly order: "refused" };

const HEAD = 0xfd;
const LONGEST = 4_096;
const DECODERS: Readonly<Record<number, string>> = { 0: "gbk", 1: "gbk", 2: "big5", 3: "utf-16be" };

export class TtsEar {
  bad = 0;
  #kept: number[] = [];
  readonly #checksum: boolean;

  constructor({ checksum }: { checksum: boolean }) {
    this.#checksum = checksum;
  }

  hear(bytes: Uint8Array): TtsOrder[] {
    this.#kept.push(...bytes);
    const orders: TtsOrder[] = [];
    for (let frame = this.#next(); frame !== null; frame = this.#next()) orders.push(this.#order(frame));
    return orders;
  }

  /** The next whole frame; null while there is none. */
  #next(): readonly number[] | null {
    while (this.#kept.length >= 3) {
      const [head, high = 0, low = 0] = this.#kept;
      const length = high * 256 + low;
      if (head === HEAD && length > 0 && length <= LONGEST)
        return this.#kept.length < 3 + length ? null : this.#kept.splice(0, 3 + length);
      this.bad++;
      this.#kept.shift();
    }
    return null;
  }

  reset(): void {
    this.#kept = [];
  }

  #order(frame: readonly number[]): TtsOrder {
    const body = frame.slice(3, this.#checksum ? -1 : undefined);
    const wrong = this.#checksum && frame.reduce((sum, byte) => sum ^ byte, 0) !== 0;
    const [command, encoding = -1, ...text] = body;
    const label = DECODERS[encoding];
    if (!wrong && command === 0x02) return { order: "stop" };
    if (!wrong && command === 0x21) return { order: "status" };
    if (wrong || command !== 0x01 || label === undefined) {
      this.bad++;
      return { order: "refused" };
    }
    return { order: "speak", text: new TextDecoder(label).decode(Uint8Array.from(text)) };
  }
}
