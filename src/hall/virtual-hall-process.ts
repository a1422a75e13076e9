import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { VirtualHallReady } from "../contract/wall.ts";
import { HallError } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";

const READY_WITHIN_MS = 15_000;

/**
 * The virtual hall as a process of its own. When it ends, its devices are off; it comes back only when asked to, so
 * that a technician can watch what a hall without its devices does.
 */
export class VirtualHallProcess {
  readonly #program: readonly string[];
  readonly #config: string;
  readonly #log: Log;
  readonly #onChanged: () => void;
  #child: ChildProcess | null = null;
  #ready: VirtualHallReady | null = null;
  #http = 0;
  #starting: Promise<void> | null = null;

  constructor(needs: {
    /** Command and arguments that run the virtual hall. */
    readonly program: readonly string[];
    readonly config: string;
    readonly log: Log;
    readonly onChanged: () => void;
  }) {
    this.#program = needs.program;
    this.#config = needs.config;
    this.#log = needs.log;
    this.#onChanged = needs.onChanged;
  }

  /** Resolves when it serves; a HallError `virtual-hall.start` when it does not come up. Running already: nothing. */
  start(): Promise<void> {
    if (this.#ready) return Promise.resolve();
    this.#starting ??= this.#spawn().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  state(): { readonly running: boolean; readonly url: string | null } {
    const running = this.#ready !== null;
    return { running, url: this.#http === 0 ? null : `http://127.0.0.1:${this.#http}` };
  }

  linePort(line: string): number | null {
    return this.#ready?.lines[line] ?? null;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await gone;
    clearTimeout(force);
  }

  #spawn(): Promise<void> {
    const [command = "", ...first] = this.#program;
    // The same port again, so that the SMS address and an open device wall stay good after a restart.
    const args = [
      ...first,
      "--config",
      this.#config,
      "--parent",
      "--lines",
      "ephemeral",
      "--http",
      String(this.#http),
    ];
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    return new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new HallError("virtual-hall.start", `the virtual hall did not start: ${why}`));
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        fail(`no ready line within ${READY_WITHIN_MS} ms`);
      }, READY_WITHIN_MS);
      child.once("error", (error) => fail(error.message));
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        this.#ready = null;
        this.#log.warn(
          { scope: "virtual-hall", code, signal },
          "the virtual hall has ended; its devices are off",
        );
        this.#onChanged();
        fail(`it ended with ${code ?? signal}`);
      });
      child.stdin.on("error", () => {});
      createInterface({ input: child.stderr }).on("line", (line) =>
        this.#log.info({ scope: "virtual-hall" }, line),
      );
      createInterface({ input: child.stdout }).once("line", (line) => {
        clearTimeout(timer);
        this.#ready = JSON.parse(line) as VirtualHallReady;
        this.#http = this.#ready.http;
        this.#onChanged();
        resolve();
      });
    });
  }
}
