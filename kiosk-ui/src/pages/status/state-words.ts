import { SOON_MINUTES } from "../../../../src/contract/soon.ts";
import type { VisitView } from "../../../../src/contract/ticket.ts";
import { aheadText, waitText } from "../../shared/wait-text.ts";

/** A visit in plain words: what is happening, what to do, and how loudly to say it. */
export interface StateWords {
  readonly tone: "calm" | "near" | "called" | "warn" | "done";
  readonly title: string;
  readonly lines: readonly string[];
}

export function stateWords(visit: VisitView): StateWords {
  switch (visit.state) {
    case "waiting":
      return waiting(visit);
    case "called":
      return {
        tone: "called",
        title: `请到${windowName(visit)}`,
        lines: ["正在叫您的号，请尽快前往。", "如果赶不到，号会过去；过号后怎么办，请再看本页。"],
      };
    case "serving":
      return { tone: "calm", title: `正在${windowName(visit)}办理`, lines: [] };
    case "parked":
      return {
        tone: "warn",
        title: "暂时挂起",
        lines: ["窗口先把您的号留着。", "材料备好后，请告诉窗口或咨询台工作人员。"],
      };
    case "missed":
      return {
        tone: "warn",
        title: "已过号",
        lines: [visit.canRejoin ? "可以按下面的按钮重新排队。" : "请到咨询台，由工作人员安排。"],
      };
    case "served":
      return { tone: "done", title: "已办完", lines: ["谢谢，再见。"] };
    case "cancelled":
      return { tone: "done", title: "已取消", lines: ["这个号不再叫。", "要办事请重新取号。"] };
    case "expired":
      return { tone: "done", title: "已失效", lines: ["这个号已经作废。", "要办事请重新取号。"] };
  }
}

function waiting(visit: VisitView): StateWords {
  // While nobody calls (lunch, after closing) the notice says when; to come near would be for nothing.
  const rests = visit.notice !== null && visit.estimate === null;
  const near = visit.ahead <= 1 && !rests && (visit.estimate?.minutes ?? 0) <= SOON_MINUTES;
  const lines = rests ? [] : [waitText(visit.estimate)];
  if (near && visit.zone) lines.push(`请到${visit.zone}附近等候。`);
  return {
    tone: near ? "near" : "calm",
    title: visit.ahead === 0 ? "下一位就是您" : aheadText(visit.ahead),
    lines,
  };
}

function windowName(visit: VisitView): string {
  return visit.window?.name ?? "窗口";
}

/** Shown before leaving or yielding, because neither can be taken back. */
export const CONFIRMATIONS = {
  leave: { title: "不办了，取消这个号？", text: "取消后要办事需重新取号。", yes: "取消这个号" },
  yield: { title: "让后面一位先办？", text: "您会往后退一位，号码不变。", yes: "让一位" },
  rejoin: { title: "重新排队？", text: "号码不变，按过号规则重新排。", yes: "重新排队" },
} as const;

export type VisitAct = keyof typeof CONFIRMATIONS;

/** The tab's title, so that a phone shows it in its list of pages. */
export function tabTitle(visit: VisitView): string {
  return `${visit.number} ${stateWords(visit).title}`;
}
