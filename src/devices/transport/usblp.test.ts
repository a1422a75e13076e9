import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../kernel/clock.ts";
import { serialTransport, systemSerialPorts } from "./serial.ts";
import { usblpTransport } from "./usblp.ts";

// A pseudo-terminal stands for /dev/usb/lp0: a character device that says EAGAIN when it takes nothing more and goes
// when its other end does.

let folder: string;
let socat: ChildProcess;
let lp: string;
let far: string;

const open = (path: string, signal = new AbortController().signal) =>
  usblpTransport({ path, clock: systemClock })(signal);
const farEnd = () =>
  serialTransport(
    { kind: "serial", path: far, baudRate: 115200, dataBits: 8, parity: "none", stopBits: 1 },
    systemSerialPorts,
  )(new AbortController().signal);

async function until(probe: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !probe(); ) {
    if (Date.now() > end) throw new Error("waited in vain");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hall-usblp-"));
  lp = join(folder, "lp0");
  far = join(folder, "printer");
  socat = spawn("socat", [`pty,raw,echo=0,link=${lp}`, `pty,raw,echo=0,link=${far}`], { stdio: "ignore" });
  await until(() => existsSync(lp) && existsSync(far));
});
afterEach(async () => {
  socat.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

test("carries all byte values both ways, bytes that came before the listener too", async () => {
  const line = await open(lp);
  const printer = await farEnd();
  const heard: number[] = [];
  printer.onData((bytes) => heard.push(...bytes));
  const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  await line.write(all);
  await until(() => heard.length === 256);
  expect(Buffer.from(heard)).toEqual(all);

  await printer.write(Buffer.from([0x12, 0x1a]));
  const back: number[] = [];
  line.onData((bytes) => back.push(...bytes));
  await until(() => back.length === 2);
  expect(back).toEqual([0x12, 0x1a]);
  await line.close();
  await printer.close();
});

test("a printer that stands still takes nothing; the rest goes out in order when it goes on", async () => {
  const line = await open(lp);
  const printer = await farEnd();
  const heard: Buffer[] = [];
  const count = () => heard.reduce((sum, b) => sum + b.length, 0);
  printer.onData((bytes) => heard.push(bytes));
  socat.kill("SIGSTOP");
  const job = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251));
  let done = false;
  const written = line.write(job).then(() => {
    done = true;
  });
  // More than any buffer between holds: the write can't have ended.
  await new Promise((resolve) => setImmediate(resolve));
  expect(done).toBe(false);
  socat.kill("SIGCONT");
  await written;
  await until(() => count() === job.length);
  expect(Buffer.concat(heard)).toEqual(job);
  await line.close();
  await printer.close();
});

test("closing ends a write that makes no progress", async () => {
  const line = await open(lp);
  socat.kill("SIGSTOP");
  const written = line.write(Buffer.alloc(100_000));
  const failed = expect(written).rejects.toMatchObject({ code: "line.down" });
  await line.close();
  await failed;
  expect(await line.closed).toContain("已断开");
  socat.kill("SIGCONT");
});

test("unplugged, it says so by itself; plugged in again it opens again", async () => {
  const line = await open(lp);
  socat.kill("SIGKILL");
  expect(await line.closed).toBe(`USB 打印口 ${lp} 已拔出或断电`);
  await expect(line.write(Buffer.from("x"))).rejects.toMatchObject({ code: "line.down" });
  await rm(lp, { force: true });
  await expect(open(lp)).rejects.toMatchObject({
    code: "line.unreachable",
    message: `USB 打印口 ${lp} 不存在（打印机未插或未通电）`,
  });
  socat = spawn("socat", [`pty,raw,echo=0,link=${lp}`, `pty,raw,echo=0,link=${far}2`], { stdio: "ignore" });
  await until(() => existsSync(lp));
  await (await open(lp)).close();
});

test("a pipe is written to and never read: its reader gets every byte", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  await expect(open(pipe)).rejects.toMatchObject({ code: "line.unreachable" });
  const heard: Buffer[] = [];
  const reader = createReadStream(pipe).on("data", (bytes) => heard.push(Buffer.from(bytes)));
  // Asked for beforehand: the reader can be through before the writer knows that it is closed.
  const through = new Promise<void>((resolve) => reader.once("close", resolve));
  let line: Awaited<ReturnType<typeof open>> | null = null;
  for (const end = Date.now() + 30_000; !line && Date.now() < end; )
    line = await open(pipe).catch(() => null);
  await line?.write(Buffer.from("Z001"));
  await until(() => Buffer.concat(heard).toString() === "Z001");
  await line?.close();
  await through;
});

test("opened after the hall began to stop, it closes again", async () => {
  await expect(open(lp, AbortSignal.abort())).rejects.toMatchObject({ code: "line.unreachable" });
});
