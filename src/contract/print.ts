/**
 * A document for a slip printer, free of any printer's bytes. Sizes are multiples of the font's cell;
 * a column is half a Chinese character.
 */
export interface PrintDocument {
  readonly title: string;
  readonly lines: readonly PrintLine[];
}

export type PrintLine =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align?: "left" | "center" | "right";
      readonly width?: 1 | 2 | 3 | 4;
      readonly height?: 1 | 2 | 3 | 4;
      readonly bold?: boolean;
    }
  /** Two texts on one line, the second flush right. */
  | { readonly kind: "pair"; readonly left: string; readonly right: string }
  | { readonly kind: "rule" }
  | { readonly kind: "qr"; readonly data: string; readonly module?: number }
  /** Dots, centred: base64 of rows from the top, each padded to whole bytes, most significant bit left. */
  | { readonly kind: "image"; readonly width: number; readonly height: number; readonly bits: string }
  | { readonly kind: "feed"; readonly lines: number };

/** Why a job did not print; each has its own words for staff and its own way on. */
export type PrintTrouble =
  | "paper-out"
  | "cover-open"
  | "offline"
  | "cutter"
  /** Needs a hand (jam, carriage), then goes on. */
  | "error"
  /** Needs power off and on, or the repairer. */
  | "unrecoverable"
  /** Too hot or too low a voltage: goes on by itself. */
  | "overheated"
  | "no-answer"
  | "line-down"
  | "unknown-printer";

export type PrintOutcome =
  | { readonly printed: true; readonly nearEnd: boolean }
  | {
      readonly printed: false;
      readonly trouble: PrintTrouble;
      readonly detail: string /** Whether some of its bytes may have reached paper. */;
      readonly begun: boolean;
    };

export const PRINT_TROUBLE_TEXT: Readonly<Record<PrintTrouble, string>> = {
  "paper-out": "打印机缺纸",
  "cover-open": "打印机盖未合",
  offline: "打印机脱机",
  cutter: "切刀故障",
  error: "打印机故障，请检查卡纸后复位",
  unrecoverable: "打印机故障，须断电重启，仍不行请报修",
  overheated: "打印头过热，稍候自动恢复",
  "no-answer": "打印机无应答",
  "line-down": "打印机未连接",
  "unknown-printer": "未配置打印机",
};

/** Still prints: said before it fails, so that somebody brings paper. */
export const NEAR_END_TEXT = "纸将用完，请准备换纸";
