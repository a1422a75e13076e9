import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HallError, refuse } from "../kernel/errors.ts";
import { ADMIN, startHttp, type TestHttp } from "./testing/start-http.ts";

let hall: TestHttp;
beforeEach(async () => {
  hall = await startHttp();
});
afterEach(() => hall.stop());

const ISSUE = { phone: "13800138001", queue: "comprehensive" };
const issue = (body: unknown, headers?: Record<string, string>) =>
  hall.api(ADMIN, "POST", "/tickets", body, headers);

test("every refusal is a problem with a stable code", async () => {
  const answer = await hall.api(null, "GET", "/windows");
  expect(answer.status).toBe(401);
  expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  expect(answer.json).toEqual({
    type: "urn:hall:problem:auth.missing",
    title: "请先登录",
    status: 401,
    code: "auth.missing",
    detail: "Sign in first",
  });
});

test("a wrong token is 401 whatever is asked for, known or not", async () => {
  for (const [method, path] of [
    ["GET", "/windows"],
    ["GET", "/tickets/nobody"],
    ["POST", "/windows/w99/call-next"],
    ["DELETE", "/tickets/t-1"],
    ["GET", "/kiosks/k9"],
  ] as const)
    for (const authorization of ["Bearer wrong", "Bearer", "Basic YTpi", "Bearer null"])
      expect((await hall.call(method, `/api/v1${path}`, undefined, { authorization })).json.code).toBe(
        "auth.invalid",
      );
});

test("unknown addresses are 404, other methods 405 with Allow", async () => {
  for (const path of [
    "/api/v1",
    "/api/v1/nothing",
    "/api/v2/tickets",
    "/api",
    "/api/v1/tickets/",
    "/api/v1/Tickets",
  ])
    expect((await hall.call("GET", path)).json?.code).toBe("route.unknown");
  const wrong = await hall.api(ADMIN, "PUT", "/tickets", {});
  expect([wrong.status, wrong.json.code, wrong.headers.get("allow")]).toEqual([405, "route.method", "POST"]);
  expect((await hall.api(ADMIN, "GET", "/tickets")).status).toBe(405);
  expect((await hall.api(ADMIN, "OPTIONS", "/windows")).headers.get("allow")).toBe("GET, HEAD");
  expect((await hall.api(ADMIN, "HEAD", "/windows")).status).toBe(200);
});

test("an address that can't be decoded is refused, not a fault", async () => {
  const answer = await hall.api(ADMIN, "GET", "/tickets/%E0%A4%A");
  expect([answer.status, answer.json.code]).toEqual([400, "request.malformed"]);
  expect(hall.logged).toEqual([]);
});

test.each([
  ["{", "request.malformed", 400],
  ["", "request.invalid", 400, "/windows/w01/call"],
  ['{"phone":"13800138001",}', "request.malformed", 400],
  ["[]", "request.invalid", 400],
  ["null", "request.invalid", 400],
  ['"x"', "request.invalid", 400],
  ['{"phone":5,"queue":[]}', "request.invalid", 400],
  [`{"queue":"${"x".repeat(60)}"}`, "request.invalid", 400],
  [`{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, null, 201],
])("body %.30j", async (body, code, status, path = "/tickets") => {
  const answer = await hall.api(ADMIN, "POST", path, body === "" ? undefined : body);
  expect(answer.status).toBe(status);
  if (code !== null) expect(answer.json.code).toBe(code);
});

test("all wrong fields are named at once, with what was given and what is allowed, but never a phone", async () => {
  const { json } = await issue({ phone: 13800138001, queue: [], count: 0, green: "rich" });
  expect(json.problems.map((p: { path: string }) => p.path)).toEqual(["phone", "queue", "count", "green"]);
  expect(json.problems[2]).toEqual({
    path: "count",
    value: 0,
    message: "须为 1 到 500 的整数（integer 1 to 500）",
  });
  expect(JSON.stringify(json)).not.toContain("13800138001");
  const broken = await issue('{"phone":"13800138001"');
  expect(broken.text).not.toContain("13800138001");
});

test("ten thousand wrong entries are one problem: too many", async () => {
  const reasons = Array.from({ length: 10_000 }, (_, n) => n);
  const { status, json } = await hall.api(ADMIN, "POST", "/tickets/t-1/rating", { score: 5, reasons });
  expect([status, json.problems]).toEqual([
    400,
    [
      {
        path: "reasons",
        value: "[10000 items]",
        message: "须为 至多 20 项的列表（list of at most 20 items）",
      },
    ],
  ]);
});

test("control characters, lone surrogates and direction overrides are refused; emoji and newlines are not", async () => {
  const rate = (comment: string) =>
    hall.api(ADMIN, "POST", "/tickets/t-1/rating", `{"score":5,"comment":"${comment}"}`);
  for (const bad of ["\\u001b@", "\\u0000", "\\b", "\\ud800", "\u202e", "\u0085"]) {
    const { status, json } = await rate(`ok${bad}`);
    expect([status, json.problems?.[0]?.path]).toEqual([400, "comment"]);
  }
  for (const good of ["\\u597d", "\\ud83d\\ude00", "两\\n行", "😀"])
    expect((await rate(good)).status).toBe(200);
});

test("not JSON, not UTF-8 and compressed bodies are told apart", async () => {
  const send = (headers: Record<string, string>, body: Buffer | string) =>
    fetch(`http://127.0.0.1:${hall.port}/api/v1/tickets`, {
      method: "POST",
      headers: { authorization: `Bearer ${ADMIN}`, ...headers },
      body: new Uint8Array(Buffer.from(body)),
    });
  expect((await send({ "content-type": "text/plain" }, "{}")).status).toBe(415);
  expect((await send({ "content-type": "application/x-www-form-urlencoded" }, "a=1")).status).toBe(415);
  expect((await send({}, "{}")).status).toBe(415);
  expect((await send({ "content-type": "application/json", "content-encoding": "gzip" }, "{}")).status).toBe(
    415,
  );
  expect(
    (await send({ "content-type": "application/json" }, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).status,
  ).toBe(400);
  expect(
    (await send({ "content-type": "Application/JSON; charset=utf-8" }, JSON.stringify(ISSUE))).status,
  ).toBe(201);
});

test("a body too large is answered with 413, its connection stays usable, and nothing is issued", async () => {
  const large = `{"phone":"${"1".repeat(1024 * 1024)}"}`;
  for (const body of [large, `{"declaration":"${"x".repeat(65 * 1024)}"}`]) {
    const answer = await issue(body);
    expect([answer.status, answer.json.code]).toEqual([413, "request.too-large"]);
  }
  expect((await issue(`{"queue":"comprehensive","x":"${"y".repeat(60 * 1024)}"}`)).status).toBe(201);
  expect(hall.service.calls).toHaveLength(1);
});

test("a large body without a length is cut off too", async () => {
  const status = await new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        port: hall.port,
        host: "127.0.0.1",
        path: "/api/v1/tickets",
        method: "POST",
        headers: {
          authorization: `Bearer ${ADMIN}`,
          "content-type": "application/json",
          "transfer-encoding": "chunked",
        },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on("error", reject);
    for (let n = 0; n < 40; n++) sent.write("x".repeat(16 * 1024));
    sent.end();
  });
  expect(status).toBe(413);
});

test("a client that hangs up in the middle of its body costs nothing", async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(hall.port, "127.0.0.1", () => {
      socket.write(
        `POST /api/v1/tickets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ADMIN}\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"pho`,
        () => socket.destroy(),
      );
    });
    socket.on("close", () => resolve());
  });
  expect((await issue(ISSUE)).status).toBe(201);
  expect(hall.service.calls).toHaveLength(1);
});

test("garbage instead of HTTP is answered by a closed connection, and the server lives", async () => {
  await new Promise<void>((resolve) => {
    const socket = connect(hall.port, "127.0.0.1", () =>
      socket.write(Buffer.from("\x16\x03\x01garbage\r\n\r\n")),
    );
    socket.on("data", () => {});
    socket.on("close", () => resolve());
  });
  expect((await hall.call("GET", "/healthz")).json).toEqual({ status: "ok", version: "9.9.9" });
});

test("the same key gives the same answer, another body under it 422, another caller is apart", async () => {
  const first = await issue(ISSUE, { "idempotency-key": "a-1" });
  const again = await issue({ queue: "comprehensive", phone: "13800138001" }, { "idempotency-key": "a-1" });
  expect([first.status, again.status, again.json.id]).toEqual([201, 201, first.json.id]);
  expect([first.headers.get("idempotent-replayed"), again.headers.get("idempotent-replayed")]).toEqual([
    null,
    "true",
  ]);
  const other = await issue({ ...ISSUE, count: 2 }, { "idempotency-key": "a-1" });
  expect([other.status, other.json.code]).toEqual([422, "idempotency.mismatch"]);
  const kiosk = hall.auth.issueDeviceToken("kiosk", "k1");
  const elsewhere = await hall.api(kiosk, "POST", "/tickets", ISSUE, { "idempotency-key": "a-1" });
  expect(elsewhere.json.id).not.toBe(first.json.id);
});

test("a key must be 1 to 255 printable characters", async () => {
  for (const key of ["x".repeat(256), "é", " "]) {
    const answer = await issue(ISSUE, { "idempotency-key": key });
    expect([answer.status, answer.json.problems?.[0]?.path]).toEqual([400, "Idempotency-Key"]);
  }
  expect((await issue(ISSUE, { "idempotency-key": "x".repeat(255) })).status).toBe(201);
  expect(hall.service.calls).toHaveLength(1);
});

test("a fault is 500 with an id that stands in the log; a storage fault 503; neither tells its cause", async () => {
  hall.service.next.push(
    new Error("boom /secret/path"),
    new HallError("server.storage", "disk I/O error"),
    new HallError("hall.stopping", "stopping"),
  );
  const fault = await issue(ISSUE);
  expect([fault.status, fault.json.code]).toEqual([500, "server.fault"]);
  const id = /编号 ([0-9a-f]{12})/.exec(fault.json.detail)?.[1];
  expect(hall.logged[0]).toMatchObject({ facts: { fault: id, cause: "boom /secret/path" } });
  expect(fault.text).not.toContain("secret");
  const storage = await issue(ISSUE);
  expect([storage.status, storage.json.code, storage.headers.get("retry-after")]).toEqual([
    503,
    "server.storage",
    "1",
  ]);
  expect((await issue(ISSUE)).json.code).toBe("hall.stopping");
  expect((await issue(ISSUE)).status).toBe(201);
});

test("a closed hall says when it opens next, in its own time", async () => {
  hall.service.next.push({ ...refuse("hall.closed", ""), nextOpening: Date.UTC(2026, 10, 24, 0, 30) });
  const { status, json } = await issue(ISSUE);
  expect([status, json.code, json.nextOpening]).toEqual([
    409,
    "hall.closed",
    "2026-11-24T08:30:00.000+08:00",
  ]);
});

test("health, readiness and metrics stand at the root", async () => {
  await issue(ISSUE);
  hall.service.next.push(refuse("hall.closed", ""));
  await issue(ISSUE);
  expect((await hall.call("GET", "/readyz")).status).toBe(200);
  const { text, status } = await hall.call("GET", "/metrics");
  expect(status).toBe(200);
  for (const line of [
    'hall_http_request_seconds_count{method="POST",route="/tickets",status="201"} 1',
    'hall_commands_total{route="/tickets",outcome="done"} 1',
    'hall_commands_total{route="/tickets",outcome="hall.closed"} 1',
    'hall_waiting_tickets{queue="comprehensive"} 4',
    'hall_outbox_jobs{state="sms pending"} 2',
    'hall_devices{health="off"} 3',
    "nodejs_eventloop_lag_seconds",
  ])
    expect(text).toContain(line);
  const proxied = { "x-forwarded-for": "10.0.0.9" };
  expect((await hall.call("GET", "/metrics", undefined, proxied)).status).toBe(401);
  const asAdmin = { ...proxied, authorization: `Bearer ${ADMIN}` };
  expect((await hall.call("GET", "/metrics", undefined, asAdmin)).status).toBe(200);
});

test("a server that isn't ready says so", async () => {
  const other = await startHttp({ ready: () => false });
  expect((await other.call("GET", "/readyz")).status).toBe(503);
  expect((await other.call("GET", "/healthz")).status).toBe(200);
  await other.stop();
});

test("a port that is taken is a named fault", async () => {
  const other = await startHttp();
  await other.stop();
  await expect(other.http.start({ host: "127.0.0.1", port: hall.port })).rejects.toMatchObject({
    code: "http.listen",
  });
});

test("pages: headers, fallback, and a sentence when they aren't built", async () => {
  const page = await hall.call("GET", "/kiosk/k1", undefined, { accept: "text/html" });
  expect(page.status).toBe(503);
  expect(page.text).toContain("npm run build");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  expect(page.headers.get("x-powered-by")).toBeNull();
  expect((await hall.call("GET", "/missing.js")).status).toBe(404);
  expect((await hall.call("POST", "/kiosk/k1", {})).status).toBe(404);
  expect(
    (await hall.call("GET", "/..%2f..%2fetc%2fpasswd", undefined, { accept: "text/html" })).text,
  ).not.toContain("root:");
});

test("pages may talk to the virtual hall while it runs", async () => {
  const other = await startHttp({
    virtualHall: {
      state: () => ({ url: "http://127.0.0.1:4999/wall", running: true }),
      start: () => Promise.resolve(),
    },
  });
  const { headers } = await other.call("GET", "/", undefined, { accept: "text/html" });
  expect(headers.get("content-security-policy")).toMatch(/connect-src [^;]*http:\/\/127\.0\.0\.1:4999(;| )/);
  await other.stop();
});

test("/docs needs nothing from outside", async () => {
  const page = await hall.call("GET", "/docs");
  expect(page.text).not.toMatch(/https?:\/\//);
  for (const file of ["swagger-ui.css", "swagger-ui-bundle.js", "start.js"])
    expect((await hall.call("GET", `/docs/${file}`)).status).toBe(200);
});

test("an address that can't be decoded is the asker's mistake", async () => {
  for (const path of ["/api/v1/tickets/%E0%A4%A", "/api/v1/%ff"]) {
    const answer = await hall.call("GET", path);
    expect([answer.status, answer.json?.code], path).toEqual([400, "request.malformed"]);
  }
});
