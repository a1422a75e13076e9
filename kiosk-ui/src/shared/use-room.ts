import { io, type Socket } from "socket.io-client";
import { onScopeDispose, type Ref, readonly, ref, type ShallowRef, shallowRef } from "vue";
import { type ClientToServer, ROOM_SCHEMA, type ServerToClient } from "../../../src/contract/socket.ts";
import { noteHallZone } from "./clock-text.ts";
import { currentToken } from "./credential.ts";
import { patched, type RoomState } from "./room-state.ts";

export interface Room<T> {
  /** The newest view, null until the first snapshot; kept while disconnected. */
  readonly view: Readonly<ShallowRef<T | null>>;
  readonly connected: Readonly<Ref<boolean>>;
  /** Since when what is shown may be out of date (this machine's clock, epoch ms); null when it is fresh. */
  readonly staleSince: Readonly<Ref<number | null>>;
  /** Server's clock minus this machine's, ms: `Date.now() + clockOffset` is the hall's time. */
  readonly clockOffset: Readonly<Ref<number>>;
  /** Why the server does not let this page in; it is asked again every ten seconds. */
  readonly refused: Readonly<Ref<{ readonly code: string; readonly title: string } | null>>;
  /** Asks for a snapshot again, e.g. after signing in. */
  readonly rejoin: () => void;
}

const ASK_AGAIN_MS = 10_000;
const RELOAD_MARK = "hall.reloaded-for-schema";

type Connection = Socket<ServerToClient, ClientToServer>;
let shared: Connection | null = null;
let lastContact = 0;

/** One connection for the page, however many rooms; it reconnects for ever by itself. */
function connection(): Connection {
  if (shared) return shared;
  shared = io({
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 3000,
    timeout: 8000,
  });
  shared.io.on("ping", () => {
    lastContact = Date.now();
  });
  // Told to go by the server (it stops, a token was withdrawn), the library would stay away; a page never does.
  shared.on("disconnect", (reason) => {
    if (reason === "io server disconnect") setTimeout(() => shared?.connect(), 1000);
  });
  // A pulled cable or a phone that slept leaves a dead connection that nobody has noticed: try a new one at once.
  const probe = () => shared?.io.engine?.close();
  addEventListener("offline", probe);
  addEventListener("online", probe);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - lastContact > 30_000) probe();
  });
  return shared;
}

/**
 * Follows a room (`screen:main`, `window:w01`, `ticket:{token}`, `rater:w01`, `system`): snapshot, then patches; a
 * gap in versions or a patch that does not fit asks for the snapshot again. `token`: absent, the page's own; a
 * function is asked at each join. Ends with the component.
 */
export function useRoom<T>(room: string, token?: () => string | null): Room<T> {
  const socket = connection();
  const view = shallowRef<T | null>(null);
  const connected = ref(false);
  const staleSince = ref<number | null>(null);
  const clockOffset = ref(0);
  const refused = ref<{ code: string; title: string } | null>(null);
  let state: RoomState<T> | null = null;
  let askAgain: ReturnType<typeof setTimeout> | undefined;

  const join = () => {
    clearTimeout(askAgain);
    if (!socket.connected) return;
    const secret = (token ?? currentToken)();
    socket.emit("join", secret ? { room, token: secret } : { room });
    // Without an answer in this time, ask again.
    askAgain = setTimeout(join, ASK_AGAIN_MS);
  };
  const heard = (now: string) => {
    lastContact = Date.now();
    const server = Date.parse(now);
    if (!Number.isNaN(server)) clockOffset.value = server - lastContact;
  };
  const onSnapshot: ServerToClient["snapshot"] = (message) => {
    noteHallZone(JSON.stringify(message.view));
    if (message.room !== room) return;
    if (message.schema !== ROOM_SCHEMA) return reloadOnce();
    clearTimeout(askAgain);
    heard(message.now);
    state = { version: message.version, view: message.view as T };
    view.value = state.view;
    refused.value = null;
    staleSince.value = null;
    connected.value = true;
  };
  const onPatch: ServerToClient["patch"] = (message) => {
    if (message.room !== room) return;
    heard(message.now);
    const next = patched(state, message);
    if (next === "old") return;
    if (next === "gap") return join();
    state = next;
    view.value = next.view;
  };
  const onRefused: ServerToClient["refused"] = (message) => {
    if (message.room !== room) return;
    refused.value = { code: message.code, title: message.title };
    staleSince.value ??= Date.now();
  };
  const onDisconnect = () => {
    clearTimeout(askAgain);
    connected.value = false;
    // Old since the last word heard, which can be well before the loss was noticed.
    staleSince.value ??= lastContact || Date.now();
  };
  const onConnectError = () => {
    staleSince.value ??= lastContact || Date.now();
  };

  socket.on("connect", join);
  socket.on("disconnect", onDisconnect);
  socket.on("connect_error", onConnectError);
  socket.on("snapshot", onSnapshot);
  socket.on("patch", onPatch);
  socket.on("refused", onRefused);
  join();

  onScopeDispose(() => {
    clearTimeout(askAgain);
    socket.off("connect", join);
    socket.off("disconnect", onDisconnect);
    socket.off("connect_error", onConnectError);
    socket.off("snapshot", onSnapshot);
    socket.off("patch", onPatch);
    socket.off("refused", onRefused);
    if (socket.connected) socket.emit("leave", { room });
  });

  return {
    view,
    connected: readonly(connected),
    staleSince: readonly(staleSince),
    clockOffset: readonly(clockOffset),
    refused: readonly(refused),
    rejoin: join,
  };
}

/** The server speaks a newer form than this page was built for: fetch the new page, but never in a loop. */
function reloadOnce(): void {
  const last = Number(sessionStorage.getItem(RELOAD_MARK) ?? 0);
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem(RELOAD_MARK, String(Date.now()));
  location.reload();
}
