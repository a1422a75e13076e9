import type { MessageView, Ticket } from "../../../../src/contract/ticket.ts";
import type { WindowState, WindowView } from "../../../../src/contract/window.ts";

export const WINDOW_STATE_WORDS: Readonly<Record<WindowState, string>> = {
  closed: "未开放",
  idle: "空闲",
  calling: "叫号中",
  serving: "办理中",
  paused: "已暂停",
};

export const TICKET_CLASS_WORDS: Readonly<Record<Ticket["class"], string>> = {
  walk: "普通",
  appointment: "预约",
  green: "绿色通道",
};

const SLIP_WORDS: Readonly<Record<NonNullable<Ticket["slip"]>["state"], string>> = {
  pending: "正在打印",
  printed: "已打印",
  failed: "打印失败",
  reprinted: "已补打",
  none: "未打印",
};
const MESSAGE_KIND_WORDS: Readonly<Record<MessageView["kind"], string>> = {
  issued: "取号",
  near: "临近",
  called: "叫号",
  rebooked: "改约",
  "no-window": "无窗口告知",
  ended: "收号",
};
const MESSAGE_STATE_WORDS: Readonly<Record<MessageView["state"], string>> = {
  pending: "发送中",
  sent: "已发送",
  delivered: "已送达",
  failed: "发送失败",
  expired: "已过时未发",
  folded: "无需另发",
};

/** One output of a ticket as a clerk reads it; `bad` needs someone to act. */
export interface OutputWords {
  readonly id: string;
  readonly text: string;
  readonly bad: boolean;
}

export function slipWords(ticket: Pick<Ticket, "slip">): OutputWords {
  const slip = ticket.slip;
  if (!slip) return { id: "slip", text: "小票：未打印", bad: false };
  const bad = slip.state === "failed";
  const where = slip.printer?.instead ? [`在${slip.printer.name}`] : [];
  const why = slip.reason === undefined ? [] : [slip.reason];
  const more = [...where, ...why].join("，");
  return { id: "slip", text: `小票：${SLIP_WORDS[slip.state]}${more ? `（${more}）` : ""}`, bad };
}

/** The newest message of each kind, in the order of a visit. */
export function messageWords(ticket: Pick<Ticket, "messages">): readonly OutputWords[] {
  const newest = new Map<MessageView["kind"], MessageView>();
  for (const message of ticket.messages) {
    const known = newest.get(message.kind);
    if (!known || isLater(message, known)) newest.set(message.kind, message);
  }
  const shown: {
    readonly id: string;
    readonly kinds: string[];
    readonly state: string;
    readonly bad: boolean;
  }[] = [];
  for (const kind of ["issued", "near", "called", "rebooked", "ended", "no-window"] as const) {
    const message = newest.get(kind);
    if (!message) continue;
    const bad = message.state === "failed";
    const state = `${MESSAGE_STATE_WORDS[message.state]}${bad && message.reason ? `（${message.reason}）` : ""}`;
    // Three failures for one reason are one trouble: said once, the page keeps room for who is next.
    const same = bad ? shown.find((s) => s.state === state) : undefined;
    if (same) same.kinds.push(MESSAGE_KIND_WORDS[kind]);
    else shown.push({ id: kind, kinds: [MESSAGE_KIND_WORDS[kind]], state, bad });
  }
  return shown.map(({ id, kinds, state, bad }) => ({ id, text: `${kinds.join("、")}短信：${state}`, bad }));
}

const isLater = (a: MessageView, b: MessageView) => (a.leg - b.leg || a.occurrence - b.occurrence) > 0;

/** `12:00 起午休，还有 8 分钟` while it is to come, `午休至 13:30` once it should have begun. */
export function breakWords(next: NonNullable<WindowView["nextBreak"]>, now: number): string {
  const minutes = Math.ceil((Date.parse(next.from) - now) / 60_000);
  const clock = (iso: string) => iso.slice(11, 16);
  if (minutes > 0) return `${clock(next.from)} 起${next.reason}，还有 ${minutes} 分钟：办完手上的再暂停`;
  return `${next.reason}时间到（至 ${clock(next.to)}）：办完手上的请暂停`;
}

/** `14:00 起办理：不动产` — by ids where the page knows no names. */
export function tideWords(next: NonNullable<WindowView["nextSectors"]>): string {
  return `${next.at.slice(11, 16)} 起本窗口改办：${next.names.join("、")}`;
}

/** Whole minutes between two moments, never negative. */
export function minutesBetween(from: string, to: number): number {
  return Math.max(0, Math.floor((to - Date.parse(from)) / 60_000));
}

/** `3:07` of a duration in ms, `1:02:03` from an hour on. */
function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** How long the person at the window has been called, or served; a later leg's call still knows when the first began. */
export function runningWords(
  { state, calledAt, startedAt }: Pick<Ticket, "state" | "calledAt" | "startedAt">,
  now: number,
): { readonly what: string; readonly time: string } | null {
  const serving = state === "serving";
  const since = serving ? startedAt : calledAt;
  return since ? { what: serving ? "已办理" : "已呼叫", time: stopwatch(now - Date.parse(since)) } : null;
}
