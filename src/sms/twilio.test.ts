import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createSms } from "./create-sms.ts";
import { createTwilio } from "./twilio.ts";

// The real SDK against a gateway of our own on loopback.

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly form: URLSearchParams;
}
type Answer = (seen: Seen, response: http.ServerResponse) => void;

let server: http.Server;
let seen: Seen[];
let answer: Answer;
let port: number;
const SID = `SM${"1".repeat(32)}`;
const ACCOUNT = `AC${"0".repeat(32)}`;
const never = new AbortController().signal;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  };
const created = json(201, { sid: SID, status: "queued", error_code: null });

beforeEach(async () => {
  const mine: Seen[] = [];
  seen = mine;
  answer = created;
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (d) => {
      body += d;
    });
    request.on("end", () => {
      const one = {
        method: request.method ?? "",
        url: request.url ?? "",
        headers: request.headers,
        form: new URLSearchParams(body),
      };
      mine.push(one);
      answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  server.closeAllConnections();
  if (server.listening) await new Promise((resolve) => server.close(resolve));
});

const provider = (part: { path?: string; timeoutMs?: number } = {}) =>
  createTwilio({
    config: {
      provider: "twilio",
      accountSid: ACCOUNT,
      from: "+15005550006",
      baseUrl: `http://127.0.0.1:${port}${part.path ?? ""}`,
      concurrency: 5,
      signature: "大厅",
      remindAhead: 1,
      expiresMinutes: 30,
    },
    authToken: "secret",
    timeoutMs: part.timeoutMs ?? 50_000,
  });
const message = { to: "+8613800138000", body: "【大厅】请Z003号", idempotency: "t-1:1:called:2" };

test("a message reaches the gateway as Twilio's API wants it, with its own key", async () => {
  const p = provider();
  await p.prepare();
  expect(await p.send(message, never)).toEqual({ accepted: true, reference: SID, state: "sent" });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.url).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Messages.json`);
  expect(seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT}:secret`).toString("base64")}`);
  expect(seen[0]?.headers["idempotency-key"]).toBe("t-1:1:called:2");
  expect(Object.fromEntries(seen[0]?.form ?? [])).toEqual({
    To: "+8613800138000",
    From: "+15005550006",
    Body: "【大厅】请Z003号",
  });
});

test("a gateway below a path is reached there, with or without its slash", async () => {
  await provider({ path: "/sms/v1/" }).send(message, never);
  await provider({ path: "/sms/v1" }).send(message, never);
  const url = `/sms/v1/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
  expect(seen.map((s) => s.url)).toEqual([url, url]);
});

test("many at once keep their own keys", async () => {
  answer = (one, response) => setTimeout(() => created(one, response), (seen.length % 5) * 3);
  const p = provider();
  const keys = Array.from({ length: 30 }, (_, i) => `t-${i}:1:issued:1`);
  await Promise.all(
    keys.map((idempotency, i) =>
      p.send({ to: `+8613800${138000 + i}`, body: "", idempotency }, new AbortController().signal),
    ),
  );
  expect(seen.map((s) => `${s.form.get("To")} ${s.headers["idempotency-key"]}`).sort()).toEqual(
    keys.map((key, i) => `+8613800${138000 + i} ${key}`).sort(),
  );
});

describe("refusals", () => {
  test.each([
    [
      400,
      { code: 21211, message: "The 'To' number +8613800138000 is not valid" },
      true,
      "手机号码无效（21211）",
    ],
    [400, { code: 21610, message: "unsubscribed" }, true, "该手机号码已退订短信（21610）"],
    [401, { code: 20003, message: "Authenticate" }, true, "短信账号或密钥有误（20003）"],
    [400, { code: "to+8613800138000", message: "no" }, true, "短信网关拒绝（HTTP 400）"],
    [400, { code: "isv.MOBILE_ILLEGAL", message: "no" }, true, "短信网关拒绝（isv.MOBILE_ILLEGAL）"],
    [400, { code: 21611, message: "queue full" }, false, "发送队列已满（21611）"],
    [404, {}, true, "短信网关拒绝（HTTP 404）"],
    [500, { message: "oops" }, false, "短信网关故障（HTTP 500）"],
    [503, {}, false, "短信网关故障（HTTP 503）"],
  ])("%i %o", async (status, body, permanent, reason) => {
    answer = json(status, body);
    const outcome = await provider().send(message, never);
    expect(outcome).toMatchObject({ accepted: false, permanent, reason });
    expect(JSON.stringify(outcome)).not.toContain("13800138000");
  });

  test("429 says when to come back", async () => {
    answer = json(429, { code: 20429 }, { "retry-after": "7" });
    expect(await provider().send(message, never)).toMatchObject({ permanent: false, retryAfterMs: 7_000 });
    expect(seen).toHaveLength(1); // the SDK does not repeat by itself
  });

  test("a message that the gateway took and failed at once", async () => {
    answer = json(201, { sid: SID, status: "failed", error_code: 30006 });
    expect(await provider().send(message, never)).toMatchObject({
      accepted: false,
      permanent: true,
      reason: "固定电话，无法接收短信（30006）",
    });
  });

  test.each(["<html>log in first</html>", "", "null", '"yes"', "{}", "[]"])(
    "an answer of 200 that is not Twilio's (%s) is not taken for sent, nor sent again",
    async (text) => {
      answer = (_, response) => response.writeHead(200, { "content-type": "text/html" }).end(text);
      expect(await provider().send(message, never)).toMatchObject({
        accepted: false,
        permanent: true,
        code: "answer",
      });
    },
  );

  test.each(["", "null", "gateway\ndown", "[1]"])("an error whose body is %j", async (text) => {
    answer = (_, response) => response.writeHead(502).end(text);
    expect(await provider().send(message, never)).toMatchObject({ accepted: false, permanent: false });
  });
});

describe("no answer", () => {
  test("nobody listens", async () => {
    const p = provider();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await p.send(message, never)).toMatchObject({
      accepted: false,
      permanent: false,
      reason: "连不上短信网关（ECONNREFUSED）",
    });
  });
  test("the connection is cut", async () => {
    answer = (_, response) => response.destroy();
    expect(await provider().send(message, never)).toMatchObject({ accepted: false, permanent: false });
  });
  test("it never comes, or dribbles in", async () => {
    answer = () => {};
    expect(await provider({ timeoutMs: 60 }).send(message, never)).toMatchObject({
      permanent: false,
      reason: "短信网关超时无应答",
    });
    const timers: NodeJS.Timeout[] = [];
    answer = (_, response) => {
      response.writeHead(201, { "content-type": "application/json" });
      timers.push(setInterval(() => response.write(" "), 10));
    };
    expect(await provider({ timeoutMs: 80 }).send(message, never)).toMatchObject({
      permanent: false,
      reason: "短信网关超时无应答",
    });
    for (const t of timers) clearInterval(t);
  });
  test("the caller gives up", async () => {
    answer = () => {};
    const stop = new AbortController();
    const sending = provider().send(message, stop.signal);
    await new Promise((resolve) => server.once("request", resolve));
    stop.abort();
    expect(await sending).toMatchObject({ accepted: false, permanent: false });
  });
});

describe("receipts", () => {
  test.each([
    [json(200, { sid: SID, status: "delivered" }), { state: "delivered" }],
    [json(200, { sid: SID, status: "sending" }), { state: "sent" }],
    [
      json(200, { sid: SID, status: "undelivered", error_code: 30003 }),
      { state: "failed", reason: "手机关机或不在服务区（30003）" },
    ],
    [json(404, { code: 20404 }), { state: "failed", reason: "短信网关查无此短信" }],
    [json(500, {}), null],
  ])("%#", async (given, expected) => {
    answer = given;
    expect(await provider().receipt(SID, never)).toEqual(expected);
    expect(seen[0]?.method).toBe("GET");
    expect(seen[0]?.url).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Messages/${SID}.json`);
  });
});

describe("which provider there is", () => {
  const common = { signature: "大厅", remindAhead: 1, expiresMinutes: 30 };
  const twilio = { provider: "twilio" as const, accountSid: ACCOUNT, from: "+1", concurrency: 5, ...common };
  test("none is wanted: off without a reason", () => {
    expect(createSms({ config: { provider: "none", ...common }, secrets: {} })).toEqual({
      state: "off",
      name: "none",
      reason: null,
    });
  });
  test.each([undefined, "", "  "])("the secret is %j: off, and it says which one", (TWILIO_AUTH_TOKEN) => {
    const sms = createSms({ config: twilio, secrets: { TWILIO_AUTH_TOKEN } });
    expect(sms).toMatchObject({ state: "off", name: "twilio" });
    expect(sms.state === "off" && sms.reason).toContain("TWILIO_AUTH_TOKEN");
  });
  test("the secret is there: on", () => {
    expect(createSms({ config: twilio, secrets: { TWILIO_AUTH_TOKEN: "x" } }).state).toBe("on");
  });
});
