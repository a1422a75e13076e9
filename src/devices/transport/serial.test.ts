import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type SerialConfig, serialTransport, systemSerialPorts } from "./serial.ts";

// A pseudo-terminal pair stands for the cable: it carries bytes but knows neither baud rate nor parity.

let folder: string;
let socat: ChildProcess;
let left: SerialConfig;
let right: SerialConfig;

const port = (path: string): SerialConfig => ({
  kind: "serial",
  path,
  baudRate: 9600,
  dataBits: 8,
  parity: "none",
  stopBits: 1,
});
const open = (config: SerialConfig) =>
  serialTransport(config, systemSerialPorts)(new AbortController().signal);

async function until(probe: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !probe(); ) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hall-serial-"));
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  socat = spawn("socat", [`pty,raw,echo=0,link=${a}`, `pty,raw,echo=0,link=${b}`], { stdio: "ignore" });
  await until(() => existsSync(a) && existsSync(b));
  [left, right] = [port(a), port(b)];
});
afterEach(async () => {
  socat.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

test("carries all byte values both ways, refuses a second opener, and says why it ended", async () => {
  const one = await open(left);
  const two = await open(right);
  const heard: number[] = [];
  two.onData((bytes) => heard.push(...bytes));
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  await one.write(all);
  await until(() => heard.length === 256);
  expect(Buffer.from(heard)).toEqual(all);
  const back: number[] = [];
  one.onData((bytes) => back.push(...bytes));
  await two.write(Buffer.from([0xa0, 0x90]));
  await until(() => back.length === 2);

  await expect(open(left)).rejects.toMatchObject({
    code: "line.unreachable",
    message: `串口 ${left.path} 被其他程序占用`,
  });

  socat.kill("SIGKILL");
  expect(await one.closed).toContain(`串口 ${left.path}`);
  await expect(one.write(all)).rejects.toMatchObject({ code: "line.down" });
  await two.close();
});

test("a port that is not there is one clear sentence", async () => {
  await expect(open(port(join(folder, "none")))).rejects.toMatchObject({
    code: "line.unreachable",
    message: `串口 ${join(folder, "none")} 不存在`,
  });
});

test("opened after the hall began to stop, it closes again", async () => {
  const stopping = AbortSignal.abort();
  await expect(serialTransport(left, systemSerialPorts)(stopping)).rejects.toMatchObject({
    code: "line.unreachable",
  });
  const again = await open(left);
  await again.close();
  await again.closed;
});
