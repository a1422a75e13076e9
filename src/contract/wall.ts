/**
 * What the virtual hall tells the device wall (its own HTTP server: `GET /wall` server-sent events `wall`, one whole
 * WallView each time something changed; `POST /act` with a WallAct). The wall shows what each device received and
 * decoded itself, never what the hall server believes.
 */
export interface WallView {
  readonly hall: string;
  readonly devices: readonly WallDevice[];
  readonly sms: readonly WallSms[];
  /** How the fake SMS provider answers new messages. */
  readonly smsMode: SmsMode;
  /** Lines of the config that this process does not play, and why; Chinese, for the technician. */
  readonly notes: readonly string[];
}

/** `refused`: the provider says no (400); `unavailable`: it is overloaded (503); `down`: it hangs up. */
export type SmsMode = "ok" | "refused" | "unavailable" | "down";

/** The last key pressed, and whether the hall answered it. */
export interface WallPress {
  readonly key: string;
  readonly heard: boolean;
}

export type WallDevice =
  | {
      readonly kind: "board";
      readonly id: string;
      readonly title: string;
      /** Name of its window or kiosk. */
      readonly place: string | null;
      /** Null: it has none, and is alone on its line. */
      readonly address: number | null;
      readonly connected: boolean;
      readonly cells: readonly { readonly char: string; readonly colour: "red" | "green" | "yellow" }[];
      readonly fault: WallFault | null;
      /** Lamps in 16 rows; two lines of twenty characters; seven-segment digits. */
      readonly face: "dots" | "vfd" | "digits";
      /** Half-width columns the board has; what goes beyond them is not lit. */
      readonly columns: number;
      readonly frames: number;
      readonly bad: number;
    }
  | {
      readonly kind: "keypad";
      readonly id: string;
      readonly title: string;
      /** Name of its window or kiosk. */
      readonly place: string | null;
      /** Null for a USB keyboard. */
      readonly address: number | null;
      readonly connected: boolean;
      readonly waiting: string;
      readonly number: string;
      readonly beeps: number;
      readonly last: WallPress | null;
      /** Frames with a wrong checksum or length. */
      readonly bad: number;
      readonly fault: WallFault | null;
      readonly keys: readonly { readonly key: string; readonly label: string }[];
    }
  | {
      readonly kind: "rater";
      readonly id: string;
      readonly title: string;
      /** Name of its window or kiosk. */
      readonly place: string | null;
      /** Null for a USB keyboard. */
      readonly address: number | null;
      readonly connected: boolean;
      readonly asking: boolean;
      readonly last: WallPress | null;
      readonly bad: number;
      readonly fault: WallFault | null;
      readonly keys: readonly { readonly key: string; readonly label: string }[];
    }
  | {
      readonly kind: "printer";
      readonly id: string;
      readonly title: string;
      /** Name of its window or kiosk. */
      readonly place: string | null;
      readonly connected: boolean;
      /** Half-width columns of its paper (12 dots each). */
      readonly columns: number;
      readonly slips: readonly WallSlip[];
      /** Commands it did not know and skipped. */
      readonly unknown: number;
      readonly paper: "ok" | "near-end" | "out";
      readonly cover: "closed" | "open";
      readonly trouble: WallPrinterTrouble;
      readonly fault: WallFault | null;
    }
  | {
      readonly kind: "card-reader";
      readonly id: string;
      readonly title: string;
      /** Name of its window or kiosk. */
      readonly place: string | null;
      readonly connected: boolean;
      readonly fault: WallFault | null;
      /** The card that lies on it. */
      readonly card: WallCard | null;
      readonly reads: number;
      readonly bad: number;
    }
  | {
      readonly kind: "scanner";
      readonly id: string;
      readonly title: string;
      /** Name of its window or kiosk. */
      readonly place: string | null;
      readonly connected: boolean;
      readonly fault: WallFault | null;
      readonly scanned: string | null;
    }
  | {
      readonly kind: "speaker";
      readonly id: string;
      readonly title: string;
      readonly place: string | null;
      readonly connected: boolean;
      readonly fault: WallFault | null;
      readonly speaking: string | null;
      /** Newest first; `whole` is false for one that another cut off. */
      readonly said: readonly { readonly text: string; readonly whole: boolean }[];
      readonly bad: number;
    };

/** What can ail a printer that has paper and is shut; `stuck`: a jam that a hand can clear. */
export type WallPrinterTrouble = "none" | "cutter" | "stuck" | "broken" | "hot" | "offline";

/** A make-believe identity card. */
export interface WallCard {
  readonly name: string;
  readonly number: string;
  /** YYYYMMDD; absent: 长期. */
  readonly until?: string | undefined;
}

export type WallFault = "unplugged" | "silent" | "noisy" | "slow" | "wrong-address" | "stuck-key";

/**
 * A piece of paper, newest first; the first may still hang in the printer (`cut` false).
 * A raster's `bits` are base64 of its rows from the top, each row padded to whole bytes, most significant bit left.
 */
export interface WallSlip {
  readonly id: number;
  readonly cut: boolean;
  readonly lines: readonly WallSlipLine[];
}
export type WallSlipLine =
  | {
      readonly kind: "text";
      readonly align: "left" | "center" | "right";
      readonly runs: readonly (
        | { readonly text: string; readonly width: number; readonly height: number; readonly bold: boolean }
        | { readonly bits: string; readonly dotsWide: number; readonly dotsHigh: number }
      )[];
    }
  | {
      readonly kind: "qr";
      readonly data: string;
      readonly align: "left" | "center" | "right";
      /** Side of one module, dots. */
      readonly module: number;
    };

export interface WallSms {
  readonly sid: string;
  readonly to: string;
  readonly body: string;
  readonly at: string;
}

export type WallAct =
  | { readonly act: "press"; readonly device: string; readonly key: string }
  | { readonly act: "paper"; readonly device: string; readonly paper: "ok" | "near-end" | "out" }
  | { readonly act: "cover"; readonly device: string; readonly cover: "closed" | "open" }
  | { readonly act: "trouble"; readonly device: string; readonly trouble: WallPrinterTrouble }
  /** Lays a card on the reader, or takes it away. */
  | { readonly act: "card"; readonly device: string; readonly card: WallCard | null }
  | { readonly act: "scan"; readonly device: string; readonly text: string }
  | { readonly act: "fault"; readonly device: string; readonly fault: WallFault | null }
  | { readonly act: "sms"; readonly sms: SmsMode };

/** The one line a virtual hall prints on stdout when it serves, as JSON. */
export interface VirtualHallReady {
  readonly virtualHall: "ready";
  readonly http: number;
  /** Port on 127.0.0.1 of each line that the virtual hall opened. */
  readonly lines: Readonly<Record<string, number>>;
}
