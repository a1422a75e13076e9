import type { PrintTrouble } from "../../contract/print.ts";

// What a printer says about itself (protocols.md §3): one byte for each DLE EOT n, four for an automatic status.

/** The real-time requests, in the order they are asked: printer, what stops it, error, paper. */
export const STATUS_REQUESTS = [1, 2, 3, 4] as const;
export type StatusRequest = (typeof STATUS_REQUESTS)[number];

export type PrinterStatus = Readonly<Record<StatusRequest, number>>;

export type PrinterWord =
  | { readonly kind: "status"; readonly byte: number }
  | { readonly kind: "asb"; readonly bytes: readonly [number, number, number, number] }
  /** The answer to GS r: paper sensor, sent when everything before it has been printed. */
  | { readonly kind: "reached"; readonly byte: number };

/** Bits 0, 1, 4 and 7 are fixed and tell the kinds apart: DLE EOT 1··1 0010 pattern 12h, ASB's first byte 10h. */
const FIXED = 0x93;
const STATUS_BITS = 0x12;
const ASB_BITS = 0x10;
/** Bits 4 and 7 are 0 in ASB bytes 2 to 4; an answer to GS r has nothing in its upper half at all. */
const TAIL_FIXED = 0x90;
const REACHED_FIXED = 0xf0;

export interface StatusReader {
  push(bytes: Uint8Array): PrinterWord[];
  /** Forgets an automatic status of which only a part came. */
  reset(): void;
  /** An automatic status has begun and not ended. */
  readonly partial: boolean;
  /** Bytes that are no printer's word (XON/XOFF, noise). */
  readonly dropped: number;
}

/** Tells real-time answers, automatic status and GS r answers apart in a printer's byte stream. */
export function createStatusReader(): StatusReader {
  let asb: number[] = [];
  let dropped = 0;

  const take = (byte: number): PrinterWord | null => {
    if ((byte & FIXED) === STATUS_BITS) {
      // A real-time answer cuts into an automatic status; the latter's tail still follows.
      return { kind: "status", byte };
    }
    if ((byte & FIXED) === ASB_BITS) {
      dropped += asb.length;
      asb = [byte];
      return null;
    }
    if (asb.length > 0 && (byte & TAIL_FIXED) === 0) {
      asb.push(byte);
      if (asb.length < 4) return null;
      const bytes = asb as unknown as [number, number, number, number];
      asb = [];
      return { kind: "asb", bytes };
    }
    if (asb.length === 0 && (byte & REACHED_FIXED) === 0) return { kind: "reached", byte };
    dropped++;
    return null;
  };

  return {
    push: (bytes) => {
      const words: PrinterWord[] = [];
      for (const byte of bytes) {
        const word = take(byte);
        if (word) words.push(word);
      }
      return words;
    },
    reset: () => {
      dropped += asb.length;
      asb = [];
    },
    get partial() {
      return asb.length > 0;
    },
    get dropped() {
      return dropped;
    },
  };
}

export interface PrinterCondition {
  /** The most telling of what is wrong, null: it prints. */
  readonly trouble: Exclude<PrintTrouble, "no-answer" | "line-down" | "unknown-printer"> | null;
  readonly nearEnd: boolean;
}

const bit = (byte: number, n: number) => ((byte >> n) & 1) === 1;

/** An open cover also reads as offline and often as no paper: the cause goes before its consequences. */
export function conditionOf(status: PrinterStatus): PrinterCondition {
  return condition({
    cover: bit(status[2], 2),
    paperOut: bit(status[2], 5) || (status[4] & 0x60) !== 0,
    cutter: bit(status[3], 3),
    unrecoverable: bit(status[3], 5),
    overheated: bit(status[3], 6),
    error: bit(status[2], 6) || bit(status[3], 2),
    offline: bit(status[1], 3),
    nearEnd: (status[4] & 0x0c) !== 0,
  });
}

export function conditionOfAsb([first = 0, second = 0, third = 0]: readonly number[]): PrinterCondition {
  return condition({
    cover: bit(first, 5),
    paperOut: (third & 0x0c) !== 0,
    cutter: bit(second, 3),
    unrecoverable: bit(second, 5),
    overheated: bit(second, 6),
    error: bit(second, 2),
    offline: bit(first, 3),
    nearEnd: (third & 0x03) !== 0,
  });
}

/** GS r 1: bits 0–1 near end, bits 2–3 paper end. */
export const paperOutAt = (reached: number): boolean => (reached & 0x0c) !== 0;

function condition(seen: {
  readonly cover: boolean;
  readonly paperOut: boolean;
  readonly cutter: boolean;
  readonly unrecoverable: boolean;
  readonly overheated: boolean;
  readonly error: boolean;
  readonly offline: boolean;
  readonly nearEnd: boolean;
}): PrinterCondition {
  const { nearEnd } = seen;
  if (seen.cover) return { trouble: "cover-open", nearEnd };
  if (seen.paperOut) return { trouble: "paper-out", nearEnd };
  if (seen.cutter) return { trouble: "cutter", nearEnd };
  if (seen.unrecoverable) return { trouble: "unrecoverable", nearEnd };
  if (seen.overheated) return { trouble: "overheated", nearEnd };
  if (seen.error) return { trouble: "error", nearEnd };
  return { trouble: seen.offline ? "offline" : null, nearEnd };
}

export const requestStatus = (n: StatusRequest): Uint8Array => Uint8Array.of(0x10, 0x04, n);

/** GS a: tell by itself of online and offline, errors and paper. ESC @ ends it, so it is said again after each. */
export const TELL_BY_ITSELF = Uint8Array.of(0x1d, 0x61, 0x0e);

/** DLE DC4 8: forgets all data received and not yet printed; printers that lack it ignore it. */
export const CLEAR_BUFFER = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);
