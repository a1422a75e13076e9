import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { HallConfigInput } from "../../../src/contract/hall-config.ts";
import type { Ticket } from "../../../src/contract/ticket.ts";
import type { VirtualHallReady } from "../../../src/contract/wall.ts";
import type { WindowAnswer } from "../../../src/contract/window.ts";
import { childrenOf, type Started, startProcess } from "./child.ts";
import { hallCommand, virtualHallCommand } from "./commands.ts";
import { hallOf, withPorts } from "./config.ts";
import { freePort } from "./free-port.ts";
import { Virtual } from "./virtual.ts";

const READY_MS = 60_000;
const TOKEN = "sim-token-0123456789abcdef";

export interface HallOptions {
  /** Changes the small hall of config.ts; lines made `tcp` here are the test's own far ends. */
  readonly config?: (hall: HallConfigInput) => HallConfigInput;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The server's command without its arguments; for tests of this harness. */
  readonly command?: readonly string[];
  /** No config at all: the demo hall, whose server starts its virtual hall itself. */
  readonly demo?: boolean;
}

export interface Answer<T> {
  readonly status: number;
  readonly type: string;
  /** The body when it is JSON. */
  readonly json: T;
  readonly text: string;
  readonly headers: Headers;
}

/**
 * Starts the real server and the virtual hall, each a process of its own, on free ports and a folder of their own.
 * Whoever starts it stops it: `onTestFinished(() => hall.stop())` or afterAll.
 */
export async function startHall({
  config = (hall) => hall,
  env = {},
  command,
  demo = false,
}: HallOptions = {}): Promise<SimHall> {
  const http = await freePort();
  const wanted = config(hallOf(`http://127.0.0.1:${http}`));
  const ports = new Map<string, number>();
  for (const { id, transport } of wanted.lines ?? [])
    if (transport.kind === "virtual") ports.set(id, await freePort());
  const hall = new SimHall({
    config: withPorts(wanted, ports),
    port: await freePort(),
    virtualPort: http,
    env,
    command: command ?? (await hallCommand()),
    virtualCommand: await virtualHallCommand(),
    demo,
  });
  try {
    if (!demo) await hall.startVirtual();
    await hall.start();
  } catch (error) {
    await hall.stop();
    throw error;
  }
  return hall;
}

interface SimSetup {
  readonly config: HallConfigInput;
  readonly port: number;
  readonly virtualPort: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly command: readonly string[];
  readonly virtualCommand: readonly string[];
  readonly demo: boolean;
}

/** A running hall with every device at the other end of its lines. */
export class SimHall {
  readonly url: string;
  readonly token = TOKEN;
  readonly dir: string;
  readonly configFile: string;
  readonly virtual: Virtual;
  readonly #setup: SimSetup;
  #server: Started | null = null;
  #virtualProcess: Started | null = null;
  #virtualUrl: string;
  #said = "";

  constructor(setup: SimSetup) {
    this.#setup = setup;
    this.url = `http://127.0.0.1:${setup.port}`;
    this.dir = mkdtempSync(path.join(os.tmpdir(), "hall-sim-"));
    this.configFile = path.join(this.dir, "hall.yaml");
    writeFileSync(this.configFile, JSON.stringify(setup.config, null, 1));
    this.#virtualUrl = `http://127.0.0.1:${setup.virtualPort}`;
    this.virtual = new Virtual(() => this.#virtualUrl);
  }

  /** Starts the server on the same port and data; gives what it said as its address. */
  async start(): Promise<string> {
    const { command, env, port, demo } = this.#setup;
    const where = ["--data", path.join(this.dir, "data"), "--port", String(port)];
    const args = demo ? where : ["--config", this.configFile, ...where];
    const started = await startProcess(
      [...command, ...args],
      { HALL_ADMIN_TOKEN: TOKEN, TWILIO_AUTH_TOKEN: "secret", ...env },
      (output) => /hall ready (http:\/\/\S+)/.exec(output)?.[1] ?? null,
      READY_MS,
    );
    this.#server = started;
    if (demo) await this.#findVirtual();
    return started.found;
  }

  /** Pulls the server's plug, or asks it to stop with SIGTERM; waits for its end. Gives its exit code. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<number | null> {
    const server = this.#server;
    if (!server) return null;
    await server.kill(signal);
    this.#said += server.output();
    this.#server = null;
    return await server.ended;
  }

  async restart(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    await this.kill(signal);
    await this.start();
  }

  /** Starts the virtual hall beside the server (not in a demo, where the server does: `POST /virtual-hall`). */
  async startVirtual(): Promise<VirtualHallReady> {
    const { virtualCommand, virtualPort } = this.#setup;
    const args = [
      "--config",
      this.configFile,
      "--http",
      String(virtualPort),
      "--lines",
      "config",
      "--parent",
    ];
    const started = await startProcess(
      [...virtualCommand, ...args],
      {},
      (output) => readyLine(output),
      READY_MS,
    );
    this.#virtualProcess = started;
    return started.found;
  }

  /** Takes every device and the SMS provider away at once. */
  async killVirtual(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#setup.demo && this.#server) {
      const [child, ...others] = childrenOf(this.#server.pid, "virtual-hall");
      if (child === undefined || others.length > 0) throw new Error(`virtual halls: ${[child, ...others]}`);
      process.kill(child, signal);
      return;
    }
    await this.#virtualProcess?.kill(signal);
    this.#virtualProcess = null;
  }

  async #findVirtual(): Promise<void> {
    const { json } = await this.call<{ readonly url: string | null }>("GET", "/virtual-hall");
    if (json?.url) this.#virtualUrl = json.url;
  }

  /** Ends everything and removes the folder. */
  async stop(): Promise<void> {
    await this.kill();
    await this.#virtualProcess?.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Everything the server has said, over all its runs. */
  output(): string {
    return this.#said + (this.#server?.output() ?? "");
  }

  /** A request with the admin token; `path` under /api/v1 unless it begins with another root. A string body goes as it is. */
  async call<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const rooted = /^\/(healthz|readyz|metrics|openapi\.json|docs)/.test(path) ? path : `/api/v1${path}`;
    const response = await fetch(`${this.url}${rooted}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      json: parsed(text) as T,
      text,
      headers: response.headers,
    };
  }

  /** Takes a ticket; fails unless it was given. */
  async issue(body: object, key?: string): Promise<Ticket> {
    const answer = await this.call<Ticket>("POST", "/tickets", body, key ? { "idempotency-key": key } : {});
    if (answer.status !== 201 && answer.status !== 200)
      throw new Error(`no ticket: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  async ticket(id: string): Promise<Ticket> {
    return (await this.call<Ticket>("GET", `/tickets/${id}`)).json;
  }

  /** One move of a window; fails unless it was done. For refusals use `call`. */
  async window(id: string, verb: string, body: object = {}): Promise<WindowAnswer> {
    const answer = await this.call<WindowAnswer>("POST", `/windows/${id}/${verb}`, body);
    if (answer.status !== 200) throw new Error(`${id} ${verb}: ${answer.status} ${answer.text}`);
    return answer.json;
  }
}

function readyLine(output: string): VirtualHallReady | null {
  const line = output
    .split("\n")
    .find((text) => text.startsWith('{"virtualHall":"ready"') && text.endsWith("}"));
  return line === undefined ? null : JSON.parse(line);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
