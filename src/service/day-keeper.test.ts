import { afterEach, expect, test } from "vitest";
import type { QueueId, WindowId } from "../contract/ids.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR } from "./testing/core-hall.ts";

const W1 = "w01" as WindowId;
const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const DAYTIME = (demo: CoreHall["config"]): CoreHall["config"] => ({
  ...demo,
  hall: { ...demo.hall, hours: [{ days: [...WEEK], from: "08:30", to: "17:00" }] },
});
let hall: CoreHall;
afterEach(() => hall.stop());

const open = () => hall.open(W1, "s01");
const next = async () =>
  expectDone(await hall.service.window({ verb: "call-next", window: W1 }, ADMIN)).ticket;
const ended = () => hall.facts.filter((f) => f.type === "day.ended");

test("at midnight the day ends once; numbers begin again with the next, who waited keeps place and number", async () => {
  hall = new CoreHall(DAYTIME);
  hall.core.start();
  await open();
  const served = await hall.issue();
  const waiting = await hall.issue();
  await next();
  await hall.advance(14 * HOUR);
  expect(ended()).toEqual([]);
  await hall.advance(2 * HOUR);
  expect(ended()).toMatchObject([{ data: { day: "2026-11-23", next: "2026-11-24" } }]);
  expect(hall.service.windowView(W1)?.state).toBe("closed");
  expect(hall.service.ticket(served.id)?.state).toBe("expired");
  expect(hall.service.ticket(waiting.id)?.state).toBe("waiting");
  await hall.advance(9 * HOUR);
  // Z002 is still in somebody's hand, so it is passed over when its turn comes.
  expect((await hall.issue()).number).toBe("Z001");
  expect((await hall.issue()).number).toBe("Z003");
  expect(ended()).toHaveLength(1);
  await open();
  expect((await next())?.id).toBe(waiting.id);
});

test("a server that was off over midnight ends the day at its start, as if it had been on", async () => {
  hall = new CoreHall(DAYTIME);
  hall.core.start();
  await open();
  await hall.issue();
  await next();
  await hall.restart(24 * HOUR);
  await hall.advance(0);
  expect(ended()).toMatchObject([{ data: { day: "2026-11-23", next: "2026-11-24" } }]);
  expect(hall.service.windowView(W1)?.state).toBe("closed");
  expect((await hall.issue()).number).toBe("Z001");
  await hall.restart();
  await hall.advance(0);
  expect(ended()).toHaveLength(1);
});

test("off over several midnights it ends one day, into today", async () => {
  hall = new CoreHall(DAYTIME);
  hall.core.start();
  await hall.issue();
  await hall.restart(72 * HOUR);
  await hall.advance(0);
  expect(ended()).toMatchObject([{ data: { day: "2026-11-23", next: "2026-11-26" } }]);
});

test("a hall that is open around midnight goes on: windows, services and cases stay, only the day changes", async () => {
  hall = new CoreHall();
  hall.core.start();
  await open();
  const ticket = await hall.issue({ queue: "comprehensive" as QueueId });
  await next();
  expectDone(await hall.service.window({ verb: "start", window: W1 }, ADMIN));
  await hall.advance(15 * HOUR);
  expect(ended()).toHaveLength(1);
  expect(hall.service.windowView(W1)).toMatchObject({ state: "serving", ticket: { id: ticket.id } });
  const applicant = { kind: "person", name: "张三", idNumber: "11010519491231002X" } as const;
  const materials = ["id-card", "card-form", "photo"].map((id) => ({ id, state: "present" as const }));
  const file = expectDone(
    await hall.service.openCase({ ticket: ticket.id, matter: "social-card", applicant, materials }, ADMIN),
  );
  expect(file.number).toBe("DEMO-20261124-00001");
  expect((await hall.issue()).number).toBe("Z002");
});

test("a case opened before midnight takes the rating given after it", async () => {
  hall = new CoreHall();
  hall.core.start();
  await open();
  const ticket = await hall.issue();
  await next();
  expectDone(await hall.service.window({ verb: "start", window: W1 }, ADMIN));
  const applicant = { kind: "person", name: "张三", idNumber: "11010519491231002X" } as const;
  const materials = ["id-card", "card-form", "photo"].map((id) => ({ id, state: "present" as const }));
  const file = expectDone(
    await hall.service.openCase({ ticket: ticket.id, matter: "social-card", applicant, materials }, ADMIN),
  );
  await hall.advance(15 * HOUR);
  expectDone(await hall.service.window({ verb: "finish", window: W1 }, ADMIN));
  expectDone(await hall.service.rate(ticket.id, { score: 5 }, "phone", ADMIN));
  expect(hall.service.case(file.id)?.rating).toEqual({ score: 5 });
});

test("phones older than the hall keeps them are gone after a day's end, and the memory is saved", async () => {
  hall = new CoreHall((demo) => ({ ...demo, privacy: { keepPhonesDays: 2 } }));
  hall.core.start();
  const ticket = await hall.issue({ phone: "+8613800138000" });
  const phone = () => hall.store.messages.ofTicket(ticket.id)[0]?.phone;
  for (let day = 0; day < 2; day++) {
    await hall.advance(24 * HOUR);
    expect(phone()).toBe("+8613800138000");
  }
  await hall.advance(24 * HOUR);
  expect(phone()).toBeNull();
  expect(hall.service.ticket(ticket.id)).toMatchObject({ phone: "138****8000", state: "waiting" });
  expect(await hall.restart()).toBeLessThanOrEqual(1);
});

test.each([
  ["23 hours", "2026-03-28", "2026-03-29", "2026-03-30"],
  ["25 hours", "2026-10-24", "2026-10-25", "2026-10-26"],
])(
  "in summer time's zones a day of %s ends at its own midnight; its quota and closing hold till then",
  async (_, before, changed, after) => {
    const hours = [{ days: [...WEEK], from: "00:00", to: "24:00" }];
    const at = Date.parse(`${before}T12:00:00Z`);
    hall = new CoreHall(
      (demo) => ({
        ...demo,
        hall: {
          ...demo.hall,
          timeZone: "Europe/Berlin",
          hours: hours.map((h) => ({ ...h, days: [...h.days] })),
        },
        sectors: demo.sectors.map((s) => ({ ...s, quota: { perDay: 1, bands: [] } })),
      }),
      at,
    );
    hall.core.start();
    const midnight = (day: string) => hall.core.calendar.moment(day, "00:00");
    const take = async () => codeOf(await hall.service.issue({ queue: "comprehensive" as QueueId }, ADMIN));
    await hall.advance(midnight(changed) - at);
    expect(await take()).toBe("done");
    const length = midnight(after) - midnight(changed);
    expect(length / HOUR).toBe(changed.startsWith("2026-03") ? 23 : 25);
    await hall.advance(length - 1);
    expect(await take()).toBe("queue.full");
    expect(ended().map((e) => e.data)).toEqual([{ day: before, next: changed }]);
    await hall.advance(1);
    expect(ended().at(-1)?.data).toEqual({ day: changed, next: after });
    expect(await take()).toBe("done");
  },
);

test("an hour after the 23-hour day it is that day's midnight that counts, not the one before", async () => {
  // Closed from Sunday's midnight on: the services of Saturday's night end with it, the server was off then.
  const hours = [{ days: ["sat", "sun"] as ("sat" | "sun")[], from: "00:00", to: "24:00" }];
  hall = new CoreHall(
    (demo) => ({ ...demo, hall: { ...demo.hall, timeZone: "Europe/Berlin", hours } }),
    Date.parse("2026-03-29T19:00:00Z"),
  );
  hall.core.start();
  await open();
  await hall.issue();
  await next();
  await hall.restart(3.2 * HOUR);
  await hall.advance(0);
  expect(ended()).toMatchObject([{ data: { day: "2026-03-29", next: "2026-03-30" } }]);
  expect(hall.service.windowView(W1)?.state).toBe("closed");
});
