import { noCounters } from "./parse-counters.ts";

/** For protocols without answers: whatever comes in is noise. */
export class NoAnswers {
  readonly counters = noCounters();

  push(bytes: Buffer): readonly never[] {
    this.counters.droppedBytes += bytes.length;
    return [];
  }

  reset(): void {
    // Nothing is ever kept.
  }
}
