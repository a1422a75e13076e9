import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

// Both ends of every TCP connection of this process, so that a clock of a test's own can wait for bytes under way. The
// system hands them over in its own time: on a busy machine later than some turns of the event loop.

const callers = new Set<Socket>();
const accepted = new Set<Socket>();
subscribe("net.client.socket", (message) => void callers.add((message as { socket: Socket }).socket));
subscribe("net.server.socket", (message) => void accepted.add((message as { socket: Socket }).socket));

/** Ports of this process that take callers; calls to others are not waited for. */
export const ownPorts = new Set<number>();

/** Whether a call, bytes or a hanging-up between two sockets of this process have not arrived yet. */
export function isOnTheWay(): boolean {
  return [...callers].some((caller) => {
    const far = farOf(caller);
    if (caller.destroyed && (far === null || far.destroyed)) {
      callers.delete(caller);
      if (far) accepted.delete(far);
      return false;
    }
    return far ? isBetween(caller, far) : caller.connecting || ownPorts.has(caller.remotePort ?? 0);
  });
}

function isBetween(one: Socket, other: Socket): boolean {
  if (one.destroyed || other.destroyed) return true;
  return one.bytesWritten > other.bytesRead || other.bytesWritten > one.bytesRead;
}

/** Who answered which caller: a socket that was destroyed no longer knows its ports. */
const ends = new WeakMap<Socket, Socket>();

function farOf(caller: Socket): Socket | null {
  const known = ends.get(caller);
  if (known) return known;
  const { localPort } = caller;
  const found = [...accepted].find((socket) => localPort !== undefined && socket.remotePort === localPort);
  if (found) ends.set(caller, found);
  return found ?? null;
}
