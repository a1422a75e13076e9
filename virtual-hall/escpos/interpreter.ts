import { type Bitmap, fromColumns, scaled } from "./bitmap.ts";
import { nextStep, type Step } from "./commands.ts";
import { type Charset, glyphOf } from "./font.ts";
import { COLUMN_DOTS, type Paper } from "./paper.ts";

/** What the print head can ask of the printer around it. */
export interface PrintHead {
  readonly paper: Paper;
  /** What its font holds; the rest comes out as boxes. */
  readonly charset: Charset;
  /** No knife: the slip is torn off when the next job begins. */
  readonly tears: boolean;
  say(bytes: Uint8Array): void;
  /** The answer to GS r n, sent in its turn. */
  status(n: number): Uint8Array;
  automaticStatus(on: boolean): void;
}

const PLAIN = { width: 1, height: 1, bold: false };
const ALIGNS = ["left", "center", "right"] as const;
const utf8 = new TextDecoder("utf-8");

type Act = (args: Uint8Array) => void;

/** Understands ESC/POS and puts it on paper. One step at a time, so that paper can run out between two. */
export class Interpreter {
  readonly #head: PrintHead;
  readonly #acts: Readonly<Record<string, Act>>;
  #style = PLAIN;
  #chinese = false;
  #qr = { module: 3, data: new Uint8Array(0) };
  #graphics: Bitmap | null = null;
  #ownCharacters = new Map<string, Bitmap>();
  unknown = 0;

  constructor(head: PrintHead) {
    this.#head = head;
    this.#acts = this.#table();
  }

  /** Runs the step at `at` and gives its length, or null when its end has not arrived. */
  step(buffer: Uint8Array, at: number): number | null {
    const step = nextStep(buffer, at, this.#chinese);
    if (step === "more") return null;
    this.#run(step);
    return step.length;
  }

  #run(step: Step): void {
    switch (step.kind) {
      case "char":
        this.#character(step.bytes);
        break;
      case "control":
        this.#control(step.byte);
        break;
      case "command":
        this.#acts[step.name]?.(step.args);
        break;
      case "unknown":
        this.unknown++;
        break;
      case "real-time":
        break;
    }
  }

  #control(byte: number): void {
    const { paper } = this.#head;
    if (byte === 0x0a) paper.endLine(true);
    else if (byte === 0x0c) paper.endLine(false);
    else if (byte === 0x18) paper.dropLine();
    else if (byte === 0x09) this.#moveTo((Math.floor(paper.used / (8 * COLUMN_DOTS)) + 1) * 8 * COLUMN_DOTS);
  }

  #character(bytes: Uint8Array): void {
    const { paper, charset } = this.#head;
    const own = this.#ownCharacters.get(bytes.join());
    if (own) {
      paper.draw(scaled(own, this.#style.width, this.#style.height));
      return;
    }
    const [first = 0] = bytes;
    if (bytes.length === 1) {
      // Outside Chinese mode a high byte is some code page's sign, never a hanzi: shown so that it is noticed.
      paper.type(first < 0x80 ? String.fromCharCode(first) : "▒", 1, this.#style);
      return;
    }
    paper.type(glyphOf(bytes, charset), 2, this.#style);
  }

  #moveTo(dots: number): void {
    const { paper } = this.#head;
    for (let used = paper.used; used + COLUMN_DOTS <= dots; used += COLUMN_DOTS) paper.type(" ", 1, PLAIN);
  }

  #reset(): void {
    const { paper, tears } = this.#head;
    paper.dropLine();
    if (tears) paper.cut();
    paper.align = "left";
    this.#style = PLAIN;
    this.#chinese = false;
    this.#ownCharacters.clear();
    this.#head.automaticStatus(false);
  }

  #size(width: number, height: number): void {
    this.#style = { ...this.#style, width, height };
  }

  #picture(map: Bitmap): void {
    const { paper } = this.#head;
    paper.endLine(false);
    paper.draw(map);
    paper.endLine(false);
  }

  #table(): Readonly<Record<string, Act>> {
    const { paper } = this.#head;
    const bold: Act = ([n = 0]) => {
      this.#style = { ...this.#style, bold: (n & 1) === 1 };
    };
    return {
      "ESC @": () => this.#reset(),
      "ESC a": ([n = 0]) => {
        paper.align = ALIGNS[n % 48] ?? paper.align;
      },
      "ESC E": bold,
      "ESC G": bold,
      "ESC !": ([n = 0]) => {
        this.#style = { width: n & 0x20 ? 2 : 1, height: n & 0x10 ? 2 : 1, bold: (n & 0x08) !== 0 };
      },
      "GS !": ([n = 0]) => this.#size(((n >> 4) & 7) + 1, (n & 7) + 1),
      "FS !": ([n = 0]) => this.#size(n & 0x04 ? 2 : 1, n & 0x08 ? 2 : 1),
      "FS W": ([n = 0]) => this.#size(n & 1 ? 2 : 1, n & 1 ? 2 : 1),
      "FS &": () => {
        this.#chinese = true;
      },
      "FS .": () => {
        this.#chinese = false;
      },
      "FS 2": (args) => {
        this.#ownCharacters.set(args.slice(0, 2).join(), fromColumns(args.subarray(2), 3));
      },
      "ESC d": ([n = 0]) => paper.feed(n),
      "ESC J": ([n = 0]) => paper.feedDots(n),
      "ESC $": ([lo = 0, hi = 0]) => this.#moveTo(lo + hi * 256),
      "ESC \\": ([lo = 0, hi = 0]) => this.#moveTo(paper.used + (hi < 128 ? lo + hi * 256 : 0)),
      "ESC *": (args) => paper.draw(bitImage(args)),
      "GS v": (args) => this.#picture(rasterImage(args)),
      "GS (": (args) => this.#block(args, 3),
      "GS 8": (args) => this.#block(args, 5),
      "GS V": ([how = 0, feed = 0]) => {
        paper.endLine(false);
        if (how >= 65) paper.feedDots(feed);
        paper.cut();
      },
      "ESC i": () => paper.cut(),
      "ESC m": () => paper.cut(),
      "GS a": ([n = 0]) => this.#head.automaticStatus(n !== 0),
      "GS r": ([n = 0]) => this.#head.say(this.#head.status(n)),
      "GS I": ([n = 0]) => this.#head.say(identity(n)),
    };
  }

  /** GS ( and GS 8: a letter, a length, then cn fn and what belongs to it. */
  #block(args: Uint8Array, header: number): void {
    const letter = String.fromCharCode(args[0] ?? 0);
    const body = args.subarray(header);
    if (letter === "k") this.#symbol(body);
    else if (letter === "L") this.#graphicsBlock(body);
    else if (letter === "H" && body[0] === 48 && body[1] === 48)
      this.#head.say(Uint8Array.of(0x37, 0x22, ...body.subarray(2, 6), 0x00));
    else this.unknown++;
  }

  /** Two-dimensional symbols: cn 49 is QR; module size, store, print (protocols.md §3). */
  #symbol([cn, fn, ...rest]: Uint8Array): void {
    if (cn !== 49) this.unknown++;
    else if (fn === 67) this.#qr = { ...this.#qr, module: rest[0] ?? 3 };
    else if (fn === 80) this.#qr = { ...this.#qr, data: Uint8Array.from(rest.slice(1)) };
    else if (fn === 81 && this.#qr.data.length > 0)
      this.#head.paper.qr(utf8.decode(this.#qr.data), this.#qr.module);
  }

  /** Graphics: fn 112 stores a raster (m fn a bx by c xL xH yL yH …), fn 2 or 50 prints it. */
  #graphicsBlock(body: Uint8Array): void {
    const [, fn, , across = 1, down = 1, , xl = 0, xh = 0, yl = 0, yh = 0] = body;
    if (fn === 112) {
      const map = { wide: xl + xh * 256, high: yl + yh * 256, rows: body.slice(10) };
      this.#graphics = scaled(map, across === 2 ? 2 : 1, down === 2 ? 2 : 1);
    } else if ((fn === 2 || fn === 50) && this.#graphics) {
      this.#picture(this.#graphics);
      this.#graphics = null;
    }
  }
}

/** ESC * m nL nH …: 8 or 24 dots high, single density dots being twice as wide (and 8-dot ones thrice as high). */
function bitImage(args: Uint8Array): Bitmap {
  const [m = 0] = args;
  const tall = m >= 32;
  return scaled(fromColumns(args.subarray(3), tall ? 3 : 1), m % 2 === 1 ? 1 : 2, tall ? 1 : 3);
}

/** GS v 0 m xL xH yL yH …: rows of whole bytes; m bit 0 doubles the width, bit 1 the height. */
function rasterImage(args: Uint8Array): Bitmap {
  const [, m = 0, xl = 0, xh = 0, yl = 0, yh = 0] = args;
  const map = { wide: (xl + xh * 256) * 8, high: yl + yh * 256, rows: args.slice(6) };
  return scaled(map, m & 1 ? 2 : 1, m & 2 ? 2 : 1);
}

/** Answer to GS I n: a byte for 1 to 3, otherwise a text between 5F and 00. */
function identity(n: number): Uint8Array {
  if (n < 48) return Uint8Array.of(0x02);
  return Uint8Array.of(0x5f, ...new TextEncoder().encode("VIRTUAL-HALL"), 0x00);
}
