/** Lets a few through at once and a few more wait; whoever comes when that is full is turned away. */
export class Turnstile {
  readonly #atOnce: number;
  readonly #waiting: number;
  #inside = 0;
  #queue: (() => void)[] = [];

  constructor({ atOnce, waiting }: { readonly atOnce: number; readonly waiting: number }) {
    this.#atOnce = atOnce;
    this.#waiting = waiting;
  }

  /** Runs `work` when its turn comes; null when it was turned away. */
  async pass<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#inside >= this.#atOnce) {
      if (this.#queue.length >= this.#waiting) return null;
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    } else this.#inside += 1;
    try {
      return await work();
    } finally {
      // The place goes to the next in line, or is free.
      const next = this.#queue.shift();
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
