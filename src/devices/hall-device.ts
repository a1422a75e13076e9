import type { DeviceConfig } from "../contract/device-config.ts";
import type { WindowId } from "../contract/ids.ts";
import type { HallPicture } from "../contract/picture.ts";
import type { PrintDocument, PrintOutcome } from "../contract/print.ts";

export interface OwnHealth {
  readonly health: "ok" | "degraded" | "off";
  /** Chinese for staff; null only when ok. */
  readonly reason: string | null;
  readonly counters: Readonly<Record<string, number>>;
}

/** A device as the hall sees it, whatever its role and bytes. What does not concern it, it ignores. */
export interface HallDevice {
  readonly config: DeviceConfig;
  show(picture: HallPicture): void;
  askRating(window: WindowId): void;
  cancelRating(window: WindowId): void;
  /** null: this is no printer. */
  readonly print:
    | null
    | ((document: PrintDocument, progress: { readonly handed: () => void }) => Promise<PrintOutcome>);
  /** Shows a technician's text for some seconds; null: it has nothing to show text on. */
  readonly showText: null | ((text: string) => void);
  /** null: it has no beeper. */
  readonly beep: null | (() => void);
  /** null: it is no rater. */
  readonly testRating: null | (() => void);
  /** Its own state, as if the line were up. */
  health(): OwnHealth;
  stop(): Promise<void>;
}

/** What a device without some ability does about it: nothing. */
export const INERT = {
  show: () => {},
  askRating: () => {},
  cancelRating: () => {},
  print: null,
  showText: null,
  beep: null,
  testRating: null,
  stop: () => Promise.resolve(),
} as const;
