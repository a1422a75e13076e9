import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { VirtualHallReady, WallView } from "../src/contract/wall.ts";

// The process as a whole: real sockets, real HTTP, no clock of ours.
const week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const CONFIG = {
  schema: 1,
  hall: { id: "t", name: "试验大厅", hours: [{ days: week, from: "00:00", to: "24:00" }] },
  sectors: [{ id: "c", name: "综合", prefix: "Z" }],
  windows: [{ id: "w01", name: "1号窗口", sectors: ["c"] }],
  lines: [
    { id: "boards", transport: { kind: "virtual" } },
    { id: "far", transport: { kind: "tcp", host: "10.1.2.3", port: 9100 } },
  ],
  devices: [
    { id: "led", role: "window-board", driver: "a090", line: "boards", address: 1, window: "w01" },
    { id: "key", role: "keypad", driver: "ff68", line: "boards", address: 1, window: "w01" },
    { id: "slip", role: "ticket-printer", driver: "escpos", line: "far" },
  ],
};
const FRAME = Buffer.from("a09001a50005c7eb003801b4", "hex");
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

function run(config: unknown, ...args: string[]) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "virtual-hall-"));
  const file = path.join(dir, "hall.yaml");
  writeFileSync(file, typeof config === "string" ? config : JSON.stringify(config));
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "virtual-hall/main.ts", "--config", file, ...args],
    {
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const output = { out: "", err: "" };
  child.stdout.on("data", (d) => (output.out += d));
  child.stderr.on("data", (d) => (output.err += d));
  // Not `exit`, which may come before the last of its output.
  const exit = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  cleanups.push(() => {
    child.kill("SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  });
  return { child, output, exit };
}

async function ready(started: { child: ChildProcess; output: { out: string; err: string } }) {
  while (!started.output.out.includes("\n")) {
    if (started.child.exitCode !== null) throw new Error(started.output.err);
    await new Promise((resolve) => started.child.stdout?.once("data", resolve));
  }
  const said: VirtualHallReady = JSON.parse(started.output.out);
  const url = `http://127.0.0.1:${said.http}`;
  const act = (body: unknown, headers = {}) =>
    fetch(`${url}/act`, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers,
    });
  return { ...said, url, act };
}

const boardsPort = ({ lines: { boards = 0 } }: { lines: VirtualHallReady["lines"] }) => boards;
const json = async <T>(answer: Promise<Response>) => (await (await answer).json()) as T;
type Twilio = Record<"sid" | "status" | "code", unknown>;

async function dial(port: number) {
  const socket = net.connect(port, "127.0.0.1");
  cleanups.push(() => socket.destroy());
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}
const nextBytes = (socket: net.Socket) => new Promise<Buffer>((resolve) => socket.once("data", resolve));

/** Views as the wall's page gets them, one after the other. */
async function* wall(url: string): AsyncGenerator<WallView> {
  const abort = new AbortController();
  cleanups.push(() => abort.abort());
  const answer = await fetch(`${url}/wall`, {
    signal: abort.signal,
    headers: { origin: "http://192.168.1.5:8080" },
  });
  expect(answer.headers.get("access-control-allow-origin")).toBe("http://192.168.1.5:8080");
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString();
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const found = /^event: wall\ndata: (.*)$/.exec(text.slice(0, end));
      if (found?.[1]) yield JSON.parse(found[1]);
      text = text.slice(end + 2);
    }
  }
}

describe("the virtual hall process", () => {
  it("says once where it serves, plays its lines, tells the wall, and ends on SIGTERM", async () => {
    const started = run(CONFIG, "--lines", "ephemeral");
    const hall = await ready(started);
    expect(Object.keys(hall.lines)).toEqual(["boards"]);
    const views = wall(hall.url);
    const first = (await views.next()).value as WallView;
    expect(first.devices.map((d) => [d.id, d.connected])).toEqual([
      ["led", false],
      ["key", false],
    ]);
    expect(first.notes).toEqual(["线路 far：配置为真实线路，不由虚拟大厅扮演"]);

    const socket = await dial(boardsPort(hall));
    socket.write(FRAME);
    expect((await nextBytes(socket)).toString("hex")).toBe("a09001a5aa");
    for await (const view of views) {
      const led = view.devices[0];
      if (led?.kind === "board" && led.cells.length > 0 && led.connected) break;
    }

    const pressed = nextBytes(socket);
    expect((await hall.act({ act: "press", device: "key", key: "call" })).status).toBe(200);
    expect((await pressed).toString("hex")).toBe("ff6803036801010c0e16");

    started.child.kill("SIGTERM");
    expect(await started.exit).toBe(0);
    expect(started.output.out.trim().split("\n")).toHaveLength(1);
  });

  it("resets the line when all on it is unplugged, and takes callers again when one is back", async () => {
    const hall = await ready(run(CONFIG, "--lines", "ephemeral"));
    const socket = await dial(boardsPort(hall));
    const closed = new Promise((resolve) => socket.on("error", () => {}).once("close", resolve));
    await hall.act({ act: "fault", device: "led", fault: "unplugged" });
    expect((await fetch(`${hall.url}/state`)).status).toBe(200);
    expect(socket.destroyed).toBe(false);
    await hall.act({ act: "fault", device: "key", fault: "unplugged" });
    await closed;
    await hall.act({ act: "fault", device: "led", fault: null });
    const again = await dial(boardsPort(hall));
    again.write(FRAME);
    expect((await nextBytes(again)).toString("hex")).toBe("a09001a5aa");
  });

  it("answers wrong acts with what is allowed, and pages from elsewhere not at all", async () => {
    const hall = await ready(run(CONFIG, "--lines", "ephemeral"));
    const cases: [unknown, string][] = [
      ["{", "JSON"],
      [{ act: "jump" }, "act"],
      [{ act: "press", device: "nowhere", key: "call" }, "one of led, key"],
      [{ act: "press", device: "key", key: "9" }, "call, recall"],
      [{ act: "paper", device: "led", paper: "ok" }, "no paper"],
      [{ act: "fault", device: "led", fault: "fire" }, "fault"],
      [{ act: "press", device: "key", key: "call", more: 1 }, "more"],
    ];
    for (const [body, says] of cases) {
      const answer = await hall.act(body);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        400,
        "application/problem+json; charset=utf-8",
      ]);
      expect(await answer.text()).toContain(says);
    }
    expect((await hall.act("x".repeat(100_000))).status).toBe(413);
    expect((await hall.act({ act: "sms", sms: "down" }, { origin: "https://example.com" })).status).toBe(403);
    expect((await fetch(`${hall.url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${hall.url}/act`)).status).toBe(405);
    const asked = await fetch(`${hall.url}/act`, {
      method: "OPTIONS",
      headers: { origin: "http://localhost:8080" },
    });
    expect([asked.status, asked.headers.get("access-control-allow-headers")]).toEqual([204, "content-type"]);
  });

  it("plays Twilio: 401 without a secret, one message a key, delivered when asked, refusals on demand", async () => {
    const hall = await ready(run(CONFIG, "--lines", "ephemeral"));
    const sid = `AC${"0".repeat(32)}`;
    const base = `${hall.url}/2010-04-01/Accounts/${sid}/Messages`;
    const authorization = `Basic ${Buffer.from(`${sid}:secret`).toString("base64")}`;
    const send = (form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${base}.json`, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { authorization, ...headers },
      });
    const good = { To: "+8613800138000", From: "+15005550006", Body: "【试验】Z001" };

    const bare = await fetch(`${base}.json`, { method: "POST", body: new URLSearchParams(good) });
    expect([bare.status, ((await bare.json()) as Twilio).code]).toEqual([401, 20003]);
    const first = await json<Twilio>(send(good, { "idempotency-key": "k" }));
    const again = await json<Twilio>(send(good, { "idempotency-key": "k" }));
    expect([first.status, again.sid]).toEqual(["queued", first.sid]);
    expect(
      (await json<Twilio>(fetch(`${base}/${first.sid}.json`, { headers: { authorization } }))).status,
    ).toBe("delivered");
    expect((await fetch(`${base}/SMnone.json`, { headers: { authorization } })).status).toBe(404);
    expect((await json<Twilio>(send({ ...good, To: "12" }))).code).toBe(21211);
    expect((await json<Twilio>(send({ ...good, Body: "" }))).code).toBe(21602);

    await hall.act({ act: "sms", sms: "refused" });
    expect((await send(good)).status).toBe(400);
    await hall.act({ act: "sms", sms: "unavailable" });
    expect((await send(good)).status).toBe(503);
    await hall.act({ act: "sms", sms: "down" });
    await expect(send(good)).rejects.toThrow();
    const state = await json<WallView>(fetch(`${hall.url}/state`));
    expect(state.sms.map((m) => [m.to, m.body])).toEqual([["+8613800138000", "【试验】Z001"]]);
  });

  it("ends with its parent", async () => {
    const started = run(CONFIG, "--lines", "ephemeral", "--parent");
    await ready(started);
    started.child.stdin?.end();
    expect(await started.exit).toBe(0);
  });

  it("plays a loopback line at the config's own port, and says so when the port is taken", async () => {
    const busy = net.createServer().listen(0, "127.0.0.1");
    cleanups.push(() => busy.close());
    await new Promise((resolve) => busy.once("listening", resolve));
    const port = (busy.address() as net.AddressInfo).port;
    const lines = [{ id: "boards", transport: { kind: "tcp", host: "127.0.0.1", port } }];
    const config = { ...CONFIG, lines, devices: CONFIG.devices.slice(0, 2) };
    const refused = await ready(run(config));
    expect(refused.lines).toEqual({});
    const { notes } = await json<WallView>(fetch(`${refused.url}/state`));
    expect(notes).toEqual([`线路 boards：端口 ${port} 已被占用`]);
    await new Promise((resolve) => busy.close(resolve));
    expect((await ready(run(config))).lines).toEqual({ boards: port });
  });

  it("lists every problem of a broken config and exits 2", async () => {
    const started = run({ ...CONFIG, schema: 2, windows: [] });
    expect(await started.exit).toBe(2);
    expect(started.output.err).toContain("schema: ");
    expect(started.output.err).toContain("windows: ");
    expect(started.output.out).toBe("");
  });

  it.each([
    [["--lines", "some"], "--lines some"],
    [["--http", "99999"], "--http 99999"],
    [["--frob"], "frob"],
  ])("refuses %j on the command line", async (args, says) => {
    const started = run(CONFIG, ...args);
    expect(await started.exit).toBe(2);
    expect(started.output.err).toContain(says);
  });
});
