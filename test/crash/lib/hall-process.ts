import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../sim/support/free-port.ts";
import { HANGS_MS, until } from "../../sim/support/until.ts";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** As `npm start` runs it. */
const NODE_FLAGS = ["--max-semi-space-size=4", "--no-parallel-scavenge"];
const NODE_ENV = { MALLOC_ARENA_MAX: "2" };
const MAIN = path.join(ROOT, "dist/src/main.js");
export const TOKEN = "test-admin-token-0123456789abcdef";

export interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly text: string;
}

export const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The built server as a process of its own on a config and a data folder that survive its death. */
export class HallProcess {
  readonly folder: string;
  readonly data: string;
  output = "";
  port = 0;
  child: ChildProcess | null = null;
  #exited: number | string | null = null;
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;

  constructor(
    config: object,
    options: { nodeArgs?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
  ) {
    this.folder = mkdtempSync(path.join(os.tmpdir(), "hall-process-"));
    this.data = path.join(this.folder, "data");
    mkdirSync(this.data);
    writeFileSync(path.join(this.folder, "hall.yaml"), JSON.stringify(config, null, 1));
    this.#args = [...NODE_FLAGS, ...(options.nodeArgs ?? [])];
    this.#env = options.env ?? {};
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Starts on the same data as before; answers the milliseconds until `hall ready`. */
  async start(ms = HANGS_MS): Promise<number> {
    this.port ||= await freePort();
    const begun = performance.now();
    const from = this.output.length;
    this.#spawn();
    await until(
      "hall ready",
      () => {
        if (this.#exited !== null) {
          throw new Error(`the server ended with ${this.#exited}:\n${this.output.slice(-4_000)}`);
        }
        return this.output.slice(from).includes("hall ready");
      },
      ms,
    );
    return performance.now() - begun;
  }

  /** Starts, and pulls the plug again after `ms`, wherever the start has got to by then. */
  async startAndKill(ms: number): Promise<void> {
    this.#spawn();
    await delay(ms);
    await this.kill("SIGKILL");
  }

  #spawn(): void {
    this.#exited = null;
    const child = spawn(
      process.execPath,
      [
        ...this.#args,
        MAIN,
        "--config",
        path.join(this.folder, "hall.yaml"),
        "--data",
        this.data,
        "--port",
        String(this.port),
      ],
      {
        cwd: this.folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          ...process.env,
          ...NODE_ENV,
          HALL_ADMIN_TOKEN: TOKEN,
          TWILIO_AUTH_TOKEN: "secret",
          ...this.#env,
        },
      },
    );
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk) => {
        this.output += String(chunk);
      });
    child.on("exit", (code, signal) => {
      this.#exited = code ?? signal ?? "gone";
    });
  }

  get running(): boolean {
    return this.child !== null && this.#exited === null;
  }

  /** Sends the signal and waits for the process to be gone; answers its exit code or the signal's name. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<number | string> {
    if (this.running) {
      this.child?.kill(signal);
      await until("the server's end", () => this.#exited !== null);
    }
    this.#agent.destroy();
    this.#agent = new Agent({ keepAlive: true, maxSockets: 64 });
    return this.#exited ?? "never started";
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** One request under /api/v1; rejects when no whole answer came. */
  call(method: string, url: string, body?: object, key?: string): Promise<Answer> {
    return this.raw(method, `/api/v1${url}`, body, key);
  }

  raw(method: string, url: string, body?: object, key?: string): Promise<Answer> {
    const text = body === undefined ? "" : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          agent: this.#agent,
          host: "127.0.0.1",
          port: this.port,
          path: url,
          method,
          headers: {
            authorization: `Bearer ${TOKEN}`,
            ...(body === undefined
              ? {}
              : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
            ...(key === undefined ? {} : { "idempotency-key": key }),
          },
        },
        (response) => {
          let got = "";
          response.setEncoding("utf8");
          response.on("data", (chunk: string) => {
            got += chunk;
          });
          response.on("error", reject);
          response.on("end", () => {
            if (!response.complete) reject(new Error("the answer was cut off"));
            else resolve({ status: response.statusCode ?? 0, json: parse(got), text: got });
          });
          response.on("close", () => {
            if (!response.complete) reject(new Error("the answer was cut off"));
          });
        },
      );
      sent.on("error", reject);
      sent.end(text);
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
