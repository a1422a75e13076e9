import type { START_LINK_KINDS, StartLink } from "../../../../src/contract/start.ts";

type Kind = (typeof START_LINK_KINDS)[number];

/** Links of one kind under a heading that says what those pages are for. */
export interface StartGroup {
  readonly kind: Kind;
  readonly title: string;
  readonly english: string;
  readonly note: string;
  readonly links: readonly StartLink[];
}

// In the order of a visit, so that a newcomer can walk it from top to bottom.
const GROUPS: readonly Omit<StartGroup, "links">[] = [
  { kind: "kiosk", title: "取号机", english: "Kiosk", note: "办事群众在这里取号（触摸屏，竖屏）。" },
  {
    kind: "visit",
    title: "手机进度页",
    english: "Phone page",
    note: "扫小票上的二维码打开：看进度、取消、评价。",
  },
  {
    kind: "booking",
    title: "预约",
    english: "Appointments",
    note: "群众用手机预约；工作人员看当天预约、代为预约。",
  },
  {
    kind: "window",
    title: "窗口",
    english: "Window",
    note: "窗口人员登录后叫号、办理、收件。先开放窗口，再叫下一位。",
  },
  { kind: "screen", title: "大厅屏", english: "Hall screen", note: "显示正在叫的号，播放语音。" },
  { kind: "rater", title: "评价器", english: "Rater", note: "办完后请群众评价（触摸屏，放在窗口）。" },
  {
    kind: "wall",
    title: "设备墙",
    english: "Device wall",
    note: "没有硬件也能看到：打印机、屏、键盘、评价器、短信。",
  },
  {
    kind: "admin",
    title: "管理",
    english: "Administration",
    note: "设备状态、未打出的小票、未发出的短信、今日情况。",
  },
  { kind: "docs", title: "接口文档", english: "API", note: "给开发人员。" },
];

/** A link's title without the kind its heading already says: 触摸评价器 1号窗口 → 1号窗口. */
export function shortTitle(link: StartLink): string {
  return link.title.replace(/^(取号机|大厅屏|触摸评价器|评价器)\s+(?=\S)/, "");
}

/** The links in the order of a visit. */
export function startGroups(links: readonly StartLink[]): readonly StartGroup[] {
  const known = GROUPS.map((group) => ({
    ...group,
    links: links.filter((link) => link.kind === group.kind),
  }));
  return known.filter((group) => group.links.length > 0);
}
