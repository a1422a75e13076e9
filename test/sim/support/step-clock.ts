import type { Clock } from "../../../src/kernel/clock.ts";
import type { Timers } from "../../../virtual-hall/devices/device.ts";

interface Due {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | null;
}

/**
 * A clock that jumps from one thing due to the next and lets promises run on in between: hours of a hall pass in
 * seconds, the same way each time. Times may be fractions of a millisecond (a byte at 9600 baud takes 1.04).
 */
export class StepClock implements Clock, Timers {
  #now: number;
  #order = 0;
  /** A binary heap by time, then by order of asking. */
  #heap: Due[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  at(at: number, callback: () => void): () => void {
    const due: Due = { at, order: this.#order++, callback };
    this.#push(due);
    return () => {
      due.callback = null;
    };
  }

  after(ms: number, callback: () => void): () => void {
    return this.at(this.#now + ms, callback);
  }

  async run(to: number): Promise<void> {
    await settle();
    for (;;) {
      const next = this.#heap[0];
      if (!next || next.at > to) break;
      this.#pop();
      if (!next.callback) continue;
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settle();
    }
    this.#now = Math.max(this.#now, to);
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(due, heap[up] as Due)) break;
      heap[at] = heap[up] as Due;
      at = up;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Due;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && before(heap[down + 1] as Due, heap[down] as Due)) down++;
      if (!before(heap[down] as Due, last)) break;
      heap[at] = heap[down] as Due;
      at = down;
    }
    heap[at] = last;
  }
}

const before = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Everything that is resolved runs on; nothing here waits for real input or output. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
