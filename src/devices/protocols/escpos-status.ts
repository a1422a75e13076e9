import type { PrintTrouble } from "../../contract/print.ts";

// DLE EOT n, the real-time status request (protocols.md §3). A reply is one byte with fixed bits 0xx1xx10.

export const STATUS_KINDS = [1, 2, 3, 4] as const;
export type StatusKind = (typeof STATUS_KINDS)[number];

export function statusRequest(kind: StatusKind): Buffer {
  return Buffer.from([0x10, 0x04, kind]);
}

/** Whether a byte from the printer can be a DLE EOT reply; an automatic status-back (ASB) starts 0xx1xx00. */
export function isStatusReply(byte: number): boolean {
  return (byte & 0x93) === 0x12;
}

/** DLE DC4 8: forgets all data received and not yet printed; printers that lack it ignore it. */
export const CLEAR_BUFFER = Buffer.from([0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]);

export interface PrinterStatus {
  readonly trouble: PrintTrouble | null;
  readonly nearEnd: boolean;
}

/** What the four replies say together; the most helpful trouble first: an open cover also reads as offline. */
export function readStatus(replies: Readonly<Record<StatusKind, number>>): PrinterStatus {
  const nearEnd = (replies[4] & 0x0c) !== 0;
  return { trouble: troubleOf(replies), nearEnd };
}

function troubleOf(replies: Readonly<Record<StatusKind, number>>): PrintTrouble | null {
  if (replies[2] & 0x04) return "cover-open";
  if (replies[4] & 0x60 || replies[2] & 0x20) return "paper-out";
  if (replies[3] & 0x08) return "cutter";
  if (replies[3] & 0x60 || replies[2] & 0x40) return "error";
  if (replies[1] & 0x08) return "offline";
  return null;
}
