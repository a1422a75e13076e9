/** The only source of time. Epoch milliseconds everywhere inside; ISO 8601 with offset on the wire. */
export interface Clock {
  now(): number;
  /** Calls back once, no earlier than `at`; the answer cancels it. */
  at(at: number, callback: () => void): () => void;
}

const LONGEST_TIMER = 2_000_000_000; // setTimeout overflows above 2^31 - 1 ms
/** Timers count by another clock than Date.now() and may fire before it says so; more than this is no such difference. */
const EARLY = 50;

export const systemClock: Clock = {
  now: () => Date.now(),
  at: (at, callback) => {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = at - Date.now();
      timer = left > LONGEST_TIMER ? setTimeout(arm, LONGEST_TIMER) : setTimeout(fire, Math.max(0, left));
      timer.unref?.();
    };
    // A quarter of all timers fire a millisecond early (measured on Node 20): who then looks at what is due finds nothing,
    // and is not called again. A clock set back by more must not hold the callback for that long, though.
    const fire = () => {
      const left = at - Date.now();
      if (left > 0 && left <= EARLY) arm();
      else callback();
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock that tests and simulations advance by hand; due callbacks run in order of their time. */
export class ManualClock implements Clock {
  #now: number;
  #order = 0;
  #due: { at: number; order: number; callback: () => void }[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  at(at: number, callback: () => void): () => void {
    const entry = { at, order: this.#order++, callback };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((d) => d !== entry);
    };
  }

  /** Moves to `to`, running on the way what falls due, including what those callbacks schedule. */
  advanceTo(to: number): void {
    for (;;) {
      const next = this.#due.filter((d) => d.at <= to).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#due = this.#due.filter((d) => d !== next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = Math.max(this.#now, to);
  }

  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }
}
