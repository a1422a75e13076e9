/** Kept a line: enough to see what happened in the last seconds, little enough to forget about. */
const MOST = 200;
/** Bytes kept of one entry; the whole length is noted beside. */
const MOST_BYTES = 96;
/** Chunks that come closer together than this are one frame cut in pieces, ms. */
const TOGETHER = 30;
/** Longer than any answer: a piece of a card's must not stand alone and look like something else. */
const MOST_TOGETHER = 4_096;

export interface TracedBytes {
  readonly at: number;
  readonly way: "out" | "in";
  /** The first of them. */
  readonly bytes: Buffer;
  readonly length: number;
}

/** The last bytes that went over a line, both ways; bounded, in memory only. */
export class FrameTrace {
  readonly #ring: TracedBytes[] = [];
  #next = 0;
  /** Bytes that arrived and may go on. */
  #arriving: { at: number; readonly chunks: Buffer[]; length: number; since: number } | null = null;

  sent(bytes: Buffer, now: number): void {
    this.#settle();
    this.#put({ at: now, way: "out", bytes: copyOf(bytes), length: bytes.length });
  }

  received(bytes: Buffer, now: number): void {
    if (this.#arriving && now - this.#arriving.at > TOGETHER) this.#settle();
    const arriving = this.#arriving ?? { at: now, chunks: [], length: 0, since: now };
    // Only the beginning is kept, so that what follows never is the beginning of an entry of its own.
    if (arriving.length < MOST_BYTES) arriving.chunks.push(copyOf(bytes));
    arriving.length += bytes.length;
    arriving.at = now;
    this.#arriving = arriving;
    if (arriving.length >= MOST_TOGETHER) this.#settle();
  }

  /** Newest first. */
  last(): readonly TracedBytes[] {
    this.#settle();
    const older = this.#ring.slice(0, this.#next).reverse();
    return [...older, ...this.#ring.slice(this.#next).reverse()];
  }

  #settle(): void {
    const arriving = this.#arriving;
    this.#arriving = null;
    if (!arriving) return;
    const bytes = Buffer.concat(arriving.chunks).subarray(0, MOST_BYTES);
    this.#put({ at: arriving.since, way: "in", bytes, length: arriving.length });
  }

  #put(entry: TracedBytes): void {
    this.#ring[this.#next] = entry;
    this.#next = (this.#next + 1) % MOST;
  }
}

const copyOf = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, MOST_BYTES));
