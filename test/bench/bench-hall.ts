const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** A hall without providers and, unless given, without devices; always open. */
export function benchHall({ boardPort }: { readonly boardPort: number | null }): object {
  const line = { id: "boards", transport: { kind: "tcp", host: "127.0.0.1", port: boardPort } };
  const board = { id: "led-w01", role: "window-board", driver: "a090", line: "boards", address: 1, window: "w01" };
  return {
    schema: 1,
    hall: { id: "bench", name: "测速大厅", timeZone: "Asia/Shanghai", hours: [{ days: DAYS, from: "00:00", to: "24:00" }] },
    sectors: [{ id: "comprehensive", name: "综合受理", prefix: "Z" }],
    windows: Array.from({ length: 8 }, (_, i) => ({
      id: `w0${i + 1}`,
      name: `${i + 1}号窗口`,
      sectors: ["comprehensive"],
    })),
    staff: Array.from({ length: 8 }, (_, i) => ({ id: `s0${i + 1}`, name: `工${i + 1}` })),
    screens: [{ id: "main", name: "大厅主屏", sectors: ["comprehensive"], rows: 8, voice: false }],
    lines: boardPort === null ? [] : [line],
    devices: boardPort === null ? [] : [board],
    sms: { provider: "none" },
    voice: { engine: "chime" },
  };
}
