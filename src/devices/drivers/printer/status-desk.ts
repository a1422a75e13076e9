import type { Clock } from "../../../kernel/clock.ts";
import type { PrinterLine } from "../../printer-port.ts";
import {
  conditionOf,
  conditionOfAsb,
  createStatusReader,
  type PrinterCondition,
  type PrinterWord,
  paperOutAt,
  requestStatus,
  STATUS_REQUESTS,
} from "../../protocols/escpos-status.ts";

/** A printer answers real-time requests within some 20 ms, also while it prints; a slow network card takes longer. */
const ANSWER_MS = 1_000;

/** What a printer says, as questions and answers; one question at a time. */
export interface StatusDesk {
  hear(bytes: Uint8Array): void;
  /** All four real-time answers as one condition; null: it does not answer. Rejects when the line goes down. */
  ask(): Promise<PrinterCondition | null>;
  /** From now on, whether the printer has told that it came to the end of what was sent. */
  expectReached(): void;
  reached(): "no" | "yes" | "paper-out";
  /** The line is gone: an answer awaited will not come. */
  lineDown(): void;
  counters(): { readonly statusReplies: number; readonly strayBytes: number };
}

export function createStatusDesk(needs: {
  readonly line: PrinterLine;
  readonly clock: Clock;
  /** The printer said by itself how it is (ASB). */
  readonly onCondition: (condition: PrinterCondition) => void;
}): StatusDesk {
  const { line, clock, onCondition } = needs;
  const wireMs = (bytes: number) =>
    line.bytesPerSecond ? Math.ceil((bytes * 1_000) / line.bytesPerSecond) : 0;
  const reader = createStatusReader();
  let settle: ((byte: number | null) => void) | null = null;
  let awaited = false;
  let reached: "no" | "yes" | "paper-out" = "no";
  let replies = 0;
  let strays = 0;

  const answer = (within: number): Promise<number | null> =>
    new Promise((resolve) => {
      const done = (byte: number | null) => {
        cancel();
        if (settle === done) settle = null; // a question given up on must not take the next one's answer
        resolve(byte);
      };
      const cancel = clock.at(clock.now() + within, () => done(null));
      settle = done;
    });

  const take = (word: PrinterWord) => {
    switch (word.kind) {
      case "status":
        if (!settle) {
          strays++;
          return;
        }
        replies++;
        settle(word.byte);
        return;
      case "asb":
        onCondition(conditionOfAsb(word.bytes));
        return;
      case "reached":
        if (awaited) reached = paperOutAt(word.byte) ? "paper-out" : "yes";
        else strays++;
        awaited = false;
        return;
    }
  };

  return {
    hear: (bytes) => {
      for (const word of reader.push(bytes)) take(word);
    },
    ask: async () => {
      const seen = { 1: 0, 2: 0, 3: 0, 4: 0 };
      for (const n of STATUS_REQUESTS) {
        const request = requestStatus(n);
        // Asked before it is sent: the answer may be here before the write is reported done.
        const reply = answer(ANSWER_MS + wireMs(request.length + 1));
        await line.write(Buffer.from(request));
        const byte = await reply;
        if (byte === null) return null;
        seen[n] = byte;
      }
      return conditionOf(seen);
    },
    expectReached: () => {
      awaited = true;
      reached = "no";
    },
    reached: () => reached,
    lineDown: () => {
      reader.reset();
      awaited = false;
      settle?.(null);
    },
    counters: () => ({ statusReplies: replies, strayBytes: strays + reader.dropped }),
  };
}
