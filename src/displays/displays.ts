import type { Server as HttpServer, IncomingMessage } from "node:http";
import { type Socket, Server as SocketServer } from "socket.io";
import { z } from "zod";
import { PROBLEMS, type ProblemCode } from "../contract/problem.ts";
import { SESSION_COOKIE } from "../contract/session.ts";
import type { ClientToServer, RoomViews, ServerToClient } from "../contract/socket.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { Pace } from "./pace.ts";
import { Room } from "./room.ts";

export type RoomKind = keyof RoomViews;

export interface DisplaysDependencies {
  readonly httpServer: HttpServer;
  /** Whether whoever has this token (null: none) may join. */
  readonly authorise: (room: string, token: string | null) => boolean;
  /** The room's view as it is now, JSON data; null when there is no such screen, window or visit. */
  readonly snapshot: (room: string) => unknown;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Displays {
  start(): void;
  /** Drops all connections so that clients come back by themselves; the HTTP server stays as it is. */
  stop(): void;
  /** What rooms show may have changed: all of them, those of one kind, or one. Unchanged views send nothing. */
  changed(kind?: RoomKind, id?: string): void;
  /** Members by kind of room, for the metrics. */
  members(): Readonly<Record<RoomKind, number>>;
}

/** Milliseconds between two pictures: screens at once, phones and the staff's overview a few times a second. */
const GAPS: Readonly<Record<RoomKind, number>> = {
  screen: 10,
  window: 10,
  rater: 10,
  kiosk: 10,
  ticket: 200,
  system: 250,
};
const KINDS = Object.keys(GAPS) as RoomKind[];
const UNKNOWN: Readonly<Record<RoomKind, ProblemCode>> = {
  screen: "screen.unknown",
  window: "window.unknown",
  rater: "window.unknown",
  kiosk: "kiosk.unknown",
  ticket: "visit.unknown",
  system: "route.unknown",
};
/** Rooms computed before other work gets its turn. */
const SLICE = 50;
const MOST_ROOMS = 16;
/** Signed out, expired or taken back: whoever no longer may is out of a room within this time. */
const RECHECK_MS = 30_000;

const joinMessage = z.object({ room: z.string().min(1).max(100), token: z.string().max(200).optional() });
const leaveMessage = z.object({ room: z.string().min(1).max(100) });

/** With which token a socket joined each of its rooms. */
interface Joined {
  tokens?: Map<string, string | null>;
}
type HallSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, Joined>;
type HallSockets = SocketServer<ClientToServer, ServerToClient, Record<string, never>, Joined>;

const kindOf = (room: string): RoomKind | null =>
  KINDS.find((k) => room === k || room.startsWith(`${k}:`)) ?? null;

export function createDisplays({
  httpServer,
  authorise,
  snapshot,
  clock,
  log,
}: DisplaysDependencies): Displays {
  const rooms = new Map<string, Room>();
  const dirty = new Set<string>();
  let io: HallSockets | null = null;
  let cancelRecheck = () => {};
  let running = false;
  const paces = new Map(
    KINDS.map((kind) => [kind, new Pace({ clock, gapMs: GAPS[kind], run: () => flush(kind) })]),
  );

  /** The room's view, null when there is none; undefined when it failed: that must not silence the other rooms. */
  function viewOf(name: string): unknown {
    try {
      return snapshot(name) ?? null;
    } catch (error) {
      log.error({ scope: "displays", room: safe(name), cause: messageOf(error) }, "view failed");
      return undefined;
    }
  }

  function flush(kind: RoomKind): void {
    const waiting = [...dirty].filter((name) => kindOf(name) === kind);
    for (const name of waiting.slice(0, SLICE)) refresh(name);
    if (waiting.length > SLICE) setImmediate(() => running && flush(kind));
  }

  /** Computes a room's view once and sends the patch to all its members. */
  function refresh(name: string): void {
    dirty.delete(name);
    const room = rooms.get(name);
    if (!room) return;
    const view = viewOf(name);
    if (view === null) dissolve(name);
    const patch = view ? room.update(view) : null;
    if (patch) io?.to(name).emit("patch", { ...patch, now: now() });
  }

  function dissolve(name: string): void {
    const kind = kindOf(name) ?? "system";
    io?.to(name).emit("refused", refusal(name, UNKNOWN[kind]));
    io?.socketsLeave(name);
    rooms.delete(name);
  }

  const now = () => new Date(clock.now()).toISOString();

  function join(socket: HallSocket, message: unknown): void {
    const parsed = joinMessage.safeParse(message);
    const name = parsed.success ? parsed.data.room : "";
    const token = (parsed.success ? parsed.data.token : null) ?? cookieToken(socket.request);
    const code = barred(socket, name, token);
    const room = code === null ? roomNamed(name) : null;
    if (room) {
      void socket.join(name);
      socket.data.tokens ??= new Map();
      socket.data.tokens.set(name, token);
      socket.emit("snapshot", { ...room.snapshot(), now: now() });
    } else refuse(socket, name, code ?? UNKNOWN[kindOf(name) ?? "system"]);
  }

  function barred(socket: HallSocket, name: string, token: string | null): ProblemCode | null {
    if (kindOf(name) === null) return "request.invalid";
    if (!socket.rooms.has(name) && socket.rooms.size > MOST_ROOMS) return "request.invalid";
    if (authorise(name, token)) return null;
    return token === null ? "auth.missing" : "auth.forbidden";
  }

  /** The room brought up to date: whoever joins starts from what the others have. */
  function roomNamed(name: string): Room | null {
    if (dirty.has(name)) refresh(name);
    const there = rooms.get(name);
    if (there) return there;
    const view = viewOf(name);
    if (view === null || view === undefined) return null;
    const room = new Room({ name, view });
    rooms.set(name, room);
    return room;
  }

  function refuse(socket: HallSocket, room: string, code: ProblemCode): void {
    // A room left behind would go on getting what its token no longer allows.
    if (room !== "" && socket.rooms.has(room)) leave(socket, { room });
    socket.emit("refused", refusal(room, code));
  }

  function leave(socket: HallSocket, message: unknown): void {
    const parsed = leaveMessage.safeParse(message);
    if (!parsed.success || parsed.data.room === socket.id) return;
    socket.data.tokens?.delete(parsed.data.room);
    void socket.leave(parsed.data.room);
  }

  function recheck(): void {
    cancelRecheck = clock.at(clock.now() + RECHECK_MS, recheck);
    const sockets = [...(io?.of("/").sockets.values() ?? [])];
    const slice = (from: number): void => {
      for (const socket of sockets.slice(from, from + SLICE)) recheckOne(socket);
      if (running && from + SLICE < sockets.length) setImmediate(slice, from + SLICE);
    };
    slice(0);
  }

  function recheckOne(socket: HallSocket): void {
    for (const [room, token] of socket.data.tokens ?? [])
      if (!authorise(room, token)) refuse(socket, room, "auth.invalid");
  }

  function connected(socket: HallSocket): void {
    socket.on("join", (message: unknown) => join(socket, message));
    socket.on("leave", (message: unknown) => leave(socket, message));
    socket.on("error", (error) => log.debug({ scope: "displays", cause: error.message }, "socket error"));
  }

  return {
    start() {
      running = true;
      io = new SocketServer(httpServer, {
        serveClient: false,
        transports: ["websocket", "polling"],
        perMessageDeflate: false,
        httpCompression: false,
        maxHttpBufferSize: 16 * 1024,
        pingInterval: 10_000,
        pingTimeout: 8000,
        connectTimeout: 10_000,
        allowRequest: (_, answer) => answer(null, running),
      });
      // An empty room is forgotten: its view would go stale unseen.
      io.of("/").adapter.on("delete-room", (name: string) => {
        rooms.delete(name);
        dirty.delete(name);
      });
      io.on("connection", connected);
      cancelRecheck = clock.at(clock.now() + RECHECK_MS, recheck);
    },

    stop() {
      running = false;
      cancelRecheck();
      for (const pace of paces.values()) pace.stop();
      // Not io.close(): it would close the HTTP server; nor disconnectSockets(): clients take that as final.
      io?.engine.close();
      rooms.clear();
      dirty.clear();
    },

    changed(kind, id) {
      for (const name of id === undefined ? rooms.keys() : [`${kind}:${id}`]) {
        const of = kindOf(name);
        if (!of || !rooms.has(name) || (kind !== undefined && of !== kind)) continue;
        dirty.add(name);
        paces.get(of)?.ask();
      }
    },

    members() {
      const count = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<RoomKind, number>;
      for (const [name, sockets] of io?.of("/").adapter.rooms ?? []) {
        const kind = kindOf(name);
        if (kind && rooms.has(name)) count[kind] += sockets.size;
      }
      return count;
    },
  };
}

const refusal = (room: string, code: ProblemCode) => ({ room, code, title: PROBLEMS[code].title });

/** A ticket room's name holds the visit's key; it stays out of logs. */
const safe = (room: string): string => (room.startsWith("ticket:") ? "ticket:…" : room);

/** The staff's session cookie, unless a page of another site opened the socket. */
function cookieToken(request: IncomingMessage): string | null {
  const { origin, host, cookie } = request.headers;
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host)) return null;
  const found = new RegExp(`(?:^|;\\s*)${SESSION_COOKIE}=([^;]+)`).exec(cookie ?? "");
  return found?.[1] ?? null;
}
