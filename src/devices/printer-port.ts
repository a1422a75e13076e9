import type { ConfigOf } from "../contract/device-config.ts";
import type { PrintDocument, PrintOutcome } from "../contract/print.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";

export type PrinterConfig = ConfigOf<"ticket-printer/escpos">;

/**
 * The bytes of one line, as a printer uses them. The device hall connects and reconnects; the printer
 * never opens anything itself. Once the hall stops, `connected` stays false and nothing is called any more.
 */
export interface PrinterLine {
  connected(): boolean;
  /** Why the line is down, in Chinese for staff; null while it is up. */
  reason(): string | null;
  /** Bytes each second that the line carries, null when it is not a serial line: for time limits. */
  readonly bytesPerSecond: number | null;
  /**
   * Resolves when the bytes have been handed to the system; rejects (HallError `line.down`) when the line is down,
   * or takes no bytes for so long that it is closed.
   */
  write(bytes: Buffer): Promise<void>;
  /**
   * Waits for its turn on the line, then runs `use` with nobody else writing; bytes that arrive meanwhile go
   * to `onData` listeners as always. A printer usually has the line for itself and gets it at once.
   */
  exclusive<T>(use: () => Promise<T>): Promise<T>;
  /** All bytes that arrive on the line; the answer unsubscribes. */
  onData(listener: (bytes: Buffer) => void): () => void;
  /** Closes the connection, which is then made anew: its far end seems gone without a word. */
  giveUp(cause: string): void;
  /** Every change of `connected`; the answer unsubscribes. */
  onConnected(listener: (connected: boolean) => void): () => void;
}

export interface PrinterHealth {
  readonly health: "ok" | "degraded" | "off";
  /** Chinese for staff; null only when ok. */
  readonly reason: string | null;
  readonly counters: Readonly<Record<string, number>>;
}

export interface PrinterPort {
  /** Never rejects. `handed` is called once, when all bytes of the document are with the system and only the printer's word is awaited. */
  print(document: PrintDocument, progress: { readonly handed: () => void }): Promise<PrintOutcome>;
  /** The printer's own state; a line that is down is added by the device hall. */
  health(): PrinterHealth;
  /** Ends what is under way with an outcome; called once, before the line closes. */
  stop(): Promise<void>;
}

export type CreatePrinter = (needs: {
  readonly device: PrinterConfig;
  readonly line: PrinterLine;
  readonly clock: Clock;
  readonly log: Log;
  /** Tell that `health()` may answer differently now. */
  readonly onHealth: () => void;
}) => PrinterPort;
