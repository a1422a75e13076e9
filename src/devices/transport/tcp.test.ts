import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { tcpTransport } from "./tcp.ts";
import type { ByteTransport } from "./transport.ts";

let server: Server;
let sockets: Socket[];
let port: number;
let accepted: Promise<Socket>;
let transport: ByteTransport | null;

const connect = (to = port) => tcpTransport({ host: "127.0.0.1", port: to })(new AbortController().signal);

beforeEach(async () => {
  sockets = [];
  transport = null;
  server = createServer((socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
  });
  // The caller can know of the connection before its server does.
  accepted = new Promise((resolve) => server.once("connection", resolve));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  await transport?.close();
  for (const socket of sockets) socket.destroy();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

test("carries bytes both ways", async () => {
  transport = await connect();
  const heard = new Promise<Buffer>((resolve) => transport?.onData(resolve));
  const far = await accepted;
  const sent = new Promise<Buffer>((resolve) => far.on("data", resolve));
  await transport.write(Buffer.from("ff68", "hex"));
  expect((await sent).toString("hex")).toBe("ff68");
  far.write(Buffer.from("a090", "hex"));
  expect((await heard).toString("hex")).toBe("a090");
});

test("says in Chinese that nobody listens", async () => {
  await new Promise((resolve) => server.close(resolve));
  await expect(connect()).rejects.toMatchObject({
    code: "line.unreachable",
    message: `127.0.0.1:${port} 对方拒绝连接`,
  });
});

test("tells its end, and refuses to write afterwards", async () => {
  transport = await connect();
  (await accepted).end();
  expect(await transport.closed).toContain(`127.0.0.1:${port}`);
  await expect(transport.write(Buffer.from([1]))).rejects.toMatchObject({ code: "line.down" });
});

test("gives up when the hall stops", async () => {
  const stop = AbortSignal.abort();
  await expect(tcpTransport({ host: "127.0.0.1", port })(stop)).rejects.toMatchObject({
    code: "line.unreachable",
  });
});
