import { afterAll, beforeAll, expect, it } from "vitest";
import { type SimHall, startHall } from "./support/hall.ts";
import { messagesOf, ticketUntil } from "./support/people.ts";
import { smsTo } from "./support/virtual.ts";

const PHONE = "13800138000";
let hall: SimHall;
beforeAll(async () => {
  hall = await startHall({
    config: (c) => ({
      ...c,
      sectors: c.sectors.map((s) =>
        s.id === "comprehensive" ? { ...s, announceAhead: true, meanMinutes: 7 } : s,
      ),
    }),
  });
});
afterAll(() => hall?.stop());

it("announced by SMS, told again when that window closes, called at the other: each once", async () => {
  for (const n of [1, 2]) {
    await hall.window(`w0${n}`, "open", { staff: `s0${n}` });
    await hall.issue({ queue: "comprehensive" });
    await hall.window(`w0${n}`, "call-next");
    await hall.window(`w0${n}`, "start");
  }
  const ticket = await hall.issue({ queue: "comprehensive", phone: PHONE });
  const texts = async () => smsTo(await hall.virtual.state(), PHONE);
  await hall.virtual.until("the announcement", (v) => smsTo(v, PHONE)[1] ?? null, 40_000);
  const [, announced = ""] = await texts();
  const first = /将由([12])号窗口办理/.exec(announced)?.[1];
  const other = first === "1" ? "2" : "1";
  expect(announced).toContain(`${ticket.number}即将办理：将由${first}号窗口办理`);

  await hall.window(`w0${first}`, "close");
  await hall.window(`w0${first}`, "finish");
  await hall.virtual.until("the change", (v) => smsTo(v, PHONE)[2] ?? null, 40_000);
  expect((await texts())[2]).toContain(`窗口有变，改到${other}号窗口`);

  expect((await hall.window(`w0${other}`, "call-next")).ticket?.id).toBe(ticket.id);
  await ticketUntil(hall, ticket.id, "the call's SMS", (t) => t.messages.at(-1)?.state === "sent");
  expect(messagesOf(await hall.ticket(ticket.id))).toEqual([
    "issued sent",
    "near sent",
    "near sent",
    "called sent",
  ]);
  expect(await texts()).toHaveLength(4);
  const report = await hall.call<{ announced: unknown[] }>("GET", "/forecast");
  expect(report.json.announced).toMatchObject([
    { id: "comprehensive", announced: 1, changed: 1, called: 3, longWaits: 0 },
  ]);
});
