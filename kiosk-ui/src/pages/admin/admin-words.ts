import type { DeviceView, FailureView, SystemView } from "../../../../src/contract/device.ts";

export const HEALTH_WORDS: Readonly<Record<DeviceView["health"], string>> = {
  ok: "正常",
  degraded: "异常",
  off: "离线",
};

const ROLE_WORDS: Readonly<Record<string, string>> = {
  "window-board": "窗口屏",
  "summary-board": "综合屏",
  keypad: "叫号键盘",
  rater: "评价器",
  "ticket-printer": "小票机",
  "id-reader": "读卡器",
  "code-scanner": "扫码器",
  speaker: "语音模块",
};
export const roleWords = (role: string): string => ROLE_WORDS[role] ?? role;

export const FAILURE_KIND_WORDS: Readonly<Record<FailureView["kind"], string>> = {
  slip: "小票",
  receipt: "凭证",
  sms: "短信",
};

const HEALTH_ORDER: readonly DeviceView["health"][] = ["off", "degraded", "ok"];

/** What needs someone first: off, then degraded, then the rest, each by line and id. */
export function orderDevices(devices: readonly DeviceView[]): readonly DeviceView[] {
  const rank = (d: DeviceView) => HEALTH_ORDER.indexOf(d.health);
  return [...devices].sort(
    (a, b) => rank(a) - rank(b) || a.line.localeCompare(b.line) || a.id.localeCompare(b.id),
  );
}

/** `3 离线 · 1 异常 · 12 正常`, without what there is none of. */
export function healthSummary(devices: readonly DeviceView[]): string {
  if (devices.length === 0) return "没有配置设备";
  return HEALTH_ORDER.map((health) => ({ health, count: devices.filter((d) => d.health === health).length }))
    .filter(({ count }) => count > 0)
    .map(({ health, count }) => `${count} ${HEALTH_WORDS[health]}`)
    .join(" · ");
}

/** How long something has been so: `刚刚`, `5分钟`, `2小时10分`, `3天`. */
export function sinceWords(since: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000);
  if (minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes}分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}小时` : `${hours}小时${minutes % 60}分`;
  return `${Math.floor(hours / 24)}天`;
}

const COUNTER_WORDS: Readonly<Record<string, string>> = {
  frames: "收到帧",
  badChecksum: "校验错",
  badLength: "长度错",
  droppedBytes: "丢弃字节",
  ownEchoes: "自身回声",
  unknownAddress: "未知地址",
  sent: "发送",
  acked: "应答",
  retried: "重试",
  refused: "拒绝",
  unanswered: "无应答",
  presses: "按键",
  bounced: "重复按键",
  unknownKeys: "未知键",
  asked: "请求评价",
  ratings: "评价",
  notAsked: "未请求的评价",
  repeated: "重复",
  digits: "数字键",
  rollovers: "按键过多",
  polls: "找卡",
  cards: "读到证件",
  retries: "重读",
  silences: "无应答",
  stray: "多余应答",
  scans: "扫码",
  tooShort: "过短的码",
  spoken: "播报",
  failed: "出错",
  dropped: "过时不播",
  kept: "静音不播",
  printed: "已打印",
  notPrinted: "未打印",
  statusUnanswered: "问状态无应答",
  drawnCharacters: "画出的字",
  statusReplies: "状态应答",
  strayBytes: "多余字节",
  connects: "连接次数",
  answersDropped: "放弃的回显",
  foreignFrames: "别的主机的帧",
};

export function countersText(counters: DeviceView["counters"]): string {
  return Object.entries(counters)
    .map(([name, count]) => `${COUNTER_WORDS[name] ?? name} ${count}`)
    .join(" · ");
}

/** Today's figures as the manager reads them; a mean of nothing is a dash. */
export function figures(
  today: SystemView["today"],
): readonly { readonly name: string; readonly value: string }[] {
  const mean = (value: number | null, unit: string) => (value === null ? "—" : `${value.toFixed(1)}${unit}`);
  return [
    { name: "取号", value: String(today.issued) },
    { name: "办结", value: String(today.served) },
    { name: "等候", value: String(today.waiting) },
    { name: "过号", value: String(today.missed) },
    { name: "平均等候", value: mean(today.meanWaitMinutes, "分钟") },
    { name: "平均办理", value: mean(today.meanServiceMinutes, "分钟") },
    { name: "证件不符", value: String(today.voided) },
    { name: "评价", value: String(today.ratings) },
    { name: "平均得分", value: mean(today.meanScore, "分") },
  ];
}
