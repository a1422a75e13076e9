import type { ParseCounters } from "../protocols/parse-counters.ts";
import type { AnswerParser, BoardAnswer } from "./board-driver.ts";
import { OwnBytes } from "./own-bytes.ts";

interface FrameParser<Frame> {
  readonly counters: ParseCounters & { readonly ownEchoes?: number };
  push(bytes: Buffer): readonly Frame[];
  reset(): void;
}

/** A protocol's parser as a board's: our own bytes coming back are taken out first, frames are said as answers. */
export function withoutEchoes<Frame>(
  parser: FrameParser<Frame>,
  answerOf: (frame: Frame) => BoardAnswer | null,
): AnswerParser {
  const own = new OwnBytes();
  /** Bytes that were held back as a possible echo of the sending before. */
  let late: Buffer = Buffer.alloc(0);
  return {
    get counters() {
      return { ...parser.counters, ownEchoes: own.echoes + (parser.counters.ownEchoes ?? 0) };
    },
    sent: (bytes) => {
      late = Buffer.concat([late, own.sent(bytes)]);
    },
    push: (bytes) => {
      const rest = Buffer.concat([late, own.without(bytes)]);
      late = Buffer.alloc(0);
      return parser.push(rest).flatMap((frame) => answerOf(frame) ?? []);
    },
    reset: () => {
      own.reset();
      late = Buffer.alloc(0);
      parser.reset();
    },
  };
}
