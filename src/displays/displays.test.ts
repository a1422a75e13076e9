import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fastJsonPatch from "fast-json-patch";
import { io as connectTo, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ClientToServer, ServerToClient } from "../contract/socket.ts";
import { ManualClock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import { createDisplays, type Displays } from "./displays.ts";

type Client = Socket<ServerToClient, ClientToServer>;
type Message = { room: string; version: number; code?: string };

const TOKEN = "AAAAAAAAAAAAAAAAAAAAAA";
let server: Server;
let displays: Displays;
let clock: ManualClock;
let views: Map<string, unknown>;
let computed: string[];
let clients: Client[];
let logged: object[];
let good: Set<string>;

const log: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: (facts) => void logged.push(facts),
  child: () => log,
};

function make(): Displays {
  return createDisplays({
    httpServer: server,
    authorise: (room, token) => room.startsWith("ticket:") || (token !== null && good.has(token)),
    snapshot: (room) => {
      computed.push(room);
      const view = views.get(room);
      if (view instanceof Error) throw view;
      return view ?? null;
    },
    clock,
    log,
  });
}

beforeEach(async () => {
  clock = new ManualClock(1_000_000);
  views = new Map<string, unknown>([
    ["screen:main", { version: 5, calls: [] }],
    [`ticket:${TOKEN}`, { version: 1, ahead: 3 }],
    ["system", { version: 1, open: true }],
  ]);
  computed = [];
  clients = [];
  logged = [];
  good = new Set(["good"]);
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  displays = make();
  displays.start();
});

afterEach(async () => {
  for (const client of clients) client.close();
  displays.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A page: what it was sent, and the view it holds by applying that. */
function page(options: { transports?: string[]; extraHeaders?: Record<string, string> } = {}) {
  const { port } = server.address() as AddressInfo;
  const client: Client = connectTo(`http://127.0.0.1:${port}`, {
    transports: options.transports ?? ["websocket"],
    reconnectionDelay: 20,
    reconnectionDelayMax: 40,
    forceNew: true,
    ...(options.extraHeaders ? { extraHeaders: options.extraHeaders } : {}),
  });
  clients.push(client);
  const log: [string, Message][] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let view: unknown = null;
  const keep = (kind: string) => (message: unknown) => {
    const m = message as Message & { view?: unknown; ops?: fastJsonPatch.Operation[] };
    if (kind === "snapshot") view = m.view;
    if (kind === "patch" && m.ops) view = fastJsonPatch.applyPatch(structuredClone(view), m.ops).newDocument;
    log.push([kind, m]);
    for (const w of waiting.filter(({ count }) => log.length >= count)) w.resolve();
  };
  for (const kind of ["snapshot", "patch", "refused"] as const) client.on(kind, keep(kind));
  return {
    client,
    log,
    view: () => view,
    join: (room: string, token?: string) =>
      client.emit("join", { room, ...(token === undefined ? {} : { token }) }),
    /** Resolves when `count` messages in all have come. */
    got: (count: number) =>
      new Promise<void>((resolve) => (log.length >= count ? resolve() : waiting.push({ count, resolve }))),
  };
}

/** Waits until the server has handled everything this client sent before: joins are answered in order. */
async function settled(p: ReturnType<typeof page>): Promise<void> {
  const count = p.log.length + 1;
  p.join("nowhere:x");
  await p.got(count);
  p.log.pop();
}

test("first a whole snapshot with schema and version, then patches that follow one by one", async () => {
  const screen = page();
  screen.join("screen:main", "good");
  await screen.got(1);
  expect(screen.log[0]).toEqual([
    "snapshot",
    {
      room: "screen:main",
      schema: 1,
      version: 1,
      view: { version: 1, calls: [] },
      now: "1970-01-01T00:16:40.000Z",
    },
  ]);
  for (let n = 1; n <= 3; n++) {
    views.set("screen:main", { version: 5, calls: Array.from({ length: n }, (_, k) => `Z00${n - k}`) });
    displays.changed("screen");
    clock.advance(1000);
    await screen.got(1 + n);
  }
  expect(screen.log.map(([kind, m]) => [kind, m.version])).toEqual([
    ["snapshot", 1],
    ["patch", 2],
    ["patch", 3],
    ["patch", 4],
  ]);
  expect(screen.view()).toEqual({ version: 4, calls: ["Z003", "Z002", "Z001"] });
});

test("a client that asks again gets the snapshot of where the others are", async () => {
  const [a, b] = [page(), page()];
  a.join("screen:main", "good");
  await a.got(1);
  views.set("screen:main", { version: 5, calls: ["Z001"] });
  displays.changed("screen");
  await a.got(2);
  b.join("screen:main", "good");
  await b.got(1);
  expect(b.log[0]).toMatchObject(["snapshot", { version: 2, view: { calls: ["Z001"] } }]);
  a.join("screen:main", "good");
  await a.got(3);
  expect(a.log[2]).toEqual(b.log[0]);
});

test("whoever joins between a change and its patch starts from the new view, and nobody misses it", async () => {
  const [a, b] = [page(), page()];
  a.join("screen:main", "good");
  await a.got(1);
  views.set("screen:main", { version: 5, calls: ["Z001"] });
  displays.changed("screen");
  await a.got(2);
  views.set("screen:main", { version: 5, calls: ["Z002"] });
  displays.changed("screen"); // within the gap: held back
  b.join("screen:main", "good");
  await Promise.all([a.got(3), b.got(1)]);
  expect(b.log[0]).toMatchObject(["snapshot", { version: 3, view: { calls: ["Z002"] } }]);
  expect(a.log[2]).toMatchObject(["patch", { version: 3 }]);
  clock.advance(1000);
  await settled(a);
  expect(a.log).toHaveLength(3);
});

test("several changes of one turn are one patch; an unchanged view none", async () => {
  const screen = page();
  screen.join("screen:main", "good");
  await screen.got(1);
  for (const n of [1, 2, 3]) {
    views.set("screen:main", { version: 5, calls: [n] });
    displays.changed("screen");
  }
  await screen.got(2);
  clock.advance(1000);
  displays.changed("screen");
  displays.changed("window");
  await settled(screen);
  expect(screen.log.map(([kind]) => kind)).toEqual(["snapshot", "patch"]);
  expect(screen.view()).toEqual({ version: 2, calls: [3] });
});

test("changed without a kind means every room", async () => {
  const [screen, phone] = [page(), page()];
  screen.join("screen:main", "good");
  phone.join(`ticket:${TOKEN}`);
  await Promise.all([screen.got(1), phone.got(1)]);
  views.set("screen:main", { version: 5, calls: ["Z001"] });
  views.set(`ticket:${TOKEN}`, { version: 1, ahead: 2 });
  displays.changed();
  await Promise.all([screen.got(2), phone.got(2)]);
  expect([screen.view(), phone.view()]).toEqual([
    { version: 2, calls: ["Z001"] },
    { version: 2, ahead: 2 },
  ]);
});

test("phones are told at most five times a second, only if they look", async () => {
  displays.changed("ticket");
  expect(computed).toEqual([]);
  const phone = page();
  phone.join(`ticket:${TOKEN}`);
  await phone.got(1);
  for (let n = 0; n < 10; n++) {
    views.set(`ticket:${TOKEN}`, { version: 1, ahead: 10 - n });
    displays.changed("ticket", TOKEN);
    if (n === 0) await phone.got(2);
    clock.advance(19);
  }
  await settled(phone);
  expect(phone.log).toHaveLength(2);
  clock.advance(200);
  await phone.got(3);
  expect(phone.view()).toEqual({ version: 3, ahead: 1 });
  expect(computed).toHaveLength(3);
});

test("a wrong or missing token, an unknown room and garbage are refused with a code", async () => {
  const stranger = page();
  stranger.join("screen:main", "bad");
  stranger.join("screen:main");
  stranger.join("screen:nowhere", "good");
  stranger.join("ticket:BBBBBBBBBBBBBBBBBBBBBB");
  stranger.join("lobby:1", "good");
  stranger.client.emit("join", 42 as never);
  stranger.client.emit("join", { room: { toString: 1 } } as never);
  stranger.client.emit("leave", null as never);
  await stranger.got(7);
  expect(stranger.log.map(([kind, m]) => [kind, m.code])).toEqual([
    ["refused", "auth.forbidden"],
    ["refused", "auth.missing"],
    ["refused", "screen.unknown"],
    ["refused", "visit.unknown"],
    ["refused", "request.invalid"],
    ["refused", "request.invalid"],
    ["refused", "request.invalid"],
  ]);
  views.set("screen:main", { version: 5, calls: ["Z001"] });
  displays.changed("screen");
  await settled(stranger);
  expect(stranger.log).toHaveLength(7);
});

test("a rejoin with a token that no longer holds ends the membership", async () => {
  const screen = page();
  screen.join("screen:main", "good");
  screen.join("screen:main", "bad");
  await screen.got(2);
  expect(displays.members().screen).toBe(0);
});

test("whoever signed out is out of the room soon, and the others stay", async () => {
  good.add("other");
  const [a, b] = [page(), page()];
  a.join("system", "good");
  b.join("system", "other");
  await Promise.all([a.got(1), b.got(1)]);
  good.delete("good");
  clock.advance(30_000);
  await a.got(2);
  expect(a.log[1]).toMatchObject(["refused", { room: "system", code: "auth.invalid" }]);
  views.set("system", { version: 1, open: false });
  displays.changed();
  await b.got(2);
  await settled(a);
  expect([a.log.length, b.log[1]?.[0], displays.members().system]).toEqual([2, "patch", 1]);
  clock.advance(30_000);
  await settled(b);
  expect(b.log).toHaveLength(2);
});

test("the staff's cookie is a token, unless another site opened the socket", async () => {
  const { port } = server.address() as AddressInfo;
  const cookie = "a=b; hall_session=good";
  const own = page({ extraHeaders: { cookie, origin: `http://127.0.0.1:${port}` } });
  const foreign = page({ extraHeaders: { cookie, origin: "http://evil.example" } });
  own.join("system");
  foreign.join("system");
  await Promise.all([own.got(1), foreign.got(1)]);
  expect([own.log[0]?.[0], foreign.log[0]?.[1].code]).toEqual(["snapshot", "auth.missing"]);
});

test("polling works where websockets don't", async () => {
  const screen = page({ transports: ["polling"] });
  screen.join("screen:main", "good");
  await screen.got(1);
  expect(screen.log[0]?.[0]).toBe("snapshot");
});

test("after a restart clients come back by themselves and get a fresh snapshot", async () => {
  const screen = page();
  screen.client.on("connect", () => screen.join("screen:main", "good"));
  await screen.got(1);
  views.set("screen:main", { version: 5, calls: ["Z001"] });
  displays.changed("screen");
  await screen.got(2);
  displays.stop();
  const { port } = server.address() as AddressInfo;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  server = createServer();
  views.set("screen:main", { version: 1, calls: ["Z002"] });
  displays = make();
  displays.start();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await screen.got(3);
  expect(screen.log[2]).toMatchObject(["snapshot", { version: 1, view: { version: 1, calls: ["Z002"] } }]);
});

test("a view that fails is logged, and the other rooms go on", async () => {
  const [screen, phone] = [page(), page()];
  screen.join("screen:main", "good");
  phone.join(`ticket:${TOKEN}`);
  await Promise.all([screen.got(1), phone.got(1)]);
  views.set(`ticket:${TOKEN}`, new Error("boom"));
  views.set("screen:main", { version: 5, calls: ["Z001"] });
  displays.changed("ticket");
  displays.changed("screen");
  await screen.got(2);
  expect(logged).toEqual([{ scope: "displays", room: "ticket:…", cause: "boom" }]);
  views.set(`ticket:${TOKEN}`, { version: 1, ahead: 0 });
  displays.changed("ticket");
  clock.advance(1000);
  await phone.got(2);
  expect(phone.view()).toEqual({ version: 2, ahead: 0 });
});

test("a room whose subject is gone tells its members and is forgotten", async () => {
  const phone = page();
  phone.join(`ticket:${TOKEN}`);
  await phone.got(1);
  views.delete(`ticket:${TOKEN}`);
  displays.changed("ticket");
  await phone.got(2);
  expect(phone.log[1]).toMatchObject(["refused", { code: "visit.unknown" }]);
  expect(displays.members()).toEqual({ screen: 0, window: 0, ticket: 0, rater: 0, kiosk: 0, system: 0 });
});

test("an empty room is computed no more, and afresh when someone comes back", async () => {
  const first = page();
  first.join("screen:main", "good");
  await first.got(1);
  first.client.emit("leave", { room: "screen:main" });
  await settled(first);
  computed.length = 0;
  views.set("screen:main", { version: 5, calls: ["Z009"] });
  displays.changed("screen");
  expect(computed).toEqual([]);
  first.join("screen:main", "good");
  await first.got(2);
  expect(first.log[1]).toMatchObject(["snapshot", { version: 1, view: { calls: ["Z009"] } }]);
});

test("one socket joins sixteen rooms at most", async () => {
  const greedy = page();
  for (let n = 0; n < 20; n++) {
    views.set(`ticket:${TOKEN}${n}`, { version: 1 });
    greedy.join(`ticket:${TOKEN}${n}`);
  }
  await greedy.got(20);
  expect(greedy.log.filter(([kind]) => kind === "snapshot")).toHaveLength(16);
});
