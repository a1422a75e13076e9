import type { PrintDocument, PrintLine } from "../contract/print.ts";
import type { Estimate } from "../contract/ticket.ts";

/** What a ticket's slip says (guide 三（二）3 (1)). */
export interface SlipContent {
  readonly title: string;
  readonly number: string;
  readonly sector: string;
  readonly zone: string;
  readonly likelyWindow: string | null;
  readonly ahead: number;
  readonly estimate: Estimate | null;
  readonly green: boolean;
  /** `09:00` for a number that keeps an appointment. */
  readonly slot: string | null;
  /** Local date and time, `2026-11-23 09:31`. */
  readonly issuedAt: string;
  readonly statusUrl: string;
  readonly footer: readonly string[];
  /** A copy: whoever finds two slips must see which is the repeat. */
  readonly reprint: boolean;
}

export function slipDocument(slip: SlipContent): PrintDocument {
  const lines: PrintLine[] = [
    { kind: "text", text: slip.title, align: "center", bold: true },
    ...(slip.reprint ? [{ kind: "text", text: "【补打】", align: "center", bold: true } as const] : []),
    { kind: "feed", lines: 1 },
    { kind: "text", text: slip.number, align: "center", width: 4, height: 4, bold: true },
    { kind: "feed", lines: 1 },
    { kind: "text", text: slip.sector, align: "center", width: 2, height: 2, bold: true },
    ...(slip.green ? [{ kind: "text", text: "绿色通道", align: "center", bold: true } as const] : []),
    ...(slip.slot ? [{ kind: "text", text: `预约 ${slip.slot}`, align: "center", bold: true } as const] : []),
    { kind: "rule" },
    { kind: "text", text: `前面还有 ${slip.ahead} 人`, height: 2, bold: true },
    { kind: "text", text: waitLine(slip.estimate) },
    { kind: "text", text: `等候区域：${slip.zone}` },
    ...(slip.likelyWindow
      ? [{ kind: "text", text: `可能窗口：${slip.likelyWindow}（以叫号为准）` } as const]
      : []),
    { kind: "text", text: `取号时间：${slip.issuedAt}` },
    { kind: "rule" },
    { kind: "qr", data: slip.statusUrl },
    { kind: "text", text: "扫码查看排队进度", align: "center" },
    { kind: "feed", lines: 1 },
    ...slip.footer.map((text) => ({ kind: "text", text, align: "center" }) as const),
  ];
  return { title: `小票 ${slip.number}`, lines };
}

function waitLine(estimate: Estimate | null): string {
  if (!estimate) return "等候时间：窗口开始叫号后可知";
  if (estimate.upTo === 0) return "预计很快轮到您";
  return `预计约${estimate.minutes}分钟，一般不超过${estimate.upTo}分钟`;
}
