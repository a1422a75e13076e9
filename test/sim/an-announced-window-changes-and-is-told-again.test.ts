import { afterAll, beforeAll, expect, it } from "vitest";
import type { ScreenView } from "../../src/contract/screen.ts";
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
  // Window 2 is about to close, so that whatever the forecast draws, window 1 calls next. Looked at every 15 seconds:
  // whom the futures drawn make wait less than five minutes is told at a later look.
  await hall.window("w02", "close");
  const ticket = await hall.issue({ queue: "comprehensive", phone: PHONE });
  const onScreen = async () => (await hall.call<ScreenView>("GET", "/screens/main")).json.announced;
  const texts = async () => smsTo(await hall.virtual.state(), PHONE);
  await hall.virtual.until("the announcement", (v) => smsTo(v, PHONE)[1] ?? null);
  const [, announced = ""] = await texts();
  expect(announced).toContain(`${ticket.number}即将办理：将由1号窗口办理`);
  expect(await onScreen()).toMatchObject([{ number: ticket.number, window: { id: "w01" } }]);

  await hall.window("w02", "open", { staff: "s02" });
  await hall.window("w01", "close");
  await hall.window("w01", "finish");
  await hall.virtual.until("the change", (v) => smsTo(v, PHONE)[2] ?? null);
  expect((await texts())[2]).toContain("窗口有变，改到2号窗口");

  expect(await onScreen()).toMatchObject([{ number: ticket.number, window: { id: "w02" } }]);

  expect((await hall.window("w02", "call-next")).ticket?.id).toBe(ticket.id);
  expect(await onScreen()).toEqual([]);
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
