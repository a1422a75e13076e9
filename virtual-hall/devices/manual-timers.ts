import type { Timers } from "./device.ts";

/** Time that a test moves by hand. */
export class ManualTimers implements Timers {
  #now = 1_000_000;
  #due: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.#now + ms, callback };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((d) => d !== entry);
    };
  }

  advance(ms: number): void {
    const to = this.#now + ms;
    for (;;) {
      const next = this.#due.filter((d) => d.at <= to).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#due = this.#due.filter((d) => d !== next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = to;
  }
}
