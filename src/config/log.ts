import { type DestinationStream, pino } from "pino";
import type { Log } from "../kernel/log.ts";

const PERSONAL = ["phone", "idNumber", "name", "password", "token", "authorization", "cookie", "to", "body"];
const MOBILE = /(?<![\dA-Za-z])((?:\+?86)?1[3-9]\d)\d{4}(\d{4})(?!\d)/g;
const RESIDENT_ID = /(?<![\dA-Za-z])(\d{4})\d{10}(\d{3}[\dXx])(?![\dA-Za-z])/g;

/** Masks mainland mobile and resident identity numbers wherever they stand in a text. */
export function maskedText(text: string): string {
  return text.replace(RESIDENT_ID, "$1**********$2").replace(MOBILE, "$1****$2");
}

/** Each name at the top and three levels down, as pino's redaction wants its paths. */
const redacted = PERSONAL.flatMap((field) =>
  ["", "*.", "*.*.", "*.*.*."].map((depth) => (depth === "" ? field : `${depth}${field}`)),
);

export interface LogOptions {
  /** Lines below it are not written. */
  readonly level: "debug" | "info" | "warn" | "error" | "silent";
  /** Where lines go, JSON, one each; stdout's "hall ready" line stays alone when this is stderr. */
  readonly destination: DestinationStream;
}

/**
 * The process's log: JSON lines. Personal fields are redacted by name, and numbers that slipped into a sentence
 * (a provider's error text, say) are masked in the finished line.
 */
export function createLog({ level, destination }: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redacted, censor: "[redacted]" },
      hooks: { streamWrite: maskedText },
    },
    destination,
  );
}
