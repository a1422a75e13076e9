import type { BoardCell } from "./a090.ts";
import { type BoardEvent, type BoardMind, crcA001, gbkCells } from "./board-mind.ts";

// An ONBON card, protocols.md §1c: marks A5 and 5A, escapes A6 and 5B, CRC-16/ARC, little-endian.
const LONGEST = 1024;
const COLOURS: Readonly<Record<string, BoardCell["colour"]>> = { "1": "red", "2": "green", "3": "yellow" };

export class Bx5kMind implements BoardMind {
  readonly endsBySilence = false;
  readonly #screen: number;
  #inside: number[] | null = null;

  constructor({ screen }: { readonly screen: number }) {
    this.#screen = screen;
  }

  hear(bytes: Uint8Array): readonly BoardEvent[] {
    const events: BoardEvent[] = [];
    for (const byte of bytes) {
      if (byte === 0xa5) this.#inside = [];
      else if (byte === 0x5a) {
        const frame = this.#inside ?? [];
        this.#inside = null;
        if (frame.length > 0) events.push(...this.#frame(frame));
      } else if (this.#inside && this.#inside.push(byte) > LONGEST) this.#inside = null;
    }
    return events;
  }

  reset(): void {
    this.#inside = null;
  }

  powerOff(): void {
    this.reset();
  }

  #frame(escaped: readonly number[]): readonly BoardEvent[] {
    const body = plain(escaped);
    const crc = (body.at(-2) ?? 0) + 256 * (body.at(-1) ?? 0);
    const header = body.slice(0, 14);
    const data = body.slice(14, -2);
    const to = (header[0] ?? 0) + 256 * (header[1] ?? 0);
    // The card's own and its neighbours' answers go to 8000h.
    if (to !== this.#screen && to < 0xfffe) return [];
    if (crcA001(body.slice(0, -2), 0) !== crc) return [this.#no(0x05, true)];
    if (data.length < 5 || data.length !== (header[12] ?? 0) + 256 * (header[13] ?? 0))
      return [this.#no(0x05, true)];
    return [this.#command(data)];
  }

  #command(data: readonly number[]): BoardEvent {
    const command = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    const answer = data[2] === 0x01 ? this.#answer(0xa0, 0x00, 0x00, []) : null;
    switch (command) {
      case 0xa200:
        return { cells: null, answer, bad: false };
      case 0xa102:
        return { cells: null, answer: this.#answer(0xa1, 0x02, 0x00, [1, 15, 0, 0]), bad: false };
      case 0xa310:
        return { cells: [], answer, bad: false };
      case 0xa306: {
        const cells = dynamicArea(data.slice(5));
        return cells ? { cells, answer, bad: false } : this.#no(0x04, true);
      }
      default:
        return this.#no(0x02, false);
    }
  }

  #no(error: number, bad: boolean): BoardEvent {
    return { cells: null, answer: this.#answer(0xa0, 0x01, error, []), bad };
  }

  #answer(group: number, cmd: number, error: number, data: readonly number[]): Uint8Array {
    const length = 5 + data.length;
    const screen = [this.#screen & 0xff, this.#screen >> 8];
    const body = [0x00, 0x80, ...screen, 0, 0, 0, 0, 0, 0, 0xfe, 0x02, length & 0xff, length >> 8];
    body.push(group, cmd, error, 0, 0, ...data);
    const crc = crcA001(body, 0);
    const marked = [...body, crc & 0xff, crc >> 8].flatMap((byte) => {
      if (byte === 0xa5 || byte === 0xa6) return [0xa6, byte === 0xa5 ? 2 : 1];
      if (byte === 0x5a || byte === 0x5b) return [0x5b, byte === 0x5a ? 2 : 1];
      return [byte];
    });
    return Uint8Array.of(...Array.from({ length: 8 }, () => 0xa5), ...marked, 0x5a);
  }
}

function plain(escaped: readonly number[]): number[] {
  const out: number[] = [];
  let lead = 0;
  for (const byte of escaped) {
    if (lead > 0) {
      out.push(byte === 2 ? lead - 1 : lead);
      lead = 0;
    } else if (byte === 0xa6 || byte === 0x5b) lead = byte;
    else out.push(byte);
  }
  return out;
}

/** The text of the first area that is updated; null when the lengths do not come out. */
function dynamicArea(data: readonly number[]): readonly BoardCell[] | null {
  const deleted = data[0] ?? 0;
  const areas = data[1 + deleted] ?? 0;
  const area = data.slice(4 + deleted);
  const given = (data[2 + deleted] ?? 0) + 256 * (data[3 + deleted] ?? 0);
  if (areas !== 1 || given !== area.length || area.length < 27) return null;
  const text = area.slice(27);
  if (text.length !== (area[23] ?? 0) + 256 * (area[24] ?? 0)) return null;
  return styled(text);
}

/** `\F` and four characters choose a font, `\C` and a digit a colour. */
function styled(text: readonly number[]): readonly BoardCell[] {
  const cells: BoardCell[] = [];
  let colour: BoardCell["colour"] = "red";
  let at = 0;
  while (at < text.length) {
    const byte = text[at] ?? 0;
    const next = String.fromCharCode(text[at + 1] ?? 0);
    if (byte === 0x5c && next === "F") at += 6;
    else if (byte === 0x5c && next === "C") {
      colour = COLOURS[String.fromCharCode(text[at + 2] ?? 0)] ?? colour;
      at += 3;
    } else {
      const size = byte > 0x80 ? 2 : 1;
      cells.push(...gbkCells(Uint8Array.from(text.slice(at, at + size)), colour));
      at += size;
    }
  }
  return cells;
}
