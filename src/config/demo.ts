import { type HallConfig, type HallConfigInput, hallConfig } from "../contract/hall-config.ts";
import { WEEKDAYS } from "../contract/plan-config.ts";

const WINDOWS = [
  { id: "w01", name: "1号窗口", kind: "acceptance", sectors: ["comprehensive"], transferTo: "property" },
  { id: "w02", name: "2号窗口", kind: "acceptance", sectors: ["comprehensive"], transferTo: "property" },
  {
    id: "w03",
    name: "3号窗口",
    kind: "acceptance",
    sectors: ["comprehensive", "property"],
    transferTo: "issuing",
  },
  { id: "w04", name: "4号窗口", kind: "acceptance", sectors: ["property"], transferTo: "comprehensive" },
  { id: "w05", name: "5号窗口", kind: "issuing", sectors: ["issuing"], transferTo: "comprehensive" },
  { id: "w06", name: "6号窗口", kind: "complaint", sectors: ["complaint"], transferTo: "comprehensive" },
] as const;

const STAFF = [
  { id: "s01", name: "张三" },
  { id: "s02", name: "李四" },
  { id: "s03", name: "王五" },
  { id: "s04", name: "赵六" },
  { id: "s05", name: "孙琪" },
  { id: "s06", name: "周霞" },
  { id: "s90", name: "吴敏", role: "manager" },
] as const;

/**
 * The hall that `npm start` shows without a config: always open, every device virtual, SMS to the virtual hall.
 * The composition root fills in where the virtual hall's SMS provider listens (`sms.baseUrl`).
 */
export function demoConfig(): HallConfig {
  const input: HallConfigInput = {
    schema: 1,
    hall: {
      id: "demo",
      name: "示范区行政服务中心",
      timeZone: "Asia/Shanghai",
      hours: [{ days: [...WEEKDAYS], from: "00:00", to: "24:00" }],
      defaultSector: "comprehensive",
    },
    listen: { host: "127.0.0.1", port: 8080 },
    sectors: [
      { id: "comprehensive", name: "综合受理", prefix: "Z", meanMinutes: 8 },
      { id: "property", name: "不动产", prefix: "B", meanMinutes: 15 },
      { id: "issuing", name: "综合出件", prefix: "C", meanMinutes: 4 },
      { id: "complaint", name: "投诉代办", prefix: "T", meanMinutes: 10 },
    ],
    windows: WINDOWS.map((w) => ({ ...w, sectors: [...w.sectors] })),
    staff: [...STAFF],
    kiosks: [
      {
        id: "k1",
        name: "东门取号机",
        printer: "printer-1",
        sectors: ["comprehensive", "property", "issuing", "complaint"],
      },
      { id: "k2", name: "出件区取号机", printer: "printer-1", sectors: ["issuing"] },
    ],
    screens: [
      {
        id: "main",
        name: "大厅主屏",
        sectors: ["comprehensive", "property", "issuing", "complaint"],
        rows: 8,
        voice: true,
      },
      { id: "north", name: "北区屏", sectors: ["issuing", "complaint"], rows: 4 },
    ],
    lines: [
      { id: "boards", transport: { kind: "virtual", baudRate: 9600 } },
      { id: "keys", transport: { kind: "virtual", baudRate: 9600 } },
      { id: "slips", transport: { kind: "virtual" } },
    ],
    devices: [
      { id: "printer-1", role: "ticket-printer", driver: "escpos", line: "slips", columns: 32 },
      ...WINDOWS.map((w, k) => ({
        id: `led-${w.id}`,
        role: "window-board" as const,
        driver: "a090" as const,
        line: "boards",
        address: k + 1,
        window: w.id,
      })),
      ...WINDOWS.slice(0, 3).flatMap((w, k) => [
        {
          id: `key-${w.id}`,
          role: "keypad" as const,
          driver: "ff68" as const,
          line: "keys",
          address: k + 1,
          window: w.id,
        },
        {
          id: `rater-${w.id}`,
          role: "rater" as const,
          driver: "ff68" as const,
          line: "keys",
          address: k + 1,
          window: w.id,
        },
      ]),
    ],
    appointments: {
      bands: ["comprehensive", "property"].map((sector) => ({
        sector,
        from: "08:30",
        to: "17:30",
        every: 30,
        quota: 4,
      })),
    },
    sms: {
      provider: "twilio",
      accountSid: `AC${"0".repeat(32)}`,
      from: "+15005550006",
      signature: "示范区政务",
      remindAhead: 1,
    },
  };
  return hallConfig.parse(input);
}
