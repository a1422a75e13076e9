import type { WallSlip, WallSlipLine } from "../../src/contract/wall.ts";
import type { Bitmap } from "./bitmap.ts";

export interface TextStyle {
  readonly width: number;
  readonly height: number;
  readonly bold: boolean;
}
export type Align = "left" | "center" | "right";
type TextLine = Extract<WallSlipLine, { readonly kind: "text" }>;
type Run = TextLine["runs"][number];

/** A half-width column of font A, dots. */
export const COLUMN_DOTS = 12;
/** The usual line spacing, dots. */
const LINE_DOTS = 30;
const SLIPS_KEPT = 20;
const LINES_KEPT = 400;

/** The roll: a line being filled, what hangs out of the printer, and the pieces cut off. */
export class Paper {
  readonly #dots: number;
  #cutOff: WallSlip[] = [];
  #hanging: WallSlipLine[] = [];
  #line: Run[] = [];
  #used = 0;
  #lineAlign: Align = "left";
  #nextId = 1;
  align: Align = "left";

  constructor(columns: number) {
    this.#dots = columns * COLUMN_DOTS;
  }

  /** Dots already taken in the line being filled. */
  get used(): number {
    return this.#used;
  }

  /** One character; it goes to a new line by itself when this one is full, as printers do. */
  type(char: string, columns: 1 | 2, style: TextStyle): void {
    this.#room(columns * COLUMN_DOTS * style.width);
    const last = this.#line.at(-1);
    if (last && "text" in last && sameStyle(last, style))
      this.#line[this.#line.length - 1] = { ...last, text: last.text + char };
    else this.#line.push({ text: char, ...style });
  }

  /** Dots inside the line, like one wide character. */
  draw(map: Bitmap): void {
    this.#room(map.wide);
    this.#line.push({
      bits: Buffer.from(map.rows).toString("base64"),
      dotsWide: map.wide,
      dotsHigh: map.high,
    });
  }

  /** Puts the filled line on paper; an empty one only when `force`d. True when there was something to print. */
  endLine(force: boolean): boolean {
    const filled = this.#line.length > 0;
    if (filled || force) this.#add({ kind: "text", align: this.#lineAlignNow(), runs: this.#line });
    this.dropLine();
    return filled;
  }

  /** Prints what is in the line and moves on by `lines` in all. */
  feed(lines: number): void {
    const printed = this.endLine(false) ? 1 : 0;
    for (let n = printed; n < lines; n++) this.endLine(true);
  }

  feedDots(dots: number): void {
    this.endLine(false);
    this.feed(Math.round(dots / LINE_DOTS));
  }

  qr(data: string, module: number): void {
    this.endLine(false);
    this.#add({ kind: "qr", data, align: this.align, module });
  }

  /** The knife, or a hand where there is none. Blank scraps are not kept. */
  cut(): void {
    this.endLine(false);
    if (this.#hanging.length === 0) return;
    this.#cutOff = [{ id: this.#nextId++, cut: true, lines: this.#hanging }, ...this.#cutOff].slice(
      0,
      SLIPS_KEPT,
    );
    this.#hanging = [];
  }

  /** Forgets the line being filled (ESC @, CAN). */
  dropLine(): void {
    this.#line = [];
    this.#used = 0;
  }

  /** Newest first; what still hangs in the printer comes before all cut pieces. */
  slips(): readonly WallSlip[] {
    if (this.#hanging.length === 0) return this.#cutOff;
    return [{ id: this.#nextId, cut: false, lines: [...this.#hanging] }, ...this.#cutOff];
  }

  #room(dots: number): void {
    if (this.#line.length > 0 && this.#used + dots > this.#dots) this.endLine(false);
    if (this.#line.length === 0) this.#lineAlign = this.align;
    this.#used += dots;
  }

  #lineAlignNow(): Align {
    return this.#line.length > 0 ? this.#lineAlign : this.align;
  }

  #add(line: WallSlipLine): void {
    this.#hanging.push(line);
    if (this.#hanging.length > LINES_KEPT) this.#hanging.shift();
  }
}

function sameStyle(a: TextStyle, b: TextStyle): boolean {
  return a.width === b.width && a.height === b.height && a.bold === b.bold;
}
