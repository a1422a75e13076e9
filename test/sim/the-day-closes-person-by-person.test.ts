import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DayClosed, DayView } from "../../src/contract/day.ts";
import type { HallConfigInput } from "../../src/contract/hall-config.ts";
import { WEEKDAYS } from "../../src/contract/plan-config.ts";
import type { Problem } from "../../src/contract/problem.ts";
import type { ScreenView } from "../../src/contract/screen.ts";
import type { RejoinedHere, Ticket, VisitView } from "../../src/contract/ticket.ts";
import type { KioskView, QueueView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { OFFSET } from "./support/late-morning.ts";
import { asPage, phonePage } from "./support/people.ts";

/** The hall's clock so many minutes from now. */
const clock = (minutes: number) =>
  new Date(Date.now() + OFFSET * 3_600_000 + minutes * 60_000).toISOString().slice(11, 16);
const days = [...WEEKDAYS];

let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({
    config: (c) => ({
      ...c,
      hall: { ...c.hall, hours: [{ days, from: "00:00", to: "23:00" }] },
      sectors: c.sectors.map((s) => (s.id === "property" ? { ...s, quota: { perDay: 1 } } : s)),
    }),
  });
});
afterAll(() => hall?.stop());

/** Stops the server, gives the hall other hours, and starts it again over the same data. */
async function withHours(hours: HallConfigInput["hall"]["hours"]): Promise<void> {
  await hall.kill("SIGTERM");
  const config = JSON.parse(readFileSync(hall.configFile, "utf8")) as HallConfigInput;
  writeFileSync(hall.configFile, JSON.stringify({ ...config, hall: { ...config.hall, hours } }));
  await hall.start();
}
const kiosk = async () =>
  (await hall.call<KioskView>("GET", "/kiosks/k1", undefined, await asPage(hall, "kiosk", "k1"))).json;
const tickets: Ticket[] = [];

it("a full sector gives no number, says so on the kiosk, and gives back what is cancelled", async () => {
  await hall.window("w01", "open", { staff: "s01" });
  const only = await hall.issue({ queue: "property" });
  const refused = await hall.call<Problem>("POST", "/tickets", { queue: "property" });
  expect(refused).toMatchObject({ status: 409, json: { code: "queue.full", nextOpening: null } });
  expect(refused.json.detail).toContain("今天的号已全部取完");
  const property = (await kiosk()).queues.find((q: QueueView) => q.id === "property");
  expect(property).toMatchObject({ left: 0, notices: [{ code: "full", stops: true }] });
  await hall.call("DELETE", `/tickets/${only.id}`);
  expect((await hall.call("POST", "/tickets", { queue: "property" })).status).toBe(201);
});

it("a missed number rejoins by a tap at the kiosk, for its own phone only", async () => {
  for (const phone of ["13800138000", undefined, "13800138002", undefined])
    tickets.push(await hall.issue({ queue: "comprehensive", ...(phone ? { phone } : {}) }));
  await hall.window("w01", "call-next");
  await hall.window("w01", "no-show");
  const number = tickets[0]?.number;
  expect((await kiosk()).missed).toEqual([{ number, queue: "comprehensive", phone: true }]);
  const page = await asPage(hall, "kiosk", "k1");
  const rejoin = (tail: string) =>
    hall.call<RejoinedHere>("POST", "/kiosks/k1/rejoin", { number, tail }, page);
  expect(await rejoin("1234")).toMatchObject({ status: 409, json: { code: "ticket.tail-wrong" } });
  expect(await rejoin("8000")).toMatchObject({ status: 200, json: { number, ahead: 3, rejoinsLeft: 0 } });
});

it("lunch keeps the line and says when calling goes on", async () => {
  const again = clock(90);
  await withHours([
    { days, from: "00:00", to: clock(-5) },
    { days, from: again, to: "23:00" },
  ]);
  await hall.window("w01", "pause", { reason: "用餐" });
  expect((await hall.call<Problem>("POST", "/tickets", {})).json.code).toBe("hall.closed");
  const screen = (await hall.call<ScreenView>("GET", "/screens/main")).json;
  expect(screen.notice).toBe(`午间休息，${again}继续叫号；已取的号保留，不用重新取`);
  expect(screen.waiting[0]).toMatchObject({ queue: "comprehensive", count: 4 });
  expect(screen.waiting[0]?.resumesAt).toContain(`T${again}`);
  const page = await phonePage<VisitView>(hall, tickets[1] as Ticket);
  expect(page.json).toMatchObject({ state: "waiting", notice: expect.stringContaining(`${again}继续叫号`) });
  await hall.window("w01", "resume");
});

it("at closing numbers stop, windows go on, and each person left is served, or told the end", async () => {
  await withHours([{ days, from: "00:00", to: clock(-2) }]);
  expect((await hall.call<Problem>("POST", "/tickets", {})).json.code).toBe("hall.closed");
  const called = await hall.window("w01", "call-next");
  expect(called.ticket?.number).toBe(tickets[1]?.number);

  const day = (await hall.call<DayView>("GET", "/day")).json;
  const left = day.people.filter((p) => p.queue === "comprehensive");
  expect(left.map((p) => p.state)).toEqual(["waiting", "waiting", "waiting"]);
  const [withPhone, without] = [tickets[2] as Ticket, tickets[3] as Ticket];
  const closed = await hall.call<DayClosed>("POST", "/day/close", {
    decisions: [withPhone, without].map(({ id }) => ({ ticket: id, action: "expire" })),
  });
  expect(closed.json).toMatchObject({ expired: 2, told: 1, untold: [without.number] });
  await hall.virtual.until("the SMS that tells the end", (view) =>
    view.sms.some((m) => m.body.includes(`${withPhone.number}（综合受理）不再叫号`)),
  );
  const page = await phonePage<VisitView>(hall, without);
  expect(page.json).toMatchObject({ state: "expired", notice: expect.stringContaining("大厅今天已收号") });
  // Whoever rejoined was kept and is served after closing time.
  expect((await hall.window("w01", "call-next")).ticket?.number).toBe(tickets[0]?.number);
});
