import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ServerSerial } from "modbus-serial";
import { expect, it, onTestFinished } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import { startHall } from "./support/hall.ts";
import { until } from "./support/until.ts";

/** Two serial ports joined by socat; gives the devices behind them. */
async function joinedPorts(): Promise<readonly [string, string]> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "hall-modbus-"));
  const links = ["hall", "board"].map((name) => path.join(dir, name)) as [string, string];
  const socat = spawn(
    "socat",
    links.map((link) => `pty,link=${link},raw,echo=0`),
    { stdio: "ignore" },
  );
  onTestFinished(async () => {
    const gone = new Promise((resolve) => socat.once("exit", resolve));
    socat.kill("SIGTERM");
    await gone;
    rmSync(dir, { recursive: true, force: true });
  });
  await until("socat's ports", () => links.every((link) => existsSync(link)));
  // The devices themselves: the virtual hall leaves those alone.
  return [realpathSync(links[0]), realpathSync(links[1])];
}

it("the npm package modbus-serial, an end we did not write, holds what the hall wrote over a serial line", async () => {
  const [ours, theirs] = await joinedPorts();
  const registers = new Map<number, number>();
  const server = new ServerSerial(
    {
      getHoldingRegister: (at: number) => registers.get(at) ?? 0,
      setRegister: (at: number, value: number) => void registers.set(at, value),
    },
    { path: theirs, baudRate: 9600, unitID: 5 },
  );
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const board = { role: "window-board", driver: "modbus-number", line: "modbus", address: 5 } as const;
  const hall = await startHall({
    config: (config) => ({
      ...config,
      lines: [
        ...(config.lines ?? []),
        { id: "modbus", transport: { kind: "serial", path: ours, baudRate: 9600 } },
      ],
      devices: [
        ...(config.devices ?? []),
        {
          ...board,
          id: "one",
          window: "w01",
          firstRegister: 10,
          registers: ["number", "prefix", "window", "state"],
        },
      ],
    }),
  });
  onTestFinished(() => hall.stop());
  await hall.window("w01", "open", { staff: "s01" });
  const { number } = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  const digits = Number(number.replace(/\D/g, ""));
  await until("the number", () => registers.get(10) === digits);
  expect([11, 12, 13].map((at) => registers.get(at))).toEqual(["Z".charCodeAt(0), 1, 2]);
  // An answer that came late on a busy machine leaves it degraded until the next one is in time.
  await until("the board's good health", async () => {
    const { json } = await hall.call<SystemView>("GET", "/system");
    return json.devices.find(({ id }) => id === "one")?.health === "ok";
  });
});
