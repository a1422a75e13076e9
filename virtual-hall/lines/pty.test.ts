import { execFileSync } from "node:child_process";
import {
  closeSync,
  lstatSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Pty } from "./pty.ts";

const hasSocat = (() => {
  try {
    execFileSync("socat", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

let dir = "";
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "virtual-pty-"));
});
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
  rmSync(dir, { recursive: true, force: true });
});

/** A TCP end that keeps what it hears, call by call, and whether each has ended. */
async function far() {
  const calls: { heard: string; ended: Promise<unknown> }[] = [];
  const server = net.createServer((socket) => {
    const call = { heard: "", ended: new Promise((resolve) => socket.once("close", resolve)) };
    calls.push(call);
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      call.heard += bytes.toString("hex");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => server.close());
  const callOf = (hex: string) => calls.find((call) => call.heard.includes(hex));
  return { port: (server.address() as net.AddressInfo).port, callOf };
}

async function pty(link: string, port: number) {
  const made = new Pty(link, port);
  cleanups.push(() => made.stop());
  return await made.start();
}

/**
 * Opens the port, writes, closes; again until it was heard, as a driver does whose port was just dying. On a busy machine
 * it may be heard twice, or a call may come and go in silence: only where it was heard counts.
 */
async function tell(link: string, hex: string, isHeard: () => boolean): Promise<void> {
  while (!isHeard()) {
    let fd = -1;
    try {
      fd = openSync(link, "r+");
      writeSync(fd, Buffer.from(hex, "hex"));
    } catch {
      // Between two ptys there is none.
    }
    for (let n = 0; n < 20 && !isHeard(); n++) await new Promise((resolve) => setTimeout(resolve, 10));
    if (fd >= 0) closeSync(fd);
  }
}

describe("a serial port for a virtual line", () => {
  it("carries bytes, and again after the host has closed and opened it (or says that socat is missing)", async () => {
    const { port, callOf } = await far();
    const link = path.join(dir, "ttyV0");
    const obstacle = await pty(link, port);
    if (!hasSocat) {
      expect(obstacle?.why).toContain("apt install socat");
      return;
    }
    expect(obstacle).toBeNull();
    await tell(link, "a090", () => callOf("a090") !== undefined);
    await callOf("a090")?.ended;
    await tell(link, "ff6811130a", () => callOf("ff6811130a") !== undefined);
    // A repeat of the first words that nobody had taken yet may go before the second.
    expect(callOf("a090")?.heard).toMatch(/^(a090)+$/);
    expect(callOf("ff6811130a")?.heard).toMatch(/^(a090)*(ff6811130a)+$/);
  });

  it.each<[string, (link: string) => void, string]>([
    ["a file", (link) => writeFileSync(link, ""), "已存在"],
    ["a link to elsewhere", (link) => symlinkSync("/dev/null", link), "指向别处"],
  ])("leaves %s alone", async (_, make, says) => {
    const link = path.join(dir, "tty");
    make(link);
    expect((await pty(link, 1))?.why).toContain(says);
    expect(lstatSync(link)).toBeTruthy();
  });

  it("clears away the link of a pty that was left behind", async () => {
    const link = path.join(dir, "tty");
    symlinkSync("/dev/pts/99999", link);
    const obstacle = await pty(link, 1);
    expect(obstacle === null).toBe(hasSocat);
  });

  it("says where it may not write, and which paths socat can't take", async () => {
    expect((await pty(path.join(dir, "none", "tty"), 1))?.why).toContain("无权");
    expect((await pty(path.join(dir, "a,b"), 1))?.why).toContain("不接受");
  });
});
