import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn, ticketUntil } from "./support/people.ts";
import { smsTo } from "./support/virtual.ts";

const PHONE = "13800138000";
let hall: SimHall;
beforeAll(async () => {
  hall = await startHall();
  await allOn(hall);
});
afterAll(() => hall?.stop());

it("to the window's configured sector, ahead of who came later there, told by a second SMS when called", async () => {
  await hall.window("w01", "open", { staff: "s01" });
  await hall.window("w03", "open", { staff: "s03" });
  const moved = await hall.issue({ queue: "comprehensive", phone: PHONE });
  const later = await hall.issue({ queue: "property" });
  await hall.window("w01", "call-next");
  await hall.window("w01", "start");
  await hall.window("w01", "transfer");
  expect(await hall.ticket(moved.id)).toMatchObject({
    number: moved.number,
    queue: "property",
    state: "waiting",
    leg: 2,
    window: null,
  });
  expect((await hall.window("w03", "call-next")).ticket?.number).toBe(moved.number);
  await hall.virtual.shows("led-w03", moved.number);
  await ticketUntil(hall, moved.id, "its last SMS", (t) => t.messages.at(-1)?.state === "sent");
  const called = smsTo(await hall.virtual.state(), PHONE).filter((text) => text.includes("现在到"));
  expect(called).toHaveLength(2);
  expect(called[0]).toContain("1号窗口");
  expect(called[1]).toContain("3号窗口");
  expect((await hall.window("w03", "call-next")).ticket?.number).toBe(later.number);
});

it("to a window: only that one may call; to nowhere, to itself or a closed one is refused", async () => {
  await hall.window("w02", "open", { staff: "s02" });
  const ticket = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  const to = (body: object) => hall.call("POST", "/windows/w01/transfer", body);
  expect(await to({ queue: "nowhere" })).toMatchObject({ status: 404, json: { code: "queue.unknown" } });
  expect(await to({ window: "w99" })).toMatchObject({ status: 404, json: { code: "window.unknown" } });
  expect(await to({ window: "w01" })).toMatchObject({ status: 409, json: { code: "window.no-target" } });
  expect((await to({ queue: "property", window: "w02" })).status).toBe(400);
  expect((await hall.ticket(ticket.id)).state).toBe("called");
  expect((await to({ window: "w02" })).status).toBe(200);
  expect((await hall.window("w01", "call-next")).ticket).toBeNull();
  expect((await hall.window("w02", "call-next")).ticket?.number).toBe(ticket.number);
});
