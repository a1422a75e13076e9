import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import type { Clock } from "../../kernel/clock.ts";
import { HallError } from "../../kernel/errors.ts";
import type { ByteTransport, Connect } from "./transport.ts";

// A printer on USB as the kernel's usblp driver shows it: a character device that takes bytes and gives the printer's
// answers. It can't be waited on from Node, so it is opened non-blocking and asked.

export interface UsblpNeeds {
  readonly path: string;
  readonly clock: Clock;
}

/** The driver takes 8 KB at once, and nothing while the printer stands still (no paper): asked again this often, ms. */
const WRITE_AGAIN = 20;
/** Between looks for answers, ms: soon after something was sent, seldom else. */
const READ = { soon: 15, idle: 150, soonFor: 3_000 } as const;
const PIECE = 8_192;
/** Between looks whether a printer that can't be read is still there, ms. */
const WATCH = 2_000;

const OPEN_REASONS: Readonly<Record<string, string>> = {
  ENOENT: "不存在（打印机未插或未通电）",
  ENODEV: "已拔出",
  ENXIO: "没有设备",
  EACCES: "没有权限打开（请把运行账号加入 lp 组）",
  EPERM: "没有权限打开（请把运行账号加入 lp 组）",
  EBUSY: "被其他程序占用（如 CUPS）",
};
/** The driver says these only for "not now": busy with the last block, out of paper, or nothing to read. */
const NOT_NOW: ReadonlySet<string> = new Set(["EAGAIN", "EWOULDBLOCK", "ENOSPC", "EINTR"]);

const GONE: ReadonlySet<string> = new Set(["ENODEV", "EIO", "ENXIO", "EPIPE"]);

export function usblpTransport({ path, clock }: UsblpNeeds): Connect {
  return async (signal) => {
    if (signal.aborted) throw new HallError("line.unreachable", `USB 打印口 ${path} 已停止连接`);
    const file = await openBoth(path).catch((cause: unknown) => {
      throw unreachable(path, cause);
    });
    const transport = new UsblpTransport({ path, clock, file: file.handle, answers: file.answers });
    if (signal.aborted) {
      await transport.close();
      throw new HallError("line.unreachable", `USB 打印口 ${path} 已停止连接`);
    }
    transport.listen();
    return transport;
  };
}

/** Only a character device answers; a pipe would give us our own bytes back. */
async function openBoth(path: string): Promise<{ handle: FileHandle; answers: boolean }> {
  const { O_RDWR, O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  const answers = (await stat(path)).isCharacterDevice();
  const how = answers ? O_RDWR : O_WRONLY | O_APPEND;
  return { handle: await open(path, how | O_NONBLOCK | O_NOCTTY), answers };
}

function unreachable(path: string, cause: unknown): HallError {
  const code = codeOf(cause);
  const why = OPEN_REASONS[code] ?? `打不开（${code}）`;
  return new HallError("line.unreachable", `USB 打印口 ${path} ${why}`, { cause });
}

class UsblpTransport implements ByteTransport {
  readonly closed: Promise<string>;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #file: FileHandle;
  readonly #answers: boolean;
  #tellClosed: (reason: string) => void = () => {};
  #listener: ((bytes: Buffer) => void) | null = null;
  #early: Buffer[] = [];
  #ended: string | null = null;
  #ending: Promise<void> | null = null;
  #lastSent = Number.NEGATIVE_INFINITY;
  #oneWay = false;
  #cancelRead: () => void = () => {};
  /** Waits that a close must end. */
  readonly #pauses = new Set<() => void>();
  #writes: Promise<unknown> = Promise.resolve();
  #reads: Promise<unknown> = Promise.resolve();

  constructor(needs: { path: string; clock: Clock; file: FileHandle; answers: boolean }) {
    this.#path = needs.path;
    this.#clock = needs.clock;
    this.#file = needs.file;
    this.#answers = needs.answers;
    this.closed = new Promise((resolve) => {
      this.#tellClosed = resolve;
    });
  }

  listen(): void {
    if (this.#answers) this.#look(0);
    else this.#watch();
  }

  write(bytes: Buffer): Promise<void> {
    const write = this.#writes.then(() => this.#writeAll(bytes));
    this.#writes = write.catch(() => undefined);
    return write;
  }

  onData(listener: (bytes: Buffer) => void): void {
    this.#listener = listener;
    for (const bytes of this.#early.splice(0)) listener(bytes);
  }

  async close(): Promise<void> {
    this.#end(`USB 打印口 ${this.#path} 已断开`);
    await this.#ending;
  }

  async #writeAll(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      if (this.#ended !== null) throw new HallError("line.down", this.#ended);
      this.#lastSent = this.#clock.now();
      const written = await this.#writeSome(bytes.subarray(at, at + PIECE));
      at += written;
      if (written === 0) await this.#pause(WRITE_AGAIN);
    }
    this.#lastSent = this.#clock.now();
    if (this.#answers && !this.#oneWay && this.#ended === null) this.#look(READ.soon);
  }

  async #writeSome(piece: Buffer): Promise<number> {
    try {
      return (await this.#file.write(piece)).bytesWritten;
    } catch (cause) {
      if (!NOT_NOW.has(codeOf(cause))) this.#fail(cause);
      return 0;
    }
  }

  #look(after: number): void {
    this.#cancelRead();
    this.#cancelRead = this.#clock.at(this.#clock.now() + after, () => {
      this.#reads = this.#read();
    });
  }

  async #read(): Promise<void> {
    const buffer = Buffer.alloc(1_024);
    let got = 0;
    let empty = false;
    try {
      got = (await this.#file.read(buffer, 0, buffer.length, null)).bytesRead;
      empty = got === 0;
    } catch (error) {
      if (codeOf(error) === "EINVAL") {
        // A one-way printer refuses every read: it is written to and says nothing.
        this.#oneWay = true;
        this.#watch();
        return;
      }
      if (!NOT_NOW.has(codeOf(error))) return this.#fail(error);
    }
    if (this.#ended !== null) return;
    // Many printers answer a look with an empty packet; a device that is gone may read as its end too.
    if (got === 0 && empty && (await this.#unlinked())) return this.#gone();
    if (got > 0) this.#hear(buffer.subarray(0, got));
    const soon = got > 0 || this.#clock.now() - this.#lastSent < READ.soonFor;
    this.#look(got > 0 ? 0 : soon ? READ.soon : READ.idle);
  }

  #hear(bytes: Buffer): void {
    if (this.#listener) this.#listener(bytes);
    else this.#early.push(bytes);
  }

  /** What is never read is looked at now and then: unplugged, its file has no name any more. */
  #watch(): void {
    if (this.#ended !== null) return;
    this.#cancelRead();
    this.#cancelRead = this.#clock.at(this.#clock.now() + WATCH, () => {
      this.#reads = this.#unlinked().then((gone) => (gone ? this.#gone() : this.#watch()));
    });
  }

  #unlinked(): Promise<boolean> {
    return this.#file.stat().then(
      ({ nlink }) => nlink === 0,
      () => true,
    );
  }

  #fail(error: unknown): void {
    const code = codeOf(error);
    if (GONE.has(code)) this.#gone();
    else this.#end(`USB 打印口 ${this.#path} 出错（${code}）`);
  }

  #gone(): void {
    this.#end(`USB 打印口 ${this.#path} 已拔出或断电`);
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = reason;
    this.#cancelRead();
    for (const wake of [...this.#pauses]) wake();
    // A read or write under way holds the descriptor; it returns at once, being non-blocking.
    this.#ending = Promise.all([this.#reads, this.#writes])
      .then(() => this.#file.close())
      .catch(() => undefined)
      .then(() => this.#tellClosed(reason));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#pauses.delete(wake);
        resolve();
      };
      const cancel = this.#clock.at(this.#clock.now() + ms, wake);
      this.#pauses.add(wake);
    });
  }
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? "未知";
