/** The hall that the crash tests pull the plug on. */
export interface Ports {
  readonly board: number;
  readonly keypad: number;
  readonly printer: number;
  readonly sms: number;
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A zone in which the day has just about half of itself left on both sides, so that no run crosses midnight. */
export function middayZone(now = new Date()): string {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? "Etc/UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

export function crashHall({ board, keypad, printer, sms }: Ports): object {
  const tcp = (port: number) => ({ kind: "tcp", host: "127.0.0.1", port });
  return {
    schema: 1,
    hall: {
      id: "crash",
      name: "断电测试大厅",
      timeZone: middayZone(),
      hours: [{ days: DAYS, from: "00:00", to: "24:00" }],
    },
    sectors: [
      { id: "comprehensive", name: "综合受理", prefix: "Z" },
      { id: "property", name: "不动产", prefix: "B" },
      { id: "complaint", name: "投诉代办", prefix: "T" },
    ],
    windows: [
      { id: "w01", name: "1号窗口", sectors: ["comprehensive"] },
      { id: "w02", name: "2号窗口", sectors: ["comprehensive"] },
      { id: "w03", name: "3号窗口", sectors: ["property"] },
      { id: "w04", name: "4号窗口", kind: "complaint", sectors: ["complaint"] },
    ],
    staff: [
      { id: "s01", name: "张三" },
      { id: "s02", name: "李四" },
      { id: "s03", name: "王五" },
    ],
    kiosks: [
      {
        id: "k1",
        name: "东门取号机",
        printer: "printer-1",
        sectors: ["comprehensive", "property", "complaint"],
      },
    ],
    screens: [
      { id: "main", name: "大厅主屏", sectors: ["comprehensive", "property", "complaint"], rows: 20 },
    ],
    lines: [
      { id: "boards", transport: tcp(board) },
      { id: "keys", transport: tcp(keypad) },
      { id: "slips", transport: tcp(printer) },
    ],
    devices: [
      { id: "printer-1", role: "ticket-printer", driver: "escpos", line: "slips", columns: 32 },
      ...[1, 2, 3].map((n) => ({
        id: `led-w0${n}`,
        role: "window-board",
        driver: "a090",
        line: "boards",
        address: n,
        window: `w0${n}`,
      })),
      {
        id: "key-w03",
        role: "keypad",
        driver: "ff68",
        line: "keys",
        address: 3,
        window: "w03",
        debounceMs: 0,
      },
      { id: "rater-w03", role: "rater", driver: "ff68", line: "keys", address: 3, window: "w03" },
    ],
    sms: {
      provider: "twilio",
      accountSid: `AC${"0".repeat(32)}`,
      from: "+15005550006",
      baseUrl: `http://127.0.0.1:${sms}`,
      signature: "断电测试",
      remindAhead: 1,
    },
    policy: { rejoin: { position: "after", after: 3, times: 10 }, ratingSeconds: 5 },
  };
}
