/** The only source of time. Epoch milliseconds everywhere inside; ISO 8601 with offset on the wire. */
export interface Clock {
  now(): number;
  /** Calls back once, no earlier than `at`; the answer cancels it. */
  at(at: number, callback: () => void): () => void;
}

/**
 * Timers don't see that the clock was set forward or that the machine slept: however far off, the hall's clock is looked
 * at this often.
 */
const LOOK_MS = 5_000;
/** Timers count by another clock than Date.now() and may fire before it says so; more than this is no such difference. */
const EARLY = 50;

export const systemClock: Clock = {
  now: () => Date.now(),
  at: (at, callback) => {
    let timer: NodeJS.Timeout;
    const passed = performance.now() + at - Date.now();
    const wait = (ms: number, then: () => void) => {
      timer = setTimeout(then, ms);
      timer.unref?.();
    };
    const arm = () => {
      // Nor does a clock set back make the time longer that somebody asked to be woken after.
      const left = Math.max(0, Math.min(at - Date.now(), passed - performance.now()));
      if (left > LOOK_MS) wait(LOOK_MS, arm);
      else wait(left, fire);
    };
    // A quarter of all timers fire a millisecond early (measured on Node 20): who then looks at what is due finds nothing,
    // and is not called again. A clock set back by more must not hold the callback for that long, though.
    const fire = () => {
      const left = at - Date.now();
      if (left > 0 && left <= EARLY) wait(left, fire);
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
