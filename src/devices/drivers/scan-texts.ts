import type { Clock } from "../../kernel/clock.ts";

/** A scanner that goes on reading sees a code held before it again and again; one that is shown later counts anew. */
const SAME_WITHIN = 2_000;
/** Less than any code of the hall: half a text of a scanner that was just plugged in. */
const SHORTEST = 4;

/** The texts of one scanner, each code once. */
export class ScanTexts {
  readonly counters = { scans: 0, repeated: 0, tooShort: 0 };
  readonly #clock: Clock;
  readonly #onText: (text: string) => void;
  #last: { readonly text: string; at: number } | null = null;

  constructor({ clock, onText }: { clock: Clock; onText: (text: string) => void }) {
    this.#clock = clock;
    this.#onText = onText;
  }

  read(text: string): void {
    const now = this.#clock.now();
    if (text.length < SHORTEST) {
      this.counters.tooShort++;
      return;
    }
    const last = this.#last;
    if (last?.text === text && now >= last.at && now - last.at < SAME_WITHIN) {
      last.at = now;
      this.counters.repeated++;
      return;
    }
    this.#last = { text, at: now };
    this.counters.scans++;
    this.#onText(text);
  }
}
