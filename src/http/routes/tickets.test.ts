import { afterEach, beforeEach, expect, test } from "vitest";
import { ticket } from "../../contract/ticket.ts";
import { ticketLike, windowLike } from "../testing/fake-hall-service.ts";
import { ADMIN, startHttp, type TestHttp } from "../testing/start-http.ts";

let hall: TestHttp;
let kiosk: string;
let rater: string;
let screen: string;
beforeEach(async () => {
  hall = await startHttp();
  kiosk = hall.auth.issueDeviceToken("kiosk", "k1");
  rater = hall.auth.issueDeviceToken("rater", "w01");
  screen = hall.auth.issueDeviceToken("screen", "main");
});
afterEach(() => hall.stop());

const signedIn = (staff: string) => hall.signedIn(staff);
const lastArgs = () => hall.service.calls.at(-1)?.args ?? [];

test("a number is issued with the phone as E.164 and answered whole", async () => {
  const body = { phone: "138 0013 8001", queue: "comprehensive", kiosk: "k1", channel: "kiosk" };
  const answer = await hall.api(ADMIN, "POST", "/tickets", body);
  expect(answer.status).toBe(201);
  expect(answer.headers.get("location")).toBe("/api/v1/tickets/t-1");
  expect(ticket.safeParse(answer.json).success).toBe(true);
  expect(lastArgs()[0]).toEqual({
    queue: "comprehensive",
    kiosk: "k1",
    channel: "kiosk",
    phone: "+8613800138001",
  });
  expect(lastArgs()[1]).toEqual({ actor: { kind: "admin" }, key: null });
});

test("no phone is fine, a wrong one is told in a sentence, before the hall is asked", async () => {
  expect((await hall.api(ADMIN, "POST", "/tickets", {})).status).toBe(201);
  for (const phone of ["12345", "", "1".repeat(25), 5]) {
    const { status, json } = await hall.api(ADMIN, "POST", "/tickets", { phone });
    expect([status, json.code, json.problems[0].path]).toEqual([400, "phone.invalid", "phone"]);
    expect(json.detail).toMatch(/\p{sc=Han}/u);
  }
  expect(hall.service.calls).toHaveLength(1);
});

test("the channel follows from who asks, unless it is named", async () => {
  const clerk = signedIn("s01");
  const channels = async (token: string, body: object) => {
    await hall.api(token, "POST", "/tickets", body);
    return (lastArgs()[0] as { channel: string }).channel;
  };
  expect(await channels(ADMIN, {})).toBe("api");
  expect(await channels(ADMIN, { kiosk: "k1" })).toBe("kiosk");
  expect(await channels(clerk, {})).toBe("staff");
  expect(await channels(kiosk, { channel: "api" })).toBe("kiosk");
});

test("a kiosk issues as itself only, and never overrides", async () => {
  await hall.api(kiosk, "POST", "/tickets", { queue: "comprehensive" });
  expect(lastArgs()).toEqual([
    { queue: "comprehensive", channel: "kiosk", kiosk: "k1" },
    { actor: { kind: "device", id: "kiosk:k1" }, key: null },
  ]);
  for (const body of [{ kiosk: "k2" }, { override: true }])
    expect((await hall.api(kiosk, "POST", "/tickets", body)).json.code).toBe("auth.forbidden");
  for (const token of [screen, rater])
    expect((await hall.api(token, "POST", "/tickets", {})).status).toBe(403);
});

test("a phone that already waits: the kiosk learns its number only, staff see the ticket", async () => {
  const stranger = ticketLike({ number: "Z007", phone: "139****0000" });
  hall.service.issue = () => Promise.resolve({ answer: { created: false, ticket: stranger }, fresh: true });
  const shown = await hall.api(kiosk, "POST", "/tickets", { phone: "13900000000" });
  expect([shown.status, shown.json]).toEqual([
    200,
    { number: "Z007", queue: "comprehensive", state: "waiting", repeated: true },
  ]);
  const whole = await hall.api(ADMIN, "POST", "/tickets", { phone: "13900000000" });
  expect([whole.status, whole.json.id]).toEqual([200, "t-1"]);
});

test("a kiosk sees the tickets it issued, and can't tell others from none", async () => {
  await hall.api(kiosk, "POST", "/tickets", {});
  await hall.api(ADMIN, "POST", "/tickets", {});
  expect((await hall.api(kiosk, "GET", "/tickets/t-1")).json.id).toBe("t-1");
  const other = await hall.api(kiosk, "GET", "/tickets/t-2");
  const none = await hall.api(kiosk, "GET", "/tickets/t-99");
  expect([other.status, other.text]).toEqual([403, none.text]);
  expect((await hall.api(kiosk, "DELETE", "/tickets/t-1")).status).toBe(403);
  expect((await hall.api(ADMIN, "GET", "/tickets/t-99")).json.code).toBe("ticket.unknown");
});

test("staff cancel, rejoin, reprint and resend; pages don't", async () => {
  const clerk = signedIn("s01");
  const verbs: [string, string, string, object?][] = [
    ["DELETE", "", "cancel"],
    ["POST", "/rejoin", "rejoin"],
    ["POST", "/reprint", "reprint", { printer: "printer-2" }],
    ["POST", "/resend", "resend"],
  ];
  for (const [method, path, name, body] of verbs) {
    const { status } = await hall.api(clerk, method, `/tickets/t-1${path}`, body);
    expect([status, hall.service.calls.at(-1)?.name]).toEqual([200, name]);
    expect((await hall.api(screen, method, `/tickets/t-1${path}`, body)).status).toBe(403);
  }
  expect(hall.service.calls[2]?.args.slice(0, 2)).toEqual(["t-1", "printer-2"]);
  expect(lastArgs().at(-1)).toMatchObject({ actor: { kind: "staff", id: "s01" } });
});

test("the rater at a window rates what it asks for, or what was served there, and nothing else", async () => {
  await hall.api(ADMIN, "POST", "/tickets", {});
  const rate = (token: string, headers = {}) =>
    hall.api(token, "POST", "/tickets/t-1/rating", { score: 5 }, headers);
  expect((await rate(rater)).status).toBe(403);
  hall.service.tickets.set("t-1", { ticket: ticketLike({ window: { id: "w02", name: "2" } }), kiosk: null });
  expect((await rate(rater)).status).toBe(403);
  hall.service.tickets.set("t-1", { ticket: ticketLike({ window: { id: "w01", name: "1" } }), kiosk: null });
  expect((await rate(rater, { "idempotency-key": "r" })).status).toBe(200);
  expect(lastArgs()).toMatchObject([
    "t-1",
    { score: 5 },
    "touch",
    { actor: { kind: "device", id: "rater:w01" } },
  ]);
  // The answer was lost, and the window has moved on: the retry still gets it.
  hall.service.tickets.set("t-1", { ticket: ticketLike(), kiosk: null });
  expect((await rate(rater, { "idempotency-key": "r" })).status).toBe(200);
  expect((await rate(signedIn("s01"))).status).toBe(403);
  expect((await rate(signedIn("s90"))).status).toBe(200);
});

test("scores are whole numbers from 1 to 5", async () => {
  for (const score of [0, 6, 2.5, "5", null, undefined]) {
    const { status, json } = await hall.api(ADMIN, "POST", "/tickets/t-1/rating", { score });
    expect([status, json.problems[0].path]).toEqual([400, "score"]);
  }
});

test("cases of a ticket are for staff", async () => {
  await hall.api(ADMIN, "POST", "/tickets", {});
  hall.service.windowsById.set("w01", windowLike());
  expect((await hall.api(ADMIN, "GET", "/tickets/t-1/cases")).json).toHaveLength(1);
  expect((await hall.api(ADMIN, "GET", "/tickets/t-9/cases")).status).toBe(404);
  expect((await hall.api(kiosk, "GET", "/tickets/t-1/cases")).status).toBe(403);
});
