import type { HallEvent, HallEventType } from "../../contract/events.ts";
import { GREEN_WORDS } from "../../contract/ticket.ts";

/** Names as the config of today has them; what it does not know any more is called by its id. */
export interface FactNames {
  readonly window: (id: string) => string;
  readonly sector: (id: string) => string;
  readonly staff: (id: string) => string;
  /** A ticket's number. */
  readonly number: (ticket: string) => string;
}

type Says = {
  readonly [T in HallEventType]: ((fact: HallEvent<T>, names: FactNames) => string) | null;
};

/**
 * One fact as a manager reads it, Chinese; null: not worth a line of its own. Nothing that somebody wrote or said about a
 * person stands in it: phones are masked or purged elsewhere, and free text is left where it was put.
 */
export function factSays(fact: HallEvent, names: FactNames): string | null {
  const say = SAYS[fact.type] as ((fact: HallEvent, names: FactNames) => string) | null | undefined;
  return say ? say(fact, names) : null;
}

const CLASS_WORDS = { walk: "普通号", appointment: "预约号", green: "绿色通道" } as const;
const OUTCOME_WORDS = {
  served: "办结",
  parked: "挂起",
  transferred: "转号",
  unconcluded: "未办结",
} as const;
const NEXT_WORDS = { closed: "关闭", paused: "暂停" } as const;
const CANCEL_WORDS: Readonly<Record<string, string>> = {
  rebooked: "已改约",
  "holder-mismatch": "证件与本人不符",
};

const BOUND_WORDS = {
  begun: "取号定窗",
  again: "重新排队",
  closed: "原窗口关闭",
  paused: "原窗口暂停过久",
  unable: "原窗口不再办理",
  reopened: "窗口重新开放",
} as const;

const minutes = (ms: number): number => Math.max(0, Math.round(ms / 60_000));

const SAYS: Says = {
  "ticket.issued": ({ data }, n) => {
    const sectors = [...new Set(data.legs.map((l) => n.sector(l.queue)))].join("、");
    const green = data.green ? `（${GREEN_WORDS[data.green.reason]}）` : "";
    return `${data.number}取号：${sectors}，${CLASS_WORDS[data.class]}${green}`;
  },
  "ticket.placed": ({ data }, n) => {
    const told = data.estimate
      ? `约${data.estimate.minutes}分钟，一般不超过${data.estimate.upTo}分钟`
      : "时间暂不能估计";
    return `告知${n.number(data.ticket)}：前面${data.ahead}人，${told}`;
  },
  "ticket.promised": ({ data }, n) =>
    `通知${n.number(data.ticket)}：${data.from === null ? "将由" : `不再由${n.window(data.from)}，改由`}${n.window(data.window)}办理`,
  "ticket.bound": ({ data }, n) => {
    if (data.window === null)
      return `${n.number(data.ticket)}不再由${n.window(data.from ?? "")}办理，由先空出的窗口叫号`;
    const from = data.from !== null && data.from !== data.window ? `由${n.window(data.from)}改定` : "定";
    return `${n.number(data.ticket)}${from}在${n.window(data.window)}（${BOUND_WORDS[data.why]}）`;
  },
  "forecast.announcing-weighed": ({ data }, n) => {
    const more = data.withMinutes - data.withoutMinutes;
    const words = more < 0 ? "少" : "多";
    return `估算${n.sector(data.queue)}提前通知窗口：在等的${data.people}人平均${words}等${Math.abs(more).toFixed(1)}分钟`;
  },
  "ticket.near": ({ data }, n) => `提醒${n.number(data.ticket)}：即将办理，前面${data.ahead}人`,
  "ticket.called": ({ data }, n) => `${n.window(data.window)}呼叫${n.number(data.ticket)}`,
  "ticket.recalled": ({ data }, n) => `${n.window(data.window)}再次呼叫${n.number(data.ticket)}`,
  "ticket.missed": ({ data }, n) => `${n.number(data.ticket)}过号（${n.window(data.window)}）`,
  "ticket.rejoined": ({ data }, n) => `${n.number(data.ticket)}过号后重新排队：${n.sector(data.queue)}`,
  "ticket.yielded": ({ data }, n) => `${n.number(data.ticket)}让后面的人先办`,
  "ticket.parked": ({ data }, n) => `${n.number(data.ticket)}在${n.window(data.window)}挂起`,
  "ticket.returned": ({ data }, n) =>
    `${n.number(data.ticket)}回来继续排队${data.window ? `，等${n.window(data.window)}` : ""}`,
  "ticket.transferred": ({ data }, n) =>
    `${n.number(data.ticket)}由${n.window(data.from)}转到${data.window ? n.window(data.window) : n.sector(data.queue)}`,
  "ticket.advanced": ({ data }, n) => `${n.number(data.ticket)}接着排下一事项：${n.sector(data.queue)}`,
  "ticket.legs-chosen": ({ data }, n) => {
    const next = data.legs[1];
    return `${n.number(data.ticket)}下一项由人工改为${next ? n.sector(next.queue) : "无"}`;
  },
  "ticket.reclassified": ({ data }, n) =>
    data.green
      ? `${n.number(data.ticket)}转入绿色通道（${GREEN_WORDS[data.green.reason]}）`
      : `${n.number(data.ticket)}取消绿色通道`,
  "ticket.holder-checked": ({ data }, n) =>
    `${n.window(data.window)}核对${n.number(data.ticket)}证件：${data.match ? "是本人" : "不是本人"}`,
  "ticket.cancelled": ({ data }, n) => {
    const why = CANCEL_WORDS[data.reason];
    return `${n.number(data.ticket)}取消${why ? `（${why}）` : ""}`;
  },
  "ticket.rebooked": ({ data }, n) => `${n.number(data.ticket)}今天未能办理，改约`,
  "ticket.stranded": ({ data }, n) =>
    `告知${n.number(data.ticket)}：${data.what}${data.today ? "今天已没有窗口办理" : "现在没有窗口办理"}`,
  "ticket.dismissed": ({ data }, n) => `${n.number(data.ticket)}收号时结束，已告知`,
  "ticket.expired": ({ data }, n) => `${n.number(data.ticket)}作废`,
  "service.started": ({ data }, n) =>
    `${n.window(data.window)}开始办理${n.number(data.ticket)}${data.inferred ? "（未按开始键，推算）" : ""}`,
  "service.finished": ({ at, data }, n) =>
    `${n.window(data.window)}${OUTCOME_WORDS[data.outcome]}${n.number(data.ticket)}，用时${minutes(at - data.startedAt)}分钟`,
  "window.opened": ({ data }, n) => `${n.window(data.window)}开放，${n.staff(data.staff)}在岗`,
  "window.closed": ({ data }, n) => `${n.window(data.window)}关闭`,
  "window.paused": ({ data }, n) => `${n.window(data.window)}暂停`,
  "window.resumed": ({ data }, n) => `${n.window(data.window)}恢复`,
  "window.next-set": ({ data }, n) =>
    data.next
      ? `${n.window(data.window)}将在本次办完后${NEXT_WORDS[data.next]}`
      : `${n.window(data.window)}办完后继续叫号`,
  "window.sectors-set": ({ data }, n) =>
    data.sectors
      ? `管理员安排${n.window(data.window)}办理${data.sectors.map(n.sector).join("、")}`
      : `${n.window(data.window)}恢复按排班办理`,
  "window.sectors-changed": ({ data }, n) =>
    `${n.window(data.window)}改办${data.sectors.map(n.sector).join("、")}`,
  "window.planned": ({ at, data }, n) => {
    const what = data.kind === "pause" ? "暂停" : "关窗";
    const minutesLong = data.to === null ? "" : `${minutes(data.to - data.from)}分钟`;
    return `计划${n.window(data.window)}${minutes(data.from - at)}分钟后${what}${minutesLong}`;
  },
  "window.plan-withdrawn": ({ data }, n) => `撤销${n.window(data.window)}的计划`,
  "day.stopped": () => "停止取号",
  "day.reopened": () => "恢复取号",
  "day.ended": ({ data }) => `${data.day}结束`,
  "clock.set-back": ({ data }) => `服务器时钟调回了${minutes(data.by)}分钟，等候时间接着算`,
  "rating.asked": null,
  "rating.given": ({ data }, n) => `${n.number(data.ticket)}评价${data.score}分`,
  "rating.lapsed": null,
  "case.opened": ({ data }, n) => `${n.window(data.window)}为${n.number(data.ticket)}登记办件${data.number}`,
  "case.supplemented": null,
  "case.accepted": null,
  "case.correction-notified": null,
  "case.refused": null,
  "case.rated": null,
  "booking.made": null,
  "booking.changed": null,
  "booking.cancelled": null,
  "booking.lapsed": null,
  "booking.withdrawn": null,
  "booking.reminded": null,
  "booking.message": null,
  "message.requested": null,
  "print.requested": null,
};
