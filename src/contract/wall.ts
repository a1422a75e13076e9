/**
 * What the virtual hall tells the device wall (its own HTTP server: `GET /wall` server-sent events `wall`, one whole
 * WallView each time something changed; `POST /act` with a WallAct). The wall shows what each device received and
 * decoded itself, never what the hall server believes.
 */
export interface WallView {
  readonly hall: string;
  readonly devices: readonly WallDevice[];
  readonly sms: readonly WallSms[];
}

export type WallDevice =
  | {
      readonly kind: "board";
      readonly id: string;
      readonly title: string;
      readonly address: number;
      readonly connected: boolean;
      readonly cells: readonly { readonly char: string; readonly colour: "red" | "green" | "yellow" }[];
      readonly fault: WallFault | null;
      readonly frames: number;
      readonly bad: number;
    }
  | {
      readonly kind: "keypad";
      readonly id: string;
      readonly title: string;
      readonly address: number;
      readonly connected: boolean;
      readonly waiting: string;
      readonly number: string;
      readonly beeps: number;
      readonly fault: WallFault | null;
      readonly keys: readonly { readonly key: string; readonly label: string }[];
    }
  | {
      readonly kind: "rater";
      readonly id: string;
      readonly title: string;
      readonly address: number;
      readonly connected: boolean;
      readonly asking: boolean;
      readonly fault: WallFault | null;
      readonly keys: readonly { readonly key: string; readonly label: string }[];
    }
  | {
      readonly kind: "printer";
      readonly id: string;
      readonly title: string;
      readonly connected: boolean;
      readonly slips: readonly WallSlip[];
      readonly paper: "ok" | "near-end" | "out";
      readonly cover: "closed" | "open";
      readonly fault: WallFault | null;
    };

export type WallFault = "unplugged" | "silent" | "noisy" | "slow";

/** A cut piece of paper, newest first; a raster is drawn from its bits. */
export interface WallSlip {
  readonly id: number;
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
  | { readonly kind: "qr"; readonly data: string; readonly align: "left" | "center" | "right" };

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
  | { readonly act: "fault"; readonly device: string; readonly fault: WallFault | null };

/** The one line a virtual hall prints on stdout when it serves, as JSON. */
export interface VirtualHallReady {
  readonly virtualHall: "ready";
  readonly http: number;
  /** Port on 127.0.0.1 of each line that the virtual hall opened. */
  readonly lines: Readonly<Record<string, number>>;
}
