import type { Clock } from "../kernel/clock.ts";

export interface PaceDependencies {
  readonly clock: Clock;
  /** Least time from the end of one run to the next, milliseconds. */
  readonly gapMs: number;
  readonly run: () => void;
}

/**
 * Runs at once when asked, and again no sooner than the gap or twice as long as the last run took: a thousand
 * screens get a lone change immediately, and a storm of changes leaves the process half its time.
 */
export class Pace {
  readonly #dependencies: PaceDependencies;
  #next = 0;
  #ended = 0;
  #cancel: (() => void) | null = null;
  #queued = false;

  constructor(dependencies: PaceDependencies) {
    this.#dependencies = dependencies;
  }

  ask(): void {
    const { clock } = this.#dependencies;
    if (this.#queued || this.#cancel) return;
    const now = clock.now();
    // A clock set back must not hold the screens until it has caught up.
    if (now >= this.#next || now < this.#ended) {
      // What one turn changes in several steps is one change to a screen.
      this.#queued = true;
      queueMicrotask(() => this.#go());
    } else this.#cancel = clock.at(this.#next, () => this.#go());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #go(): void {
    const { clock, gapMs, run } = this.#dependencies;
    this.#cancel = null;
    this.#queued = false;
    const begun = clock.now();
    run();
    const ended = clock.now();
    this.#ended = ended;
    this.#next = ended + Math.max(gapMs, 2 * (ended - begun));
  }
}
