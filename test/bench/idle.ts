import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { SystemView } from "../../src/contract/device.ts";
import { HallProcess, ROOT } from "../crash/lib/hall-process.ts";
import { startProcess } from "../sim/support/child.ts";
import { until } from "../sim/support/until.ts";
import { benchHall } from "./bench-hall.ts";
import { type Figure, figure } from "./figures.ts";

/** USER_HZ of every Linux that Node runs on. */
const TICKS_A_SECOND = 100;
const LINES = 10;

/**
 * The share of a core that the built server takes with 100 devices and nothing to do: serial lines are ptys, the rest TCP,
 * and the far ends are the virtual hall in a process of its own. The same server without devices stands beside it.
 */
export async function benchIdle(forMs: number): Promise<Figure[]> {
  const bare = await shareOf({}, forMs);
  const full = await withHundred((config) => shareOf(config, forMs));
  const name = "100 devices idle on ptys and TCP, share of a core of the whole server";
  return [
    figure("the same server without devices", `${bare.toFixed(2)} %`),
    figure(name, `${full.toFixed(2)} %`, "3 %", full <= 3),
  ];
}

/** 45 boards, 45 keypads on ten serial lines; two printers, two card readers, four scanners and two voices on TCP. */
async function withHundred<T>(use: (config: object) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "hall-idle-"));
  const windows: object[] = [];
  const lines: object[] = [];
  const devices: object[] = [];
  for (let n = 0; n < 45; n++) {
    const [line, address, window] = [`rs-${n % LINES}`, 1 + Math.floor(n / LINES), `w${n + 1}`];
    windows.push({ id: window, name: `${n + 1}号窗口`, sectors: ["comprehensive"] });
    const on = { line, address, window };
    devices.push({ ...on, id: `led-${n}`, role: "window-board", driver: "a090" });
    devices.push({ ...on, id: `key-${n}`, role: "keypad", driver: "ff68" });
  }
  for (let n = 0; n < LINES; n++)
    lines.push({
      id: `rs-${n}`,
      transport: { kind: "serial", path: path.join(folder, `tty${n}`), baudRate: 9600 },
    });
  const others = [
    ...two({ role: "ticket-printer", driver: "escpos" }),
    ...two({ role: "id-reader", driver: "sdt", window: "w1" }),
    ...two({ role: "code-scanner", driver: "serial-scanner", window: "w1" }),
    ...two({ role: "code-scanner", driver: "serial-scanner", window: "w2" }),
    ...two({ role: "speaker", driver: "xf-tts" }),
  ];
  for (const [n, other] of others.entries()) {
    lines.push({ id: `tcp-${n}`, transport: { kind: "tcp", host: "127.0.0.1", port: 42_310 + n } });
    devices.push({ ...other, id: `other-${n}`, line: `tcp-${n}` });
  }
  const config = { windows, lines, devices };
  const file = path.join(folder, "hall.yaml");
  writeFileSync(file, JSON.stringify({ ...benchHall({ boardPort: null }), ...config }));
  const virtual = await startProcess(
    [process.execPath, path.join(ROOT, "dist/virtual-hall/main.js"), "--config", file, "--parent"],
    {},
    (output) => (output.includes('"virtualHall":"ready"') ? true : null),
    30_000,
  );
  try {
    return await use(config);
  } finally {
    await virtual.kill("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  }
}

const two = (device: object): object[] => [device, device];

async function shareOf(config: object, forMs: number): Promise<number> {
  const server = new HallProcess({ ...benchHall({ boardPort: null }), ...config });
  try {
    await server.start();
    await until(
      "all devices on",
      async () => {
        const { devices } = (await server.call("GET", "/system")).json as SystemView;
        return devices.every(({ health }) => health === "ok");
      },
      60_000,
    );
    await sleep(5_000);
    const before = ticks(server.pid);
    await sleep(forMs);
    return ((ticks(server.pid) - before) / TICKS_A_SECOND / (forMs / 1_000)) * 100;
  } finally {
    await server.dispose();
  }
}

/** User and system time of a process and all its threads. */
function ticks(pid: number): number {
  const after = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(after[11]) + Number(after[12]);
}

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
