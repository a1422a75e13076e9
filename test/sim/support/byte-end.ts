import net from "node:net";

type OnBytes = (bytes: Buffer, socket: net.Socket) => void;

/**
 * The far end of a TCP line, recording all it hears. It can drop its callers, refuse new ones, stop reading, and say
 * whatever a test wants, in any pieces.
 */
export class ByteEnd {
  heard: Buffer = Buffer.alloc(0);
  connections = 0;
  /** New callers are reset at once while true. */
  refusing = false;
  readonly #sockets = new Set<net.Socket>();
  readonly #server: net.Server;
  #reading = true;
  port = 0;

  constructor(onBytes: OnBytes = () => {}) {
    this.#server = net.createServer((socket) => {
      if (this.refusing) {
        socket.resetAndDestroy();
        return;
      }
      this.connections++;
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      if (!this.#reading) socket.pause();
      socket.on("data", (bytes) => {
        this.heard = Buffer.concat([this.heard, bytes]);
        onBytes(bytes, socket);
      });
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.port, "127.0.0.1", resolve);
    });
    this.port = (this.#server.address() as net.AddressInfo).port;
    return this;
  }

  get connected(): boolean {
    return this.#sockets.size > 0;
  }

  say(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  /** Cuts every connection as a pulled cable does; callers may come again. */
  drop(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Takes no more bytes from its callers, or begins again: their writes pile up. */
  reading(on: boolean): void {
    this.#reading = on;
    for (const socket of this.#sockets) {
      if (on) socket.resume();
      else socket.pause();
    }
  }

  /** The transport to put into a line of the config. */
  transport(): { readonly kind: "tcp"; readonly host: string; readonly port: number } {
    return { kind: "tcp", host: "127.0.0.1", port: this.port };
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
