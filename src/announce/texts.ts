import type { Estimate } from "../contract/ticket.ts";

// The three SMS of the guide (三（二）3 (2)): number taken, about to be served, called; and what changes for who waits.
// The provider puts the hall's
// signature in front.

export interface IssuedText {
  readonly number: string;
  readonly sector: string;
  /** Like cases of a batch number; null: an ordinary one. */
  readonly batch: number | null;
  readonly zone: string;
  readonly likely: string | null;
  /** `likely` is the one window that will call (`binding: atTicket`). */
  readonly bound: boolean;
  readonly ahead: number;
  readonly estimate: Estimate | null;
  readonly soon: boolean;
  readonly link: string | null;
}

export function issuedText(t: IssuedText): string {
  const parts = [
    `取号成功：${t.number}（${t.sector}${t.batch === null ? "" : `，批量业务${t.batch}件`}），前面还有${t.ahead}人`,
  ];
  parts.push(t.soon ? "，马上轮到您，请不要离开" : waitText(t.estimate));
  if (t.likely && t.bound) parts.push(`。请在${t.likely}等候，由该窗口办理，如有变动另行通知`);
  else {
    parts.push(`。请在${t.zone}附近等候`);
    if (t.likely) parts.push(`，可能在${t.likely}办理`);
  }
  parts.push("，以叫号为准。");
  if (t.link) parts.push(`查看进度：${t.link}`);
  return parts.join("");
}

/** 约12分钟，一般不超过18分钟 — or an honest nothing. */
function waitText(estimate: Estimate | null): string {
  if (!estimate) return "，窗口尚未叫号，暂不能估计时间";
  if (estimate.upTo <= 1) return "，很快轮到您";
  const about = estimate.minutes === 0 ? "不到1分钟" : `约${estimate.minutes}分钟`;
  return `，预计等候${about}，一般不超过${estimate.upTo}分钟`;
}

export function nearText(t: {
  readonly number: string;
  readonly ahead: number;
  readonly zone: string;
}): string {
  const who = t.ahead === 0 ? "下一位就是您" : `前面还有${t.ahead}人`;
  return `${t.number}即将办理：${who}，请到${t.zone}附近等候。`;
}

/** A sector that announces windows: where to go, or that it is another one now. */
export function promisedText(t: {
  readonly number: string;
  readonly window: string;
  readonly changed: boolean;
}): string {
  const where = t.changed ? `窗口有变，改到${t.window}` : `将由${t.window}办理`;
  return `${t.number}即将办理：${where}，请到${t.window}附近等候，以叫号为准。`;
}

/** A window bound with the number changed, or is told with a later leg. */
export function boundText(t: {
  readonly number: string;
  readonly window: string | null;
  readonly from: string | null;
}): string {
  if (t.window === null)
    return `${t.number}窗口有变：${t.from ?? "原定窗口"}已停止办理，改由先空出的窗口办理，请留意叫号。`;
  const where = t.from === null ? `由${t.window}办理` : `窗口有变，由${t.from}改到${t.window}办理`;
  return `${t.number}${where}，请到${t.window}等候，以叫号为准。`;
}

export function calledText(t: {
  readonly number: string;
  readonly window: string;
  /** Another window was told before. */
  readonly changed: boolean;
}): string {
  return `${t.changed ? "窗口有变，" : ""}请${t.number}现在到${t.window}办理。过号请告知工作人员。`;
}

/** As much of a matter's name as leaves the whole within two SMS. */
const MOST_OF_NAME = 24;

/** Nobody does any more what they wait for: what becomes of the number, and what they may do. */
export function strandedText(t: {
  readonly number: string;
  readonly what: string;
  readonly today: boolean;
  readonly next: string | null;
  /** Whether the sector takes appointments. */
  readonly booked: boolean;
}): string {
  const what = t.what.length > MOST_OF_NAME ? `${t.what.slice(0, MOST_OF_NAME - 1)}…` : t.what;
  if (!t.today)
    return `抱歉，${t.number}办理的“${what}”现在没有窗口，已通知工作人员安排。您的号保留，请留意叫号；久等请到咨询台，或改日${t.booked ? "、预约" : ""}再来。`;
  const again = t.next === null ? "" : `，下次办理：${t.next}`;
  return `抱歉，${t.number}办理的“${what}”今天已没有窗口${again}。请改日再来${orBook(t)}，急事请到咨询台；您的号保留，由工作人员安排${t.booked ? "办理或改约" : "办理"}。`;
}

const orBook = ({ booked }: { readonly booked: boolean }): string => (booked ? "或预约" : "");

/** The hall has ended its day without this number. */
export function endedText(t: {
  readonly number: string;
  readonly sector: string;
  readonly booked: boolean;
}): string {
  return `抱歉，大厅今天已收号，${t.number}（${t.sector}）不再叫号。请改日再来${orBook(t)}，有疑问请联系大厅工作人员。`;
}
