import { afterAll, beforeAll, expect, it } from "vitest";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn, asPage, ticketUntil } from "./support/people.ts";
import { until } from "./support/until.ts";
import { cutSlips, smsTo } from "./support/virtual.ts";

let hall: SimHall;
let kiosk: Record<string, string>;
beforeAll(async () => {
  hall = await startHall();
  kiosk = await asPage(hall, "kiosk", "k1");
  await allOn(hall);
});
afterAll(() => hall?.stop());

const tap = (body: object, key: string) =>
  hall.call<Ticket>("POST", "/tickets", body, { ...kiosk, "idempotency-key": key });
const waiting = async () =>
  (await hall.call<{ id: string; waiting: number }[]>("GET", "/queues")).json.find(
    (q) => q.id === "comprehensive",
  )?.waiting;

it("two taps at once under one key: the same ticket twice, one slip, one SMS", async () => {
  const body = { queue: "comprehensive", phone: "13800138001" };
  const [one, two] = await Promise.all([tap(body, "tap-1"), tap(body, "tap-1")]);
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(two.json).toEqual(one.json);
  expect(await waiting()).toBe(1);
  await ticketUntil(hall, one.json.id, "its slip", (t) => t.slip?.state === "printed");
  await ticketUntil(hall, one.json.id, "its SMS", (t) => t.messages[0]?.state === "sent");
  const view = await hall.virtual.state();
  expect(cutSlips(view, "printer-1")).toHaveLength(1);
  expect(smsTo(view, "13800138001")).toHaveLength(1);
});

it("a lost answer: asked again after the server's plug was pulled, it is the same ticket", async () => {
  const body = { queue: "comprehensive" };
  const before = await waiting();
  const lost = new AbortController();
  const first = fetch(`${hall.url}/api/v1/tickets`, {
    method: "POST",
    headers: { ...kiosk, "content-type": "application/json", "idempotency-key": "tap-2" },
    body: JSON.stringify(body),
    signal: lost.signal,
  });
  first.catch(() => undefined);
  await until("the ticket to be taken", async () => (await waiting()) === Number(before) + 1);
  lost.abort();
  await hall.restart();
  const again = await tap(body, "tap-2");
  expect(again.status).toBe(201);
  expect(await waiting()).toBe(Number(before) + 1);
  expect(await hall.ticket(again.json.id)).toMatchObject({ number: again.json.number, state: "waiting" });
});

it("the same key for something else is refused and issues nothing", async () => {
  const before = await waiting();
  await tap({ queue: "comprehensive" }, "tap-3");
  const other = await tap({ queue: "property" }, "tap-3");
  expect(other).toMatchObject({ status: 422, json: { code: "idempotency.mismatch" } });
  expect(await waiting()).toBe(Number(before) + 1);
});

it("two taps under two keys with one phone: the second shows the first's number again", async () => {
  const body = { queue: "comprehensive", phone: "13800138002" };
  const first = await tap(body, "tap-4");
  const again = await tap(body, "tap-5");
  expect(first.status).toBe(201);
  expect(again.status).toBe(200);
  expect(again.json).toEqual({
    number: first.json.number,
    queue: "comprehensive",
    state: "waiting",
    repeated: true,
  });
});
