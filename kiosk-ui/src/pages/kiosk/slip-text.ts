import type { Ticket } from "../../../../src/contract/ticket.ts";
import type { KioskView } from "../../../../src/contract/window.ts";

/** What the result says about the slip and the SMS, and whether the QR code must stand in for them. */
export interface SlipWords {
  readonly tone: "wait" | "good" | "warn" | "elsewhere";
  readonly text: string;
  /** True while the printer may still change its mind, so the ticket is asked for again. */
  readonly open: boolean;
}

type Told = Pick<Ticket, "slip" | "messages" | "phone" | "statusUrl">;

export function slipWords(ticket: Told, gaveUp: boolean): SlipWords {
  switch (ticket.slip?.state) {
    case "printed":
    case "reprinted":
      return { ...taken(ticket.slip), open: false };
    case "pending":
      return gaveUp
        ? { tone: "warn", text: `小票还没有打出来，${instead(ticket)}`, open: false }
        : { tone: "wait", text: waiting(ticket.slip.reason), open: true };
    case "failed":
      return { tone: "warn", text: `${printerTrouble(ticket.slip.reason)}，${instead(ticket)}`, open: true };
    case "none":
    case undefined:
      return { tone: "warn", text: `本机不打印小票，${instead(ticket)}`, open: false };
  }
}

/** The SMS about this number, or null when there is none to speak of. */
export function smsWords(ticket: Told): string | null {
  if (ticket.phone === null) return null;
  switch (ticket.messages.find((m) => m.kind === "issued")?.state) {
    case "sent":
    case "delivered":
      return `短信已发送到 ${ticket.phone}`;
    case "pending":
      return `短信正在发往 ${ticket.phone}`;
    case "failed":
    case "expired":
      return "短信没有发出，请记住号码";
    case "folded":
    case undefined:
      return null;
  }
}

/** The person must hear which printer, above all when it is not the one in front. */
function taken(slip: NonNullable<Told["slip"]>): Pick<SlipWords, "tone" | "text"> {
  if (!slip.printer?.instead) return { tone: "good", text: "请取走小票" };
  const why = slip.reason === undefined ? "本机没有打印" : `本机${printerTrouble(slip.reason)}`;
  return { tone: "elsewhere", text: `${why}，小票已从“${slip.printer.name}”打出，请到那里取` };
}

const waiting = (reason: string | undefined) =>
  reason === undefined ? "正在打印小票…" : `${printerTrouble(reason)}，正在换一台打印或再试，请稍候…`;

/** What the person can see for themselves; the rest is for staff. */
export function printerTrouble(reason: string | undefined): string {
  if (reason?.includes("缺纸")) return "打印机缺纸";
  if (reason?.includes("盖")) return "打印机盖没有合上";
  return "打印机没有打出小票";
}

function instead(ticket: Told): string {
  return ticket.statusUrl === null ? "请记下号码" : "请记下号码，或用手机扫二维码";
}

/** What the resting page says of slips, before anyone takes a number; null: they come out here. */
export function restPrinterText(
  view: Pick<KioskView, "printer" | "printerReason" | "printerElsewhere">,
): string | null {
  const why = ["缺纸", "盖"].some((word) => view.printerReason?.includes(word))
    ? printerTrouble(view.printerReason ?? undefined)
    : "打印机暂时不能用";
  if (view.printer === "trouble") return `本机${why}：取号后请记下号码，或用手机扫屏幕上的二维码。`;
  if (view.printer === "elsewhere") return `本机${why}：取号后请到“${view.printerElsewhere}”取小票。`;
  return null;
}
