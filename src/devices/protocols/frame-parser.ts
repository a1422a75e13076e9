import { noCounters } from "./parse-counters.ts";

/** What stands at one place of a buffer: a frame, too little to tell, nothing, or a frame that is broken. */
export type Look<F> = { readonly frame: F; readonly length: number } | "short" | "no" | "length" | "checksum";

/**
 * Finds frames in a stream cut anywhere and mixed with anything. Only `frameAt` knows the protocol; it must answer
 * something else than "short" within the longest frame's length, so that no more than that is ever kept.
 */
export class FrameParser<F> {
  readonly counters = noCounters();
  readonly #frameAt: (buffer: Buffer, at: number) => Look<F>;
  #kept: Buffer = Buffer.alloc(0);

  constructor(frameAt: (buffer: Buffer, at: number) => Look<F>) {
    this.#frameAt = frameAt;
  }

  push(bytes: Buffer): F[] {
    const buffer = this.#kept.length > 0 ? Buffer.concat([this.#kept, bytes]) : bytes;
    const frames: F[] = [];
    let at = 0;
    while (at < buffer.length) {
      const seen = this.#frameAt(buffer, at);
      if (seen === "short") break;
      if (typeof seen === "string") {
        if (seen === "length") this.counters.badLength++;
        if (seen === "checksum") this.counters.badChecksum++;
        this.counters.droppedBytes++;
        at++;
        continue;
      }
      this.counters.frames++;
      frames.push(seen.frame);
      at += seen.length;
    }
    this.#kept = Buffer.from(buffer.subarray(at));
    return frames;
  }

  /** Whether bytes are held back because a frame seems to have begun. */
  waiting(): boolean {
    return this.#kept.length > 0;
  }

  /**
   * The line has been quiet for longer than a frame takes: what seemed to be a frame's beginning was noise, and good
   * frames may stand behind it.
   */
  settle(): F[] {
    for (let at = 1; at < this.#kept.length; at++) {
      if (typeof this.#frameAt(this.#kept, at) === "string") continue;
      const rest = this.#kept.subarray(at);
      this.counters.droppedBytes += at;
      this.#kept = Buffer.alloc(0);
      return this.push(rest);
    }
    return [];
  }

  /** A new connection begins: half a frame of the old one means nothing. */
  reset(): void {
    this.counters.droppedBytes += this.#kept.length;
    this.#kept = Buffer.alloc(0);
  }
}
