/** One lit character of a board. */
export interface BoardCell {
  readonly char: string;
  readonly colour: "red" | "green" | "yellow";
  /** Half-width columns it takes. */
  readonly columns: 1 | 2;
}

/** What the wire carried to some board: text for it, or a frame whose contents were spoilt. */
export type A090Heard =
  | { readonly kind: "show"; readonly address: number; readonly cells: readonly BoardCell[] }
  | { readonly kind: "spoilt"; readonly address: number; readonly why: "checksum" | "contents" };

// A0 90 | address | A5 | length hi lo | data | xor of address to last data byte: protocols.md §1a.
const HEAD = 6;
/** More than any board holds (128 columns, three bytes a column); a longer length field is noise. */
const LONGEST = 512;
const COLOURS = ["red", "green", "yellow"] as const;
const gbk = new TextDecoder("gbk");

/**
 * The board's own ear. Feed it bytes as they come, in any pieces; noise is skipped byte by byte and the buffer never
 * holds more than one longest frame. `dropped` counts skipped bytes.
 */
export class A090Ear {
  #held: Uint8Array = new Uint8Array(0);
  dropped = 0;

  /** The line fell silent or was cut: what was half heard is forgotten. */
  reset(): void {
    this.dropped += this.#held.length;
    this.#held = new Uint8Array(0);
  }

  hear(bytes: Uint8Array): A090Heard[] {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const heard: A090Heard[] = [];
    let at = 0;
    while (at < all.length) {
      const end = frameEnd(all, at);
      if (end === "more") break;
      if (end === "noise") {
        this.dropped++;
        at++;
        continue;
      }
      const frame = all.subarray(at, end);
      const found = readFrame(frame);
      heard.push(found);
      // A wrong checksum may mean a wrong length: what follows the header can hold a whole later frame.
      at = found.kind === "spoilt" && found.why === "checksum" ? at + 2 : end;
    }
    this.#held = all.slice(at);
    return heard;
  }
}

function frameEnd(all: Uint8Array, at: number): number | "more" | "noise" {
  const expected = [0xa0, 0x90, null, 0xa5] as const;
  for (const [i, want] of expected.entries()) {
    const byte = all[at + i];
    if (byte === undefined) return "more";
    if (want !== null && byte !== want) return "noise";
  }
  const hi = all[at + 4];
  const lo = all[at + 5];
  if (hi === undefined || lo === undefined) return "more";
  const length = hi * 256 + lo;
  if (length > LONGEST) return "noise";
  const end = at + HEAD + length + 1;
  return end > all.length ? "more" : end;
}

function readFrame(frame: Uint8Array): A090Heard {
  const address = frame[2] ?? 0;
  let xor = 0;
  for (const byte of frame.subarray(2)) xor ^= byte;
  if (xor !== 0) return { kind: "spoilt", address, why: "checksum" };
  const cells = readCells(frame.subarray(HEAD, -1));
  return cells ? { kind: "show", address, cells } : { kind: "spoilt", address, why: "contents" };
}

/** {one or two GBK bytes, one colour byte} per character; null when it does not come out even. */
function readCells(data: Uint8Array): BoardCell[] | null {
  const cells: BoardCell[] = [];
  let at = 0;
  while (at < data.length) {
    const wide = (data[at] ?? 0) > 0x80 && data[at] !== 0xff;
    const size = wide ? 2 : 1;
    const colour = COLOURS[data[at + size] ?? -1];
    if (at + size >= data.length || colour === undefined) return null;
    const char = gbk.decode(data.subarray(at, at + size));
    cells.push({
      char: char.length === 1 && char !== "\ufffd" ? char : "□",
      colour,
      columns: wide ? 2 : 1,
    });
    at += size + 1;
  }
  return cells;
}

/** The board's answer: shown, or not understood. It carries no checksum. */
export function boardAnswer(address: number, ok: boolean): Uint8Array {
  return Uint8Array.of(0xa0, 0x90, address, 0xa5, ok ? 0xaa : 0x55);
}
