import net from "node:net";
import type { WallFault } from "../../src/contract/wall.ts";
import type { VirtualDevice } from "../devices/device.ts";
import type { Tap } from "./tap.ts";

/** What hangs on the line: the device and the tap that carries its bytes. */
export interface Hung {
  readonly device: VirtualDevice;
  readonly tap: Tap;
}

/** A line that could not be opened: the port is taken or may not be used. */
export interface NotOpened {
  readonly why: string;
}

interface LinePorts {
  readonly id: string;
  readonly changed: () => void;
}

/**
 * One byte line as a TCP server on 127.0.0.1, as a serial-to-network box offers it: every device hears every byte,
 * every connection hears every device.
 */
export class Line {
  readonly id: string;
  readonly hung: Hung[] = [];
  readonly #changed: () => void;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  constructor({ id, changed }: LinePorts) {
    this.id = id;
    this.#changed = changed;
    this.#server = net.createServer((socket) => this.#welcome(socket));
  }

  /** Listens on `port` (0: any) and gives the port, or why that can't be. */
  open(port: number): Promise<number | NotOpened> {
    return new Promise((resolve) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) =>
        resolve({ why: error.code === "EADDRINUSE" ? `端口 ${port} 已被占用` : error.message }),
      );
      this.#server.listen(port, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  }

  /** True while a host holds the line open. */
  get connected(): boolean {
    return this.#sockets.size > 0;
  }

  send(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  /** A sentence when the device can't have that fault. */
  setFault(id: string, fault: WallFault | null): string | null {
    const refused = this.hung.find(({ device }) => device.id === id)?.tap.setFault(fault) ?? null;
    if (refused !== null) return refused;
    // Nothing left that could answer: the far end itself is gone and connections break.
    if (this.#dead()) for (const socket of this.#sockets) socket.resetAndDestroy();
    return null;
  }

  close(): Promise<void> {
    for (const { tap } of this.hung) tap.stop();
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #dead(): boolean {
    return this.hung.length > 0 && this.hung.every(({ tap }) => tap.fault === "unplugged");
  }

  #welcome(socket: net.Socket): void {
    // Refused by reset rather than by a closed port: a free port could be taken by someone else meanwhile.
    if (this.#dead()) {
      socket.resetAndDestroy();
      return;
    }
    socket.setNoDelay(true);
    this.#sockets.add(socket);
    socket.on("data", (bytes) => {
      for (const { tap } of this.hung) tap.fromHost(bytes);
    });
    socket.on("error", () => {}); // "close" follows and does the work
    socket.on("close", () => {
      this.#sockets.delete(socket);
      for (const { tap } of this.hung) tap.hostGone();
      this.#changed();
    });
    this.#changed();
  }
}
