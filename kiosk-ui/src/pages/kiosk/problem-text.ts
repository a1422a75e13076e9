import { PROBLEMS, type Problem } from "../../../../src/contract/problem.ts";
import { openingText } from "../../shared/wait-text.ts";

/** A refusal as the person at the kiosk should hear it: what is the matter, and what to do now. */
export interface ProblemWords {
  readonly title: string;
  readonly text: string;
  readonly english: string;
}

/** The server's sentence says what to do: it knows the band, the day, the sector. */
const TOLD: ReadonlySet<string> = new Set([
  "queue.full",
  "queue.no-window",
  "matter.no-window",
  "queue.too-late",
  "identity.required",
  "identity.limit",
  "identity.cool-down",
  "green.off",
  "ticket.not-missed",
  "ticket.tail-wrong",
  "ticket.rejoin-limit",
]);

/** `ticketsPerPhone`: the hall's limit, named when it is reached. `now`: epoch ms. */
export function problemWords(problem: Problem, ticketsPerPhone: number, now: number): ProblemWords {
  const english = problem.code in PROBLEMS ? PROBLEMS[problem.code as keyof typeof PROBLEMS].english : "";
  switch (problem.code) {
    case "hall.closed":
      return { title: "现在不在取号时间", text: closedText(problem.nextOpening ?? null, now), english };
    case "phone.limit":
      return {
        title: "该手机号取号已达上限",
        text: `一个手机号最多同时取${ticketsPerPhone}个号。可以换一个手机号，或选择无手机取号。`,
        english,
      };
    case "phone.invalid":
      return { title: "手机号码有误", text: "请返回检查手机号，或选择无手机取号。", english };
    case "count.batch":
      return { title: "今天没有批量窗口", text: problem.detail ?? "请分次办理，或到咨询台询问。", english };
    case "auth.locked":
    case "queue.not-at-kiosk":
    case "appointment.unknown":
    case "appointment.too-early":
    case "appointment.wrong-state":
      return { title: problem.title, text: problem.detail ?? "请到咨询台询问。", english };
    case "auth.missing":
    case "auth.invalid":
    case "auth.forbidden":
      return {
        title: "此取号机未授权",
        text: "请到咨询台取号。工作人员：请在首页重新打开本机的链接。",
        english,
      };
    case "network":
      return {
        title: "没有收到回答",
        text: "不确定是否已取到号。请看出票口有没有小票；没有就再试一次，不会重复取号。",
        english: "No answer yet; trying again will not give a second number",
      };
    default:
      if (TOLD.has(problem.code) && problem.detail)
        return { title: problem.title, text: problem.detail, english };
      return { title: problem.title, text: "请再试一次，或到咨询台取号。", english };
  }
}

export function closedText(nextOpening: string | null, now: number): string {
  const when = nextOpening === null ? "" : openingText(nextOpening, now);
  return when === "" ? "请留意大厅公告，或到咨询台询问。" : `下次取号时间：${when}`;
}
