import type { Clock } from "../../../kernel/clock.ts";
import type { PrinterConfig, PrinterLine } from "../../printer-port.ts";
import {
  conditionOf,
  conditionOfAsb,
  createStatusReader,
  type PrinterCondition,
  type PrinterWord,
  paperOutAt,
  requestStatus,
  STATUS_REQUESTS,
  TELL_BY_ITSELF,
} from "../../protocols/escpos-status.ts";

/** The four bytes of an automatic status come together: a part older than this lost the rest. */
const PART_MS = 500;

/** What a printer says, as questions and answers; one question at a time. */
export interface StatusDesk {
  hear(bytes: Uint8Array): void;
  /** How it is; null: it does not answer. Rejects when the line goes down. */
  ask(): Promise<PrinterCondition | null>;
  /** How it is while it prints: asked again, or what it last told by itself. */
  askWhilePrinting(): Promise<PrinterCondition | null>;
  /** From now on, whether the printer has told that it came to the end of what was sent. */
  expectReached(): void;
  reached(): "no" | "yes" | "paper-out";
  /** The line is gone: an answer awaited will not come, and what was told is of yesterday. */
  lineDown(): void;
  counters(): { readonly statusReplies: number; readonly strayBytes: number };
}

type Answer = { readonly byte: number } | { readonly told: PrinterCondition };

export function createStatusDesk(needs: {
  readonly device: Pick<PrinterConfig, "status" | "timeoutMs">;
  readonly line: PrinterLine;
  readonly clock: Clock;
  /** The printer said by itself how it is (ASB). */
  readonly onCondition: (condition: PrinterCondition) => void;
}): StatusDesk {
  const { device, line, clock, onCondition } = needs;
  const wireMs = (bytes: number) =>
    line.bytesPerSecond ? Math.ceil((bytes * 1_000) / line.bytesPerSecond) : 0;
  const reader = createStatusReader();
  let settle: ((answer: Answer | null) => void) | null = null;
  /** Which kind of answer the question under way wants. */
  let wanted: "byte" | "told" = "byte";
  let told: PrinterCondition | null = null;
  let heardAt = Number.NEGATIVE_INFINITY;
  let awaited = false;
  let reached: "no" | "yes" | "paper-out" = "no";
  let replies = 0;
  let strays = 0;

  const answer = (kind: "byte" | "told", within: number): Promise<Answer | null> =>
    new Promise((resolve) => {
      const done = (given: Answer | null) => {
        cancel();
        if (settle === done) settle = null; // a question given up on must not take the next one's answer
        resolve(given);
      };
      const cancel = clock.at(clock.now() + within, () => done(null));
      wanted = kind;
      settle = done;
    });

  const takeByte = (byte: number) => {
    if (!settle || wanted !== "byte") {
      strays++;
      return;
    }
    replies++;
    settle({ byte });
  };
  const takeTold = (bytes: readonly number[]) => {
    told = conditionOfAsb(bytes);
    replies++;
    if (wanted === "told") settle?.({ told });
    onCondition(told);
  };
  const takeReached = (byte: number) => {
    if (awaited) reached = paperOutAt(byte) ? "paper-out" : "yes";
    else strays++;
    awaited = false;
  };
  const take = (word: PrinterWord) => {
    switch (word.kind) {
      case "status":
        return takeByte(word.byte);
      case "asb":
        return takeTold(word.bytes);
      case "reached":
        return takeReached(word.byte);
    }
  };

  /** Asked before it is sent: the answer may be here before the write is reported done. */
  const question = async (
    kind: "byte" | "told",
    bytes: Uint8Array,
    reply: number,
  ): Promise<Answer | null> => {
    const given = answer(kind, device.timeoutMs + wireMs(bytes.length + reply));
    await line.write(Buffer.from(bytes));
    return given;
  };

  const askEot = async (): Promise<PrinterCondition | null> => {
    const seen = { 1: 0, 2: 0, 3: 0, 4: 0 };
    for (const n of STATUS_REQUESTS) {
      const given = await question("byte", requestStatus(n), 1);
      if (given === null || !("byte" in given)) return null;
      seen[n] = given.byte;
    }
    return conditionOf(seen);
  };

  /**
   * GS a is no real-time request: a printer that stands still answers it only when it goes on, and then by itself. So
   * its last word about a trouble holds.
   */
  const askAsb = async (): Promise<PrinterCondition | null> => {
    if (told?.trouble) return told;
    const given = await question("told", TELL_BY_ITSELF, 4);
    if (given && "told" in given) return given.told;
    return told?.trouble ? told : null;
  };

  return {
    hear: (bytes) => {
      const now = clock.now();
      if (reader.partial && now - heardAt > PART_MS) reader.reset();
      heardAt = now;
      for (const word of reader.push(bytes)) take(word);
    },
    ask: device.status === "asb" ? askAsb : askEot,
    askWhilePrinting:
      device.status === "asb" ? () => Promise.resolve(told ?? { trouble: null, nearEnd: false }) : askEot,
    expectReached: () => {
      awaited = true;
      reached = "no";
    },
    reached: () => reached,
    lineDown: () => {
      reader.reset();
      told = null;
      awaited = false;
      settle?.(null);
    },
    counters: () => ({ statusReplies: replies, strayBytes: strays + reader.dropped }),
  };
}
