import type { PrintDocument, PrintLine } from "../contract/print.ts";
import {
  type PaperColumns,
  SLIP_PARTS,
  SLIP_SIZES,
  type SlipPart,
  type SlipTemplate,
} from "../contract/slip-template.ts";
import type { Estimate } from "../contract/ticket.ts";
import { logoDots } from "./logo.ts";

/** What a ticket's slip says (guide 三（二）3 (1)). */
export interface SlipContent {
  readonly hall: string;
  readonly number: string;
  readonly sector: string;
  /** Like cases of a batch number; null: an ordinary one. */
  readonly batch: number | null;
  readonly zone: string;
  readonly likelyWindow: string | null;
  /** That window is told as binding. */
  readonly bound: boolean;
  /** What the visit has to do: a line for each of several legs in planned order, or one for what a single leg is for. */
  readonly legs: readonly string[];
  readonly ahead: number;
  readonly estimate: Estimate | null;
  readonly green: boolean;
  /** `09:00` for a number that keeps an appointment. */
  readonly slot: string | null;
  /** Local date and time, `2026-11-23 09:31`. */
  readonly issuedAt: string;
  readonly statusUrl: string;
  /** A copy: whoever finds two slips must see which is the repeat. */
  readonly reprint: boolean;
}

type Part = SlipTemplate["parts"][number];

const DEFAULT_LOOK: Readonly<Record<SlipPart, Omit<Part, "id">>> = {
  logo: { show: true, size: "normal", bold: false, after: "blank" },
  title: { show: true, size: "normal", bold: true, after: "blank" },
  number: { show: true, size: "quadruple", bold: true, after: "blank" },
  sector: { show: true, size: "double", bold: true, after: "rule" },
  ahead: { show: true, size: "tall", bold: true, after: "none" },
  wait: { show: true, size: "normal", bold: false, after: "none" },
  zone: { show: true, size: "normal", bold: false, after: "none" },
  likely: { show: true, size: "normal", bold: false, after: "none" },
  issued: { show: true, size: "normal", bold: false, after: "rule" },
  qr: { show: true, size: "normal", bold: false, after: "blank" },
  footer: { show: true, size: "normal", bold: false, after: "none" },
};

/** The slip before a manager has changed it: the config's words in the usual order. */
export function configuredTemplate(slip: {
  readonly title?: string | undefined;
  readonly footer: readonly string[];
}): SlipTemplate {
  return {
    title: slip.title ?? "",
    footer: [...slip.footer],
    qrText: "扫码查看排队进度",
    qrModule: 6,
    logo: null,
    logoWidth: 50,
    parts: SLIP_PARTS.map((id) => ({ id, ...DEFAULT_LOOK[id] })),
  };
}

const DOTS_A_COLUMN = 12;

export function slipDocument(
  slip: SlipContent,
  template: SlipTemplate,
  columns: PaperColumns,
): PrintDocument {
  const repeat: PrintLine[] = slip.reprint
    ? [{ kind: "text", text: "【补打】", align: "center", bold: true }]
    : [];
  const lines = template.parts
    .filter((part) => part.show)
    .flatMap((part): PrintLine[] => {
      const own = linesOf(part, slip, template, columns);
      // The mark stands by the number, wherever that is.
      const before = part.id === "number" ? repeat : [];
      return own.length === 0 ? [] : [...before, ...own, ...below(part)];
    });
  return { title: `小票 ${slip.number}`, lines };
}

function below({ after }: Part): PrintLine[] {
  if (after === "rule") return [{ kind: "rule" }];
  return after === "blank" ? [{ kind: "feed", lines: 1 }] : [];
}

function linesOf(part: Part, slip: SlipContent, template: SlipTemplate, columns: PaperColumns): PrintLine[] {
  const [width, height] = SLIP_SIZES[part.size];
  const { bold } = part;
  const text = (words: string, align: "left" | "center" = "left"): PrintLine => ({
    kind: "text",
    text: words,
    align,
    width,
    height,
    bold,
  });
  switch (part.id) {
    case "logo":
      return template.logo === null ? [] : [logo(template.logo, template.logoWidth, columns)];
    case "title":
      return [text(template.title === "" ? slip.hall : template.title, "center")];
    case "number":
      return [text(slip.number, "center")];
    case "sector": {
      const note = (words: string): PrintLine => ({ kind: "text", text: words, align: "center", bold: true });
      return [
        text(slip.sector, "center"),
        ...(slip.green ? [note("绿色通道")] : []),
        ...(slip.batch === null ? [] : [note(`批量业务 ${slip.batch}件`)]),
        ...(slip.slot === null ? [] : [note(`预约 ${slip.slot}`)]),
        ...legLines(slip.legs),
      ];
    }
    case "ahead":
      return [text(`前面还有 ${slip.ahead} 人`)];
    case "wait":
      return [text(waitLine(slip.estimate))];
    case "zone":
      return [text(`等候区域：${ownWindow(slip) ?? slip.zone}`)];
    case "likely":
      return windowLine(slip).map((words) => text(words));
    case "issued":
      return [text(`取号时间：${slip.issuedAt}`)];
    case "qr":
      return [
        { kind: "qr", data: slip.statusUrl, module: template.qrModule },
        ...(template.qrText === "" ? [] : [text(template.qrText, "center")]),
      ];
    case "footer":
      return template.footer.map((line) => text(line, "center"));
  }
}

/** One number for all of them; where to go after each is told again at the window and on the phone. */
function legLines(legs: readonly string[]): PrintLine[] {
  const line = (text: string): PrintLine => ({ kind: "text", text, align: "left" });
  if (legs.length < 2) return legs.map(line);
  return [line("一号办多事，依次办理："), ...legs.map((leg, at) => line(`${at + 1}. ${leg}`))];
}

function logo(png: string, percent: number, columns: PaperColumns): PrintLine {
  return { kind: "image", ...logoDots(png, Math.round((columns * DOTS_A_COLUMN * percent) / 100)) };
}

/** The window that is to call, where that is settled with the number. */
const ownWindow = ({ bound, likelyWindow }: SlipContent): string | null => (bound ? likelyWindow : null);

function windowLine(slip: SlipContent): readonly string[] {
  if (slip.likelyWindow === null) return [];
  return ownWindow(slip)
    ? [`办理窗口：${slip.likelyWindow}（如有变动另行通知）`]
    : [`可能窗口：${slip.likelyWindow}（以叫号为准）`];
}

function waitLine(estimate: Estimate | null): string {
  if (!estimate) return "等候时间：窗口开始叫号后可知";
  if (estimate.upTo <= 1) return "预计很快轮到您";
  const about = estimate.minutes === 0 ? "不到1分钟" : `约${estimate.minutes}分钟`;
  return `预计${about}，一般不超过${estimate.upTo}分钟`;
}
