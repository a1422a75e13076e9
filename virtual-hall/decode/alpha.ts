import { asciiCells, type BoardEvent, type BoardMind } from "./board-mind.ts";

// An Alpha sign, protocols.md §1d: seven bits; SOH type address { STX command ETX [sum] } EOT; files, one of them shown.
const LONGEST = 4096;
/** Control characters are held as their pictures (␂ for 02), so that patterns can be read. */
const PICTURES = 0x2400;
const visible = (byte: number): string => String.fromCharCode(byte < 0x20 ? PICTURES + byte : byte);

interface Setup {
  readonly address: number;
  /** Whether each command must carry its sum. */
  readonly checksum: boolean;
}

export class AlphaMind implements BoardMind {
  readonly endsBySilence = false;
  readonly #setup: Setup;
  #held: number[] | null = null;
  readonly #texts = new Map<string, string>();
  readonly #strings = new Map<string, string>();

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  hear(bytes: Uint8Array): readonly BoardEvent[] {
    const events: BoardEvent[] = [];
    for (const eight of bytes) {
      const byte = eight & 0x7f;
      if (byte === 0x01) this.#held = [];
      else if (byte === 0x04 && this.#held) {
        const packet = this.#held;
        this.#held = null;
        events.push(...this.#packet(packet));
      } else if (this.#held && this.#held.push(byte) > LONGEST) this.#held = null;
    }
    return events;
  }

  reset(): void {
    this.#held = null;
  }

  /** Files stand in memory that outlives the mains. */
  powerOff(): void {
    this.reset();
  }

  #packet(packet: readonly number[]): readonly BoardEvent[] {
    const text = packet.map(visible).join("");
    const head = /^[Z!](?<address>[0-9A-F?]{2})/.exec(text)?.groups?.address;
    if (head === undefined || !this.#isMine(head)) return [];
    const commands = [...text.slice(3).matchAll(/␂([^␃]*)␃([0-9A-F]{4})?/g)];
    const good = commands.length > 0 && commands.every(([all, , sum]) => this.#sumFits(all, sum));
    if (!good) return [{ cells: null, answer: null, bad: true }];
    for (const [, command] of commands) this.#take(command ?? "");
    return [{ cells: asciiCells(this.#shown(), "red"), answer: null, bad: false }];
  }

  #isMine(pattern: string): boolean {
    const own = this.#setup.address.toString(16).toUpperCase().padStart(2, "0");
    return pattern === "00" || own === "00" || [...pattern].every((c, i) => c === "?" || c === own[i]);
  }

  #sumFits(all: string, sum: string | undefined): boolean {
    if (sum === undefined) return !this.#setup.checksum;
    const counted = all.slice(0, -4);
    return (
      [...counted].reduce((total, c) => total + (c.charCodeAt(0) % PICTURES), 0) === Number.parseInt(sum, 16)
    );
  }

  #take(command: string): void {
    const [code, label, rest] = [command[0], command[1] ?? "", command.slice(2)];
    if (code === "E" && label === "$") {
      this.#texts.clear();
      this.#strings.clear();
      for (const [, file, kind] of rest.matchAll(/(.)([AB])[UL][0-9A-F]{8}/g)) {
        if (kind === "A") this.#texts.set(file ?? "", "");
        else this.#strings.set(file ?? "", "");
      }
    }
    // A file that was not set up is not written.
    if (code === "A" && this.#texts.has(label)) this.#texts.set(label, rest.replace(/^␛../, ""));
    if (code === "G" && this.#strings.has(label)) this.#strings.set(label, rest);
  }

  #shown(): string {
    const text = this.#texts.get("A") ?? "";
    return text.replace(/␐(.)/g, (_, label: string) => this.#strings.get(label) ?? "");
  }
}
