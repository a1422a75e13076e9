import type { HallConfigInput } from "../../../src/contract/hall-config.ts";
import { LATE_MORNING } from "./late-morning.ts";

type DeviceInput = NonNullable<HallConfigInput["devices"]>[number];
const ACCOUNT = `AC${"0".repeat(32)}`;

/**
 * A small hall that is always open: three windows (w01 and w02 comprehensive, w02 and w03 property), one kiosk, one
 * screen, boards and keypads and raters on shared lines, a printer. Its lines are virtual; its SMS go to `smsUrl`.
 */
export function hallOf(smsUrl: string): HallConfigInput {
  const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
  const windows = ["w01", "w02", "w03"];
  return {
    schema: 1,
    hall: {
      id: "sim",
      name: "试验大厅",
      timeZone: LATE_MORNING,
      hours: [{ days: [...days], from: "00:00", to: "24:00" }],
    },
    sectors: [
      { id: "comprehensive", name: "综合受理", prefix: "Z" },
      { id: "property", name: "不动产", prefix: "B" },
    ],
    windows: [
      { id: "w01", name: "1号窗口", sectors: ["comprehensive"], transferTo: "property" },
      { id: "w02", name: "2号窗口", sectors: ["comprehensive", "property"] },
      { id: "w03", name: "3号窗口", sectors: ["property"] },
    ],
    staff: [
      { id: "s01", name: "张三" },
      { id: "s02", name: "李四" },
      { id: "s03", name: "王五" },
    ],
    kiosks: [{ id: "k1", name: "东门取号机", printer: "printer-1", sectors: ["comprehensive", "property"] }],
    screens: [{ id: "main", name: "大厅主屏", sectors: ["comprehensive", "property"] }],
    lines: ["boards", "keys", "slips"].map((id) => ({ id, transport: { kind: "virtual" as const } })),
    devices: [
      { id: "printer-1", role: "ticket-printer", driver: "escpos", line: "slips" },
      ...windows.flatMap((window, n): DeviceInput[] => {
        const at = { address: n + 1, window };
        return [
          { id: `led-${window}`, role: "window-board", driver: "a090", line: "boards", ...at },
          { id: `key-${window}`, role: "keypad", driver: "ff68", line: "keys", ...at },
          { id: `rater-${window}`, role: "rater", driver: "ff68", line: "keys", ...at },
        ];
      }),
    ],
    sms: {
      provider: "twilio",
      accountSid: ACCOUNT,
      from: "+15005550006",
      baseUrl: smsUrl,
      signature: "试验大厅",
    },
  };
}

/** The same hall with each virtual line at a TCP port of this machine, so that both processes find it. */
export function withPorts(config: HallConfigInput, ports: ReadonlyMap<string, number>): HallConfigInput {
  const lines = (config.lines ?? []).map((line) => {
    const port = ports.get(line.id);
    return port === undefined
      ? line
      : { ...line, transport: { kind: "tcp" as const, host: "127.0.0.1", port } };
  });
  return { ...config, lines };
}

/** A change for `startHall({config})`: the line `id` goes to a far end of the test's own. */
export function onLine(
  id: string,
  transport: { readonly kind: "tcp"; readonly host: string; readonly port: number },
): (config: HallConfigInput) => HallConfigInput {
  return (config) => ({
    ...config,
    lines: (config.lines ?? []).map((line) => (line.id === id ? { id, transport } : line)),
  });
}
