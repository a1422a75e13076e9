import { existsSync } from "node:fs";
import net from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { BoardEnd, type BoardManner } from "./board-end.ts";
import { onLine } from "./config.ts";
import { startHall } from "./hall.ts";
import { KeyEnd } from "./key-end.ts";
import { PrinterEnd } from "./printer-end.ts";
import { SmsEnd } from "./sms-end.ts";
import { until } from "./until.ts";
import { boardText, cutSlips, deviceOf, smsTo } from "./virtual.ts";

// The harness must be right before it judges the server: here a stand-in of a few lines takes the server's place.
const STAND_IN = `
  const args = process.argv; const port = Number(args[args.indexOf("--port") + 1]);
  const starts = globalThis.starts = Date.now();
  require("http").createServer((q, r) => { let b = ""; q.on("data", (d) => b += d); q.on("end", () => {
    r.setHeader("content-type", "application/json");
    r.end(JSON.stringify({ starts, pid: process.pid, url: q.url, method: q.method, auth: q.headers.authorization, body: b, extra: process.env.EXTRA })); }); })
    .listen(port, "127.0.0.1", () => console.log("noise\\nhall ready http://127.0.0.1:" + port));
  process.on("SIGTERM", () => process.exit(0));
`;
const command = [process.execPath, "-e", STAND_IN, "--"];
const FRAME = Buffer.from("a09001a50005c7eb003801b4", "hex");

interface Echo {
  readonly pid: number;
  readonly url: string;
  readonly method: string;
  readonly auth: string;
  readonly body: string;
  readonly extra?: string;
}

async function dial(port: number): Promise<net.Socket> {
  const socket = net.connect(port, "127.0.0.1").on("error", () => {});
  onTestFinished(() => {
    socket.destroy();
  });
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}
const heard = (socket: net.Socket) => {
  const all = { bytes: Buffer.alloc(0) };
  socket.on("data", (d) => {
    all.bytes = Buffer.concat([all.bytes, d]);
  });
  return all;
};

describe("the harness", () => {
  it("starts, calls, kills, restarts on the same port, and leaves nothing behind", async () => {
    const hall = await startHall({ command, env: { EXTRA: "yes" } });
    onTestFinished(() => hall.stop());
    const first = await hall.call<Echo>("POST", "/tickets", { phone: "1" }, { "idempotency-key": "k" });
    expect(first.json).toMatchObject({
      url: "/api/v1/tickets",
      method: "POST",
      auth: `Bearer ${hall.token}`,
      body: '{"phone":"1"}',
      extra: "yes",
    });
    expect((await hall.call<Echo>("GET", "/healthz")).json.url).toBe("/healthz");
    await hall.restart();
    const second = await hall.call<Echo>("GET", "/windows");
    expect(second.json.pid).not.toBe(first.json.pid);
    expect(await hall.kill("SIGTERM")).toBe(0);
    expect(hall.output().match(/hall ready/g)).toHaveLength(2);
    await hall.stop();
    expect(existsSync(hall.dir)).toBe(false);
    await expect(hall.call("GET", "/windows")).rejects.toThrow();
    await expect(hall.virtual.state()).rejects.toThrow();
  });

  it("says what a server that ends too early said", async () => {
    const ending = [process.execPath, "-e", "console.error('no such config'); process.exit(2)", "--"];
    await expect(startHall({ command: ending })).rejects.toThrow(/ended with 2[\s\S]*no such config/);
  });

  it("follows the virtual hall's devices, kills it and starts it again on the same lines", async () => {
    const hall = await startHall({ command });
    onTestFinished(() => hall.stop());
    await hall.killVirtual();
    const { lines } = await hall.startVirtual();
    expect(Object.keys(lines)).toEqual(["boards", "keys", "slips"]);
    const ports = { boards: 0, keys: 0, slips: 0, ...lines };
    const board = await dial(ports.boards);
    setTimeout(() => board.write(FRAME), 50);
    expect(boardText(await hall.virtual.shows("led-w01", "请8"))).toBe("请8");
    const keys = await dial(ports.keys);
    const said = heard(keys);
    await hall.virtual.until("keypad connected", (v) => deviceOf(v, "key-w01", "keypad").connected);
    await hall.virtual.press("key-w01", "call");
    await until("the press", () => said.bytes.toString("hex") === "ff6803036801010c0e16");
    const slips = await dial(ports.slips);
    slips.write(Buffer.from("Z001\n\x1dV\x00"));
    expect(await hall.virtual.until("a slip", (v) => cutSlips(v, "printer-1")[0])).toBe("Z001");
    expect(smsTo(await hall.virtual.state(), "13800138000")).toEqual([]);
    await expect(hall.virtual.press("key-w01", "nonsense")).rejects.toThrow("400");
    await expect(hall.virtual.until("pigs", () => false, 300)).rejects.toThrow("in vain for pigs");
  });

  it("gives a test's own far end its line", async () => {
    const boards = await new BoardEnd().start();
    onTestFinished(() => boards.stop());
    const hall = await startHall({
      command,
      config: onLine("boards", boards.end.transport()),
    });
    onTestFinished(() => hall.stop());
    const { notes, devices } = await hall.virtual.state();
    expect(notes).toEqual([`线路 boards：端口 ${boards.end.port} 已被占用`]);
    expect(devices.map((d) => d.kind)).not.toContain("board");
  });
});

describe("far ends", () => {
  const OK = "a09001a5aa";
  it.each<[BoardManner, string]>([
    [{ kind: "ack" }, OK],
    [{ kind: "nak" }, "a09001a555"],
    [{ kind: "late", ms: 30 }, OK],
    [{ kind: "wrong-address" }, "a09002a5aa"],
    [{ kind: "junk" }, `a0a090ff00${OK}55`],
    [{ kind: "twice" }, OK + OK],
    [{ kind: "bytewise" }, OK],
    [{ kind: "hang-up" }, "a09001"],
  ])("a board that answers like %j", async (manner, answer) => {
    const boards = await new BoardEnd().start();
    onTestFinished(() => boards.stop());
    boards.behave(1, manner);
    const socket = await dial(boards.end.port);
    const said = heard(socket);
    socket.write(FRAME);
    await until("the answer", () => said.bytes.toString("hex") === answer);
    expect(boards.text(1)).toBe("请8");
  });

  it("a silent board shows and says nothing; a dropped line can be dialled again, a refusing one not", async () => {
    const boards = await new BoardEnd().start();
    onTestFinished(() => boards.stop());
    boards.behave(1, { kind: "silent" });
    const socket = await dial(boards.end.port);
    const said = heard(socket);
    socket.write(FRAME);
    await until("the frame", () => boards.frames.length === 1);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    boards.drop();
    await closed;
    expect(said.bytes).toHaveLength(0);
    await dial(boards.end.port);
    await until("the second call", () => boards.end.connections === 2);
    boards.end.refusing = true;
    const refused = net.connect(boards.end.port, "127.0.0.1").on("error", () => {});
    await new Promise((resolve) => refused.once("close", resolve));
    expect(boards.end.connections).toBe(2);
  });

  it("a printer reports what ails it, and can fail in the middle of a job", async () => {
    const printer = await new PrinterEnd().start();
    onTestFinished(() => printer.stop());
    const socket = await dial(printer.end.port);
    const said = heard(socket);
    const ask = async () => {
      said.bytes = Buffer.alloc(0);
      socket.write(Buffer.from("10040110", "hex"));
      socket.write(Buffer.from("0402100403100404", "hex"));
      await until("four answers", () => said.bytes.length === 4);
      return said.bytes.toString("hex");
    };
    expect(await ask()).toBe("12121212");
    printer.coverOpen();
    expect(await ask()).toBe("1a161212");
    printer.cutterJammed();
    expect(await ask()).toBe("1a521a12");
    printer.well();
    printer.emptyAfter = 4;
    socket.write("slip");
    expect(await ask()).toBe("1a32127e");
    printer.hangUpAfter = 3;
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write(Buffer.from("\x1dV\x00"));
    await closed;
    expect(printer.cuts()).toBe(1);
    expect(printer.text()).toContain("slip");
  });

  it("a keypad line bounces, spoils and hears", async () => {
    const keys = await new KeyEnd().start();
    onTestFinished(() => keys.stop());
    const socket = await dial(keys.end.port);
    const said = heard(socket);
    keys.press(1, "call", 2);
    keys.pressSpoilt(1, "recall");
    keys.rate(2, 0);
    const want = `${"ff6803036801010c0e16".repeat(2)}ff6803036801010d1016ff680303680211001316`;
    await until("the frames", () => said.bytes.toString("hex") === want);
    socket.write(Buffer.from("ff6803036801010b0d16", "hex"));
    await until("the question", () => keys.to(1).length === 1);
    expect(keys.to(1)).toEqual([{ address: 1, func: 1, data: [0x0b] }]);
  });

  it("a provider takes, refuses, loses its answer, and counts a key once", async () => {
    const sms = await new SmsEnd().start();
    onTestFinished(() => sms.stop());
    const send = (key: string) =>
      fetch(`${sms.url}/2010-04-01/Accounts/AC0/Messages.json`, {
        method: "POST",
        headers: { authorization: "Basic x", "idempotency-key": key },
        body: new URLSearchParams({ To: "+8613800138000", From: "+1", Body: "hello" }),
      });
    sms.manner = () => ({ kind: "refuse", code: 21610, message: "unsubscribed" });
    expect(((await (await send("a")).json()) as { code: number }).code).toBe(21610);
    sms.manner = () => ({ kind: "accept-and-hang-up" });
    await expect(send("a")).rejects.toThrow();
    sms.manner = () => ({ kind: "accept" });
    expect((await send("a")).status).toBe(201);
    expect(sms.to("13800138000")).toHaveLength(1);
    expect(sms.tried).toHaveLength(3);
    sms.manner = () => ({ kind: "overloaded" });
    expect((await send("b")).status).toBe(503);
    sms.manner = () => ({ kind: "hang-up" });
    await expect(send("b")).rejects.toThrow();
  });
});
