import net from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Problem } from "../../src/contract/problem.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "./support/hall.ts";

let hall: SimHall;
let ticket: Ticket;
beforeAll(async () => {
  hall = await startHall();
  ticket = await hall.issue({ queue: "comprehensive" });
});
afterAll(async () => {
  await hall?.stop();
});

const stillRight = async () => {
  expect((await hall.call("GET", "/healthz")).status).toBe(200);
  expect((await hall.call("GET", "/readyz")).status).toBe(200);
  expect(await hall.ticket(ticket.id)).toMatchObject({ state: "waiting", number: ticket.number });
};

type Row = [what: string, method: string, path: string, body: unknown, status: number, code: string];
const rows: Row[] = [
  ["half a JSON", "POST", "/tickets", '{"queue": "compreh', 400, "request.malformed"],
  ["no JSON at all", "POST", "/tickets", "\u0000\u0001\u0002", 400, "request.malformed"],
  ["a list for an object", "POST", "/tickets", [], 400, "request.invalid"],
  ["null", "POST", "/tickets", "null", 400, "request.invalid"],
  ["deep nesting", "POST", "/tickets", "[".repeat(100_000), 413, "request.too-large"],
  ["1 MB", "POST", "/tickets", JSON.stringify({ phone: "1".repeat(1 << 20) }), 413, "request.too-large"],
  ["wrong types", "POST", "/tickets", { queue: 7, count: "many" }, 400, "request.invalid"],
  ["a negative count", "POST", "/tickets", { count: -1 }, 400, "request.invalid"],
  ["a short phone", "POST", "/tickets", { phone: "123" }, 400, "phone.invalid"],
  ["an unknown sector", "POST", "/tickets", { queue: "nowhere" }, 404, "queue.unknown"],
  ["an unknown matter", "POST", "/tickets", { matters: ["nothing"] }, 404, "matter.unknown"],
  ["an unknown kiosk", "POST", "/tickets", { kiosk: "k9" }, 404, "kiosk.unknown"],
  ["an unknown appointment", "POST", "/tickets", { appointment: "a1" }, 404, "appointment.unknown"],
  ["an unknown ticket", "GET", "/tickets/t-nothing", undefined, 404, "ticket.unknown"],
  ["an unknown ticket, cancelled", "DELETE", "/tickets/t-nothing", undefined, 404, "ticket.unknown"],
  ["an unknown window", "POST", "/windows/w99/call-next", {}, 404, "window.unknown"],
  ["a closed window", "POST", "/windows/w01/call-next", {}, 409, "window.closed"],
  ["an unknown member of staff", "POST", "/windows/w01/open", { staff: "nobody" }, 404, "staff.unknown"],
  ["an unknown verb", "POST", "/windows/w01/dance", {}, 404, "route.unknown"],
  ["a wrong method", "PUT", "/tickets", {}, 405, "route.method"],
  ["an unknown screen", "GET", "/screens/none", undefined, 404, "screen.unknown"],
  ["an unknown case", "POST", "/cases/c-none/accept", {}, 404, "case.unknown"],
  ["an unknown visit", "GET", `/visits/${"x".repeat(22)}`, undefined, 404, "visit.unknown"],
  ["a broken escape", "GET", "/tickets/%E0%A4%A", undefined, 400, "request.malformed"],
  ["a path upwards", "GET", "/tickets/..%2f..%2fetc%2fpasswd", undefined, 404, "ticket.unknown"],
  ["the wrong state", "POST", "/tickets/ID/rejoin", {}, 409, "ticket.wrong-state"],
  ["a rating too early", "POST", "/tickets/ID/rating", { score: 5 }, 409, "rating.not-due"],
];

describe("every bad request gets its code as problem+json, and the hall is as before", () => {
  it.each(rows)("%s", async (_what, method, path, body, status, code) => {
    const answer = await hall.call<Problem>(method, path.replace("ID", ticket.id), body);
    expect({ status: answer.status, code: answer.json?.code }).toEqual({ status, code });
    expect(answer.type).toContain("application/problem+json");
    expect(answer.json.status).toBe(status);
    expect(answer.text.length).toBeLessThan(4_000);
    await stillRight();
  });

  it("a body that is not said to be JSON", async () => {
    const answer = await hall.call<Problem>("POST", "/tickets", "{}", { "content-type": "text/plain" });
    expect(answer).toMatchObject({ status: 415, json: { code: "request.media-type" } });
  });

  it.each([
    ["no token", "", 401],
    ["a wrong token", "Bearer nonsense", 401],
    ["another scheme", "Basic c2ltOnNpbQ==", 401],
    ["a token with a tail", "Bearer sim-token-0123456789abcdefg", 401],
  ])("%s", async (_what, authorization, status) => {
    const answer = await hall.call<Problem>("POST", "/tickets", {}, { authorization });
    expect(answer.status).toBe(status);
    expect(answer.json.code).toMatch(/^auth\./);
    await stillRight();
  });

  it("an unusable Idempotency-Key", async () => {
    const answer = await hall.call("POST", "/tickets", {}, { "idempotency-key": "k".repeat(5_000) });
    expect(answer.status).toBe(400);
    await stillRight();
  });
});

describe("what is no HTTP", () => {
  const port = () => Number(new URL(hall.url).port);
  const say = (bytes: string | Buffer, end = true) =>
    new Promise<string>((resolve) => {
      let heard = "";
      const socket = net.connect(port(), "127.0.0.1", () => (end ? socket.end(bytes) : socket.write(bytes)));
      socket.on("data", (d) => {
        heard += d.toString("latin1");
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(heard));
      if (!end) socket.once("connect", () => setImmediate(() => socket.resetAndDestroy()));
    });

  it("gets a 400 or is hung up on, and does no harm", async () => {
    expect(await say("GARBAGE\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    expect(await say(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]))).toMatch(/^(HTTP\/1\.1 400|$)/);
    expect(await say(`GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(100_000)}\r\n\r\n`)).toMatch(
      /^(HTTP\/1\.1 (400|431)|$)/,
    );
    await stillRight();
  });

  it("a caller that hangs up in the middle of its body leaves nothing behind", async () => {
    await say(
      "POST /api/v1/tickets HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n" +
        `authorization: Bearer ${hall.token}\r\n\r\n{"queue":`,
      false,
    );
    await stillRight();
    expect((await hall.call<{ waiting: number }[]>("GET", "/queues")).json[0]?.waiting).toBe(1);
  });
});
