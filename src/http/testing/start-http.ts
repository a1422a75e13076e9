import { createAuth } from "../../auth/auth.ts";
import { memoryAuthStore } from "../../auth/auth-store.ts";
import { tokenHash } from "../../auth/tokens.ts";
import { ManualClock } from "../../kernel/clock.ts";
import { refuse } from "../../kernel/errors.ts";
import type { Log } from "../../kernel/log.ts";
import { seededRandom } from "../../kernel/random.ts";
import { createHttp, type HttpDependencies, type HttpServer } from "../http.ts";
import { createMetrics } from "../metrics.ts";
import { type FakeHallService, fakeHallService } from "./fake-hall-service.ts";

export const ADMIN = "admin-token-0123456789";
const STAFF = [
  { id: "s01", name: "张三", role: "clerk" },
  { id: "s02", name: "李四", role: "clerk" },
  { id: "s90", name: "吴敏", role: "manager" },
] as const;

const CLIPS = new Map([
  [7, { type: "audio/wav", data: Buffer.from("RIFF") }],
  [9, { type: "silent", data: new Uint8Array() }],
]);

const notHere = () => Promise.reject(new Error("not in this test"));
const NO_SLIPS: HttpDependencies["slips"] = {
  state: () => {
    throw new Error("no slips in this test");
  },
  save: notHere,
  preview: notHere,
  test: notHere,
};

const NO_REPLAY: HttpDependencies["replay"] = { days: notHere, moment: notHere, events: notHere };
const NO_PLANNING: HttpDependencies["planning"] = {
  shadow: notHere,
  bindingCost: notHere,
  whatIf: notHere,
  rota: notHere,
};

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly json: any;
}

export interface TestHttp {
  readonly http: HttpServer;
  readonly service: FakeHallService;
  readonly auth: HttpDependencies["auth"];
  readonly clock: ManualClock;
  readonly port: number;
  /** A token of someone already signed in: real sign-ins take scrypt's time. */
  signedIn(staff: string): string;
  /** Lines that were logged at warn and above. */
  readonly logged: { readonly facts: object; readonly message: string }[];
  /** SMS with codes, and why none can be sent or the next is refused. */
  readonly codesSent: { readonly phone: string; readonly text: string }[];
  readonly smsOff: { reason: string | null; refused: string | null };
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** The same below /api/v1, signed in with this token. */
  api(
    token: string | null,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Reply>;
  stop(): Promise<void>;
}

/** The real HTTP server on a free loopback port, in front of a fake hall. */
export async function startHttp(over: Partial<HttpDependencies> = {}): Promise<TestHttp> {
  const clock = new ManualClock(Date.UTC(2026, 10, 23, 1, 0));
  const service = fakeHallService();
  const store = memoryAuthStore();
  const auth = createAuth({
    store,
    clock,
    random: seededRandom(11),
    staff: STAFF,
    adminToken: ADMIN,
    derivedPages: [],
  });
  const logged: { facts: object; message: string }[] = [];
  const keep = (facts: object, message: string) => void logged.push({ facts, message });
  const log: Log = { debug: () => {}, info: () => {}, warn: keep, error: keep, child: () => log };
  const codesSent: { phone: string; text: string }[] = [];
  const smsOff: { reason: string | null; refused: string | null } = { reason: null, refused: null };
  const http = createHttp({
    service,
    auth,
    staff: STAFF,
    codes: {
      off: () => smsOff.reason,
      send: (phone, text) => {
        codesSent.push({ phone, text });
        return Promise.resolve(smsOff.refused);
      },
    },
    voice: { clip: (n) => Promise.resolve(CLIPS.get(n) ?? null) },
    slips: NO_SLIPS,
    planning: NO_PLANNING,
    forecast: {
      report: () => ({
        source: "plain",
        at: null,
        runs: null,
        reason: "没有窗口开放",
        quantiles: { median: 0.5, bound: 0.8 },
        days: [],
        announced: [],
      }),
    },
    replay: NO_REPLAY,
    clock,
    log,
    metrics: createMetrics({
      waiting: () => ({ comprehensive: 4 }),
      outbox: () => ({ "sms pending": 2 }),
      devices: () => ({ ok: 1, off: 3 }),
      told: () => ({ all: { told: 7, meanError: 1.5, within5: 1, cover: null, headOfLine: 3 } }),
    }),
    version: "9.9.9",
    timeZone: "Asia/Shanghai",
    uiFolder: "/nonexistent",
    ready: () => true,
    virtualHall: null,
    deviceDesk: {
      detail: (id) => refuse("device.unknown", id),
      attempt: (id, { act }) => Promise.resolve({ done: true, text: `${id} ${act}` }),
      swap: (id, other, by) =>
        Promise.resolve({
          devices: [
            { id, address: 2 },
            { id: other, address: 1 },
          ],
          notice: by,
        }),
    },
    start: () => ({ hall: "大厅", demo: false, links: [] }),
    ...over,
  });
  const port = await http.start({ host: "127.0.0.1", port: 0 });
  const call: TestHttp["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
      redirect: "manual",
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson && text !== "" ? JSON.parse(text) : null,
    };
  };
  return {
    http,
    service,
    auth,
    clock,
    port,
    logged,
    codesSent,
    smsOff,
    signedIn: (staff) => {
      const token = `session-of-${staff}`;
      const expiresAt = clock.now() + 3_600_000;
      store.putSession({ hash: tokenHash(token), staff, createdAt: clock.now(), expiresAt });
      return token;
    },
    call,
    api: (token, method, path, body, headers = {}) =>
      call(method, `/api/v1${path}`, body, {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      }),
    stop: () => http.stop(200),
  };
}
