import { z } from "zod";
import { ID_DOCUMENTS } from "./identity.ts";
import { isoTime } from "./ids.ts";
import { SCAN_KINDS } from "./scan.ts";

// What readers and scanners put before a kiosk's or a window's page. It lives in memory for a short while only.

/** A document typed at a kiosk, where no reader can read it: passports, 港澳台居民居住证. */
export const kioskDocument = z
  .object({
    document: z.enum(["passport", "residence-permit"]),
    name: z.string().trim().min(1).max(60),
    number: z.string().min(1).max(40),
  })
  .meta({ id: "KioskDocument" });
export type KioskDocument = z.infer<typeof kioskDocument>;

/** Someone's identity at a kiosk: enough to show, and a token with which this kiosk takes one number. */
export const kioskCard = z
  .object({
    token: z
      .string()
      .meta({ description: "For `card` of POST /tickets; once, at this kiosk, until `until`" }),
    mask: z.string().meta({ description: "张*" }),
    document: z.enum(ID_DOCUMENTS),
    until: isoTime,
  })
  .meta({ id: "KioskCard" });
export type KioskCard = z.infer<typeof kioskCard>;

/** `id` grows, so that the same code scanned twice is two scans. */
export const scanSeen = z
  .object({ id: z.int(), kind: z.enum(SCAN_KINDS), text: z.string() })
  .meta({ id: "Scan" });
export type ScanSeen = z.infer<typeof scanSeen>;

export interface NoticeSeen {
  readonly id: number;
  /** Chinese, for whoever stands there. */
  readonly text: string;
}

/** Room `kiosk:{id}`: nothing of it is kept, and names are masked. */
export interface KioskRoomView {
  readonly version: number;
  readonly card: KioskCard | null;
  readonly scan: ScanSeen | null;
  readonly notice: NoticeSeen | null;
}

/** A card on a window's reader, for the clerk: `holder` says whether it is the one that took the present number. */
export interface WindowCard {
  readonly id: number;
  readonly name: string;
  readonly idNumber: string;
  /** The card's day has passed. */
  readonly expired: boolean;
  /** `unknown`: the present number was not taken with a document, or nobody is at the window. */
  readonly holder: "same" | "other" | "unknown";
}

/** A code read at a window; `number` is the ticket that a phone page's code belongs to. */
export interface WindowScan extends ScanSeen {
  readonly number: string | null;
}

/** What reader, scanner and keys have put before a window's page. */
export interface WindowInputs {
  readonly card: WindowCard | null;
  readonly scan: WindowScan | null;
  readonly notice: NoticeSeen | null;
}
