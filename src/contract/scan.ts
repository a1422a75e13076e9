import { residentIdProblem } from "./identity.ts";

export const SCAN_KINDS = ["visit", "booking", "declaration", "unknown"] as const;
export type ScanKind = (typeof SCAN_KINDS)[number];

/** What a code scanner read, as far as the hall can tell from the text alone. */
export interface Scan {
  readonly kind: ScanKind;
  /** The visit's token, the booking code, the declaration code; empty when unknown. */
  readonly text: string;
}

/** How a hall's booking and declaration codes look; patterns of whole texts. */
export interface CodePatterns {
  readonly booking: string;
  readonly declaration: string;
}

/** 预约码 as this hall gives them out (contract/appointment.ts). */
const OWN_BOOKING = /^\d{8}$/;
/** The path of a phone page's QR code, whatever host stands before it. */
const VISIT = /^https?:\/\/[^\s/]+\/t\/([A-Za-z0-9_-]{16,64})\/?(?:[?#].*)?$/;

/**
 * Recognises a scanned text. Unknown texts are not handed on: what people carry about in codes may be their identity
 * number, and a public screen must not repeat it.
 */
export function recogniseScan(scanned: string, { booking, declaration }: CodePatterns): Scan {
  const text = scanned.normalize("NFKC").trim();
  const token = VISIT.exec(text)?.[1];
  if (token !== undefined) return { kind: "visit", text: token };
  // 9999: whoever was born in any year; a code that is also an identity number is never shown.
  if (residentIdProblem(text.toUpperCase(), "9999-12-31") === null) return { kind: "unknown", text: "" };
  if (OWN_BOOKING.test(text) || new RegExp(`^(?:${booking})$`, "i").test(text))
    return { kind: "booking", text };
  if (new RegExp(`^(?:${declaration})$`, "i").test(text)) return { kind: "declaration", text };
  return { kind: "unknown", text: "" };
}
