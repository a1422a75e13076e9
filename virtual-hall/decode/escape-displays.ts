import { asciiCells, type BoardEvent, type BoardMind } from "./board-mind.ts";

// Customer displays with ESC commands, protocols.md §1e: CD5220 (two lines of twenty) and LED8 (eight digits).

type Taken = (command: "clear" | "cancel" | "init" | "A" | "B" | "lamp", text: string) => void;

/** Cuts what comes into commands; text runs up to a carriage return. */
class EscapeReader {
  #held: number[] = [];

  read(bytes: Uint8Array, taken: Taken): void {
    for (const byte of bytes) {
      this.#held.push(byte);
      const command = this.#command(taken);
      if (command === "done" || this.#held.length > 64) this.#held = [];
    }
  }

  reset(): void {
    this.#held = [];
  }

  #command(taken: Taken): "done" | "more" {
    const [first, second, third] = this.#held;
    if (first === 0x0c) taken("clear", "");
    if (first === 0x18) taken("cancel", "");
    if (first !== 0x1b) return "done";
    if (second === 0x40) {
      taken("init", "");
      return "done";
    }
    if (second === 0x73 && third !== undefined) {
      taken("lamp", String.fromCharCode(third));
      return "done";
    }
    if (second !== undefined && second !== 0x51 && second !== 0x73) return "done";
    if (second !== 0x51 || this.#held.at(-1) !== 0x0d) return "more";
    const text = String.fromCharCode(...this.#held.slice(3, -1));
    if (third === 0x41) taken("A", text);
    if (third === 0x42) taken("B", text);
    return "done";
  }
}

/** While a string stands nothing is taken but strings, clear and cancel. */
export class Cd5220Mind implements BoardMind {
  readonly endsBySilence = false;
  readonly #reader = new EscapeReader();
  #upper = "";
  #lower = "";
  #string = false;

  hear(bytes: Uint8Array): readonly BoardEvent[] {
    let changed = false;
    this.#reader.read(bytes, (command, text) => {
      if (command === "lamp" || (this.#string && command === "init")) return;
      changed = true;
      this.#string = command === "A" || command === "B";
      if (command === "A") this.#upper = text;
      else if (command === "B") this.#lower = text;
      else this.powerOff();
    });
    const line = (text: string) => text.slice(0, 20).padEnd(20);
    const cells = asciiCells(line(this.#upper) + line(this.#lower), "green");
    return changed ? [{ cells, answer: null, bad: false }] : [];
  }

  reset(): void {
    this.#reader.reset();
  }

  powerOff(): void {
    this.#upper = "";
    this.#lower = "";
    this.#string = false;
  }
}

export class Led8Mind implements BoardMind {
  readonly endsBySilence = false;
  readonly #reader = new EscapeReader();
  #digits = "";

  hear(bytes: Uint8Array): readonly BoardEvent[] {
    const events: BoardEvent[] = [];
    this.#reader.read(bytes, (command, text) => {
      if (command === "lamp" || command === "B") return;
      const bad = command === "A" && !/^[-.\d]{1,15}$/.test(text);
      if (!bad) this.#digits = text;
      events.push({ cells: asciiCells(this.#digits, "red"), answer: null, bad });
    });
    return events;
  }

  reset(): void {
    this.#reader.reset();
  }

  powerOff(): void {
    this.#digits = "";
  }
}
