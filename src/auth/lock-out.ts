import type { Clock } from "../kernel/clock.ts";

const FREE_TRIES = 5;
const FIRST_LOCK = 60_000;
const LONGEST_LOCK = 15 * 60_000;
/** Failures are forgotten this long after the last one. */
const MEMORY = 30 * 60_000;
const MOST_KEYS = 10_000;

interface Failures {
  count: number;
  last: number;
  until: number;
}

/**
 * Slows down guessing: after five failures under a key it is locked for one minute, then two, four … fifteen.
 * A person is kept apart per address, so that a stranger's guessing elsewhere doesn't lock the clerk out; an address
 * as a whole and a person as a whole have more room.
 */
export class LockOut {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#failures.size;
  }

  /** Milliseconds until a try is allowed again; 0: now. */
  waitFor(keys: readonly Key[]): number {
    const now = this.#clock.now();
    // A clock set back locks nobody out for longer than a lock ever lasts.
    const left = keys.map(({ key }) => (this.#failures.get(key)?.until ?? 0) - now);
    return Math.min(LONGEST_LOCK, Math.max(0, ...left));
  }

  failed(keys: readonly Key[]): void {
    const now = this.#clock.now();
    this.#forget(now);
    for (const { key, free } of keys) {
      const entry = this.#failures.get(key) ?? { count: 0, last: now, until: 0 };
      entry.count += 1;
      entry.last = now;
      const over = entry.count - free;
      if (over >= 0) entry.until = now + Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** Math.min(10, over));
      this.#failures.delete(key);
      this.#failures.set(key, entry);
    }
  }

  /** Takes back the try that `failed` counted; the first key, the person at this address, starts afresh. */
  succeeded(keys: readonly Key[]): void {
    keys.forEach(({ key, free }, k) => {
      const entry = this.#failures.get(key);
      if (!entry) return;
      entry.count -= 1;
      if (entry.count < free) entry.until = 0;
      if (k === 0 || entry.count === 0) this.#failures.delete(key);
    });
  }

  /** Old entries go; should someone invent names to fill the memory, the oldest go too. */
  #forget(now: number): void {
    for (const [key, entry] of this.#failures) {
      if (this.#failures.size < MOST_KEYS && entry.last + MEMORY > now) break;
      this.#failures.delete(key);
    }
  }
}

export interface Key {
  readonly key: string;
  /** How many failures it takes. */
  readonly free: number;
}

/** The keys one sign-in counts under; the first is forgiven by a success. */
export function keysOf(staff: string, address: string): readonly Key[] {
  return [
    { key: `pair ${staff} ${address}`, free: FREE_TRIES },
    { key: `staff ${staff}`, free: FREE_TRIES * 10 },
    { key: `address ${address}`, free: FREE_TRIES * 10 },
  ];
}
