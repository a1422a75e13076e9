import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/** The far end of a TCP line: answers what the hall sends, may speak by itself, can be closed. */
export interface ByteEnd {
  readonly port: number;
  send(bytes: Buffer): void;
  connected(): boolean;
  close(): Promise<void>;
}

/** `onBytes` gets each chunk and a way to answer on the same connection; `onOpen` runs for every new connection. */
export async function byteEnd(needs: {
  readonly onBytes: (chunk: Buffer, answer: (bytes: Buffer) => void) => void;
  readonly onOpen: () => void;
}): Promise<ByteEnd> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    needs.onOpen();
    socket.setNoDelay(true);
    socket.on("data", (chunk) => needs.onBytes(chunk, (bytes) => void socket.write(bytes)));
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => sockets.delete(socket)); // a killed hall resets its lines
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    send: (bytes) => {
      for (const socket of sockets) socket.write(bytes);
    },
    connected: () => sockets.size > 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
