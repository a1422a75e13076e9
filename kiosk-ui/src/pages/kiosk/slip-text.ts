import type { Ticket } from "../../../../src/contract/ticket.ts";

/** What the result says about the slip and the SMS, and whether the QR code must stand in for them. */
export interface SlipWords {
  readonly tone: "wait" | "good" | "warn";
  readonly text: string;
  /** True while the printer may still change its mind, so the ticket is asked for again. */
  readonly open: boolean;
}

type Told = Pick<Ticket, "slip" | "messages" | "phone" | "statusUrl">;

export function slipWords(ticket: Told, gaveUp: boolean): SlipWords {
  switch (ticket.slip?.state) {
    case "printed":
    case "reprinted":
      return { tone: "good", text: "请取走小票", open: false };
    case "pending":
      return gaveUp
        ? { tone: "warn", text: `小票还没有打出来：${instead(ticket)}`, open: false }
        : { tone: "wait", text: "正在打印小票…", open: true };
    case "failed":
      return { tone: "warn", text: `${printerTrouble(ticket.slip.reason)}：${instead(ticket)}`, open: true };
    case "none":
    case undefined:
      return { tone: "warn", text: `本机不打印小票：${instead(ticket)}`, open: false };
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

function printerTrouble(reason: string | undefined): string {
  return reason?.includes("纸") ? "打印机缺纸" : "打印机没有打出小票";
}

function instead(ticket: Told): string {
  return ticket.statusUrl === null ? "请记住号码" : "请记住号码，或用手机扫二维码";
}
