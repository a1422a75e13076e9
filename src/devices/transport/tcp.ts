import { connect as connectSocket, type Socket } from "node:net";
import { HallError } from "../../kernel/errors.ts";
import type { ByteTransport, Connect } from "./transport.ts";

/** Long enough for a serial-to-network box that wakes up, short enough to be tried again soon, milliseconds. */
const CONNECT_LIMIT = 5_000;
/** A box that loses power says nothing: the system asks it after this long without a byte, milliseconds. */
const KEEP_ALIVE = 10_000;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "对方拒绝连接",
  ECONNRESET: "连接被对方中断",
  EPIPE: "连接被对方中断",
  ETIMEDOUT: "连接超时",
  EHOSTUNREACH: "网络不可达",
  ENETUNREACH: "网络不可达",
  ENOTFOUND: "找不到该主机",
  EAI_AGAIN: "找不到该主机",
};

/** Connects to a network printer or a serial-to-network box. */
export function tcpTransport({ host, port }: { host: string; port: number }): Connect {
  return (signal) =>
    new Promise((resolve, reject) => {
      const fail = (why: string, cause?: unknown) => {
        socket.destroy();
        reject(new HallError("line.unreachable", `${host}:${port} ${why}`, { cause }));
      };
      const socket = connectSocket({
        host,
        port,
        noDelay: true,
        keepAlive: true,
        keepAliveInitialDelay: KEEP_ALIVE,
      });
      const aborted = () => fail("已停止连接");
      const failed = (error: NodeJS.ErrnoException) => fail(reasonOf(error), error);
      const late = () => fail("连接超时");
      socket.setTimeout(CONNECT_LIMIT, late);
      socket.once("error", failed);
      signal.addEventListener("abort", aborted, { once: true });
      socket.once("close", () => signal.removeEventListener("abort", aborted));
      socket.once("connect", () => {
        signal.removeEventListener("abort", aborted);
        socket.setTimeout(0);
        socket.off("error", failed);
        resolve(transportOf(socket, `${host}:${port}`));
      });
      if (signal.aborted) aborted();
    });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return REASONS[error.code ?? ""] ?? `连接失败（${error.code ?? error.message}）`;
}

function transportOf(socket: Socket, name: string): ByteTransport {
  let reason = `${name} 连接已断开`;
  socket.on("error", (error) => {
    reason = `${name} ${reasonOf(error)}`;
  });
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(reason)));
  return {
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed || !socket.writable) return reject(new HallError("line.down", reason));
        socket.write(bytes, (error) => {
          if (error) reject(new HallError("line.down", `${name} ${reasonOf(error)}`, { cause: error }));
          else resolve();
        });
      }),
    onData: (listener) => {
      socket.removeAllListeners("data");
      socket.on("data", listener);
    },
    closed,
    close: async () => {
      socket.destroy();
      await closed;
    },
  };
}
