import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, lstatSync, readlinkSync, unlinkSync } from "node:fs";
import path from "node:path";
import type { NotOpened } from "./line.ts";

/** A new one is made this long after the last ended (the host closed its end), ms. */
const AGAIN_MS = 200;

/**
 * A serial port for a line's TCP server: socat makes a pty, links it at the path the config names and joins the two.
 * It connects only while a host has the port open, and is made anew each time the host closes it.
 */
export class Pty {
  readonly #link: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(link: string, port: number) {
    this.#link = link;
    this.#port = port;
  }

  /** Null when the port is there; otherwise why it can't be made. */
  async start(): Promise<null | NotOpened> {
    const obstacle = obstacleAt(this.#link);
    if (obstacle) return { why: obstacle };
    const begun = await this.#run();
    return begun ? null : { why: "没有安装 socat（apt install socat）" };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await gone;
  }

  #run(): Promise<boolean> {
    const pty = `pty,link=${this.#link},raw,echo=0,wait-slave,pty-interval=0.05,mode=666`;
    // -t: how long the dying pair lingers after the host closed the port; what it is told meanwhile is lost.
    const child = spawn("socat", ["-t0.05", pty, `tcp:127.0.0.1:${this.#port}`], { stdio: "ignore" });
    this.#child = child;
    child.once("exit", () => {
      if (!this.#stopped) this.#timer = setTimeout(() => void this.#run(), AGAIN_MS);
    });
    return new Promise((resolve) => {
      child.once("spawn", () => resolve(true));
      child.once("error", () => resolve(false));
    });
  }
}

/** Why `link` can't be made: something real is there, or the folder may not be written. A dead pty's link is cleared away. */
function obstacleAt(link: string): string | null {
  // socat's own syntax: these would end the address or start an option.
  if (/[,:!"'\\ ]/.test(link)) return `路径 ${link} 含有 socat 不接受的字符`;
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there && !there.isSymbolicLink()) return `${link} 已存在，是真实设备或文件，不予覆盖`;
  if (there && !readlinkSync(link).startsWith("/dev/pts/")) return `${link} 是指向别处的链接，不予覆盖`;
  try {
    accessSync(path.dirname(link), constants.W_OK);
    if (there) unlinkSync(link);
    return null;
  } catch {
    return `无权在 ${path.dirname(link)} 中建立 ${path.basename(link)}，可改用可写目录中的路径`;
  }
}
