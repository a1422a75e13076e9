// SDT commands as a reader's module hears them (protocols.md §4), and its answers. Written for the virtual hall alone.

export interface SdtOrder {
  readonly command: number;
  readonly para: number;
}

const START = [0xaa, 0xaa, 0xaa, 0x96, 0x69];
/** Length, command, para, XOR; the virtual reader knows no order with data. */
const ORDER_LENGTH = 3;
const WHOLE = START.length + 2 + ORDER_LENGTH;

/** Hears orders in bytes cut anywhere; what is no order is thrown away, one byte at a time. */
export class SdtEar {
  bad = 0;
  #kept: number[] = [];

  hear(bytes: Uint8Array): SdtOrder[] {
    this.#kept.push(...bytes);
    const orders: SdtOrder[] = [];
    while (this.#kept.length > 0) {
      if (!START.slice(0, this.#kept.length).every((byte, i) => byte === this.#kept[i])) {
        this.#kept.shift();
        continue;
      }
      if (this.#kept.length < WHOLE) break;
      const [high, low, command = 0, para = 0, sum] = this.#kept.slice(START.length, WHOLE);
      const right = high === 0 && low === ORDER_LENGTH && sum === (ORDER_LENGTH ^ command ^ para);
      if (right) orders.push({ command, para });
      else this.bad++;
      this.#kept.splice(0, right ? WHOLE : 1);
    }
    return orders;
  }

  reset(): void {
    this.#kept = [];
  }
}

/** An answer: three status bytes, data, XOR over all from the length on. */
export function sdtAnswer(status: number, data: Uint8Array = new Uint8Array()): Uint8Array {
  const length = data.length + 4;
  const inner = [length >> 8, length & 0xff, 0, 0, status, ...data];
  let sum = 0;
  for (const byte of inner) sum ^= byte;
  return Uint8Array.from([...START, ...inner, sum]);
}

export interface CardText {
  readonly name: string;
  readonly sex: string;
  readonly nation: string;
  readonly birth: string;
  readonly address: string;
  readonly number: string;
  readonly issuer: string;
  readonly from: string;
  readonly to: string;
}

/** The text block of a card: fields of fixed width, UTF-16LE, filled with blanks, 256 bytes in all. */
export function cardBlock(card: CardText): Uint8Array {
  const fields: readonly (readonly [string, number])[] = [
    [card.name, 15],
    [card.sex, 1],
    [card.nation, 2],
    [card.birth, 8],
    [card.address, 35],
    [card.number, 18],
    [card.issuer, 15],
    [card.from, 8],
    [card.to, 8],
    ["", 18],
  ];
  const text = fields.map(([value, width]) => value.slice(0, width).padEnd(width)).join("");
  return Uint8Array.from(Buffer.from(text, "utf16le"));
}
