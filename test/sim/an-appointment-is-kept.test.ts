import { afterAll, beforeAll, expect, it } from "vitest";
import type { Appointment } from "../../src/contract/appointment.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import { nextSlot, takingAppointments } from "./support/appointments.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { allOn, asPage, ticketUntil } from "./support/people.ts";
import { cutSlips, smsTo } from "./support/virtual.ts";

let hall: SimHall;
let source: Record<string, string>;
let kiosk: Record<string, string>;
beforeAll(async () => {
  hall = await startHall({ config: takingAppointments });
  source = await asPage(hall, "source", "12345");
  kiosk = await asPage(hall, "kiosk", "k1");
  await allOn(hall);
});
afterAll(() => hall?.stop());

const PHONE = "13800138000";

it("pushed by 12345, told by SMS, over a pulled plug, to the kiosk, and called", async () => {
  const { slot } = await nextSlot(hall);
  const push = { sector: "comprehensive", slot, phone: PHONE, externalId: "A-1", version: 1 };
  const send = () => hall.call<Appointment>("POST", "/appointments", push, source);
  const booked = await send();
  expect([booked.status, booked.json.sourceName]).toEqual([201, "12345热线"]);
  const told = await hall.virtual.until("the booking's SMS", (v) => smsTo(v, PHONE)[0] ?? null);
  expect(told).toContain(booked.json.code);

  await hall.restart();
  const again = await send();
  expect([again.status, again.json.id]).toEqual([200, booked.json.id]);

  const taken = await hall.call<Ticket>(
    "POST",
    "/tickets",
    { appointment: booked.json.code, kiosk: "k1", channel: "kiosk" },
    kiosk,
  );
  expect(taken).toMatchObject({ status: 201, json: { class: "appointment", slot } });
  await ticketUntil(hall, taken.json.id, "its slip", (t) => t.slip?.state === "printed");
  const view = await hall.virtual.state();
  expect(cutSlips(view, "printer-1").find((s) => s.includes(taken.json.number))).toMatch(/预约 \d\d:\d\d/);
  const arrived = await hall.call<Appointment>("GET", "/appointments/12345:A-1", undefined, source);
  expect(arrived.json).toMatchObject({ state: "arrived", ticket: { number: taken.json.number } });

  await hall.window("w01", "open", { staff: "s01" });
  const called = await hall.window("w01", "call-next");
  expect(called.ticket).toMatchObject({ number: taken.json.number, class: "appointment" });
  await hall.virtual.until(
    "the call's SMS",
    (v) => smsTo(v, PHONE).find((s) => s.includes("现在到")) ?? null,
  );
});

it("cancelled out of order by its source: the newest word holds, and an SMS says so", async () => {
  const { slot } = await nextSlot(hall);
  const phone = "13800138009";
  const body = { sector: "comprehensive", slot, phone, externalId: "A-2", version: 2 };
  expect((await hall.call("POST", "/appointments", body, source)).status).toBe(201);
  const old = await hall.call<Appointment>("DELETE", "/appointments/12345:A-2?version=1", undefined, source);
  expect([old.status, old.json.state]).toEqual([200, "booked"]);
  const gone = await hall.call<Appointment>("DELETE", "/appointments/12345:A-2?version=3", undefined, source);
  expect(gone.json.state).toBe("cancelled");
  await hall.virtual.until("the SMS", (v) => smsTo(v, phone).find((s) => s.includes("预约已取消")) ?? null);
  const late = await hall.call<Appointment>("POST", "/appointments", body, source);
  expect([late.status, late.json.state]).toEqual([200, "cancelled"]);
});
