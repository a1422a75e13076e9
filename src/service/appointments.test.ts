import { afterEach, describe, expect, test } from "vitest";
import { appointmentRules } from "../contract/appointment-config.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import type { IssueTicket } from "../contract/ticket.ts";
import type { BookRequest } from "../http/appointment-service.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR, MORNING } from "./testing/core-hall.ts";

const MINUTE = 60_000;
const Q = "comprehensive" as QueueId;
const PHONE = "+8613800138000";
const KIOSK = { actor: { kind: "device", id: "kiosk:k1" }, key: null } as const;
/** Today, ten o'clock; the hall is open around the clock. */
const TEN = MORNING + HOUR;
const DAY = 24 * HOUR;

let hall: CoreHall;
afterEach(() => hall.stop());

function start(over: object = {}, more: (c: HallConfig) => HallConfig = (c) => c) {
  hall = new CoreHall((demo) =>
    more({
      ...demo,
      appointments: appointmentRules.parse({
        bands: [{ sector: "comprehensive", from: "10:00", to: "12:00", quota: 2 }],
        ...over,
      }),
    }),
  );
  hall.core.start();
  return hall;
}

const wish = (over: Partial<BookRequest> = {}): BookRequest => ({
  sector: Q,
  slot: TEN,
  phone: PHONE,
  matters: [],
  source: { channel: "staff", external: null, version: null },
  override: false,
  ...over,
});
const book = async (over: Partial<BookRequest> = {}) =>
  expectDone(await hall.service.appointments.book(wish(over), ADMIN)).appointment;
const take = async (request: IssueTicket & { phone?: string }) =>
  expectDone(await hall.service.issue({ kiosk: "k1", channel: "kiosk", ...request }, KIOSK));
const takeCode = async (request: IssueTicket & { phone?: string }) =>
  codeOf(await hall.service.issue({ kiosk: "k1", channel: "kiosk", ...request }, KIOSK));
const texts = (id: string) => hall.store.messages.ofBooking(id).map((m) => `${m.kind} ${m.state}`);

describe("from booking to number", () => {
  test.each([
    ["comprehensive", ["comprehensive social-card", "property house-transfer"]],
    ["property", ["property house-transfer", "comprehensive social-card"]],
  ])(
    "booked for one matter of several, in %s: that comes first with its slot, and none is lost",
    async (sector, legs) => {
      start({ bands: [{ sector, from: "10:00", to: "12:00", quota: 2 }] });
      const booked = await book({ sector: sector as QueueId });
      await hall.advance(50 * MINUTE);
      const { ticket } = await take({ matters: ["house-transfer", "social-card"], phone: PHONE });
      expect(ticket.legs.map((l) => `${l.queue} ${l.matters.map((m) => m.id).join()}`)).toEqual(legs);
      expect([ticket.class, ticket.slot]).toEqual(["appointment", "2026-11-23T10:00:00.000+08:00"]);
      expect(hall.service.appointments.get(booked.id)).toMatchObject({ state: "arrived" });
    },
  );

  test.each([
    ["something else in the same sector: both are done", ["company-setup"], ["social-card", "company-setup"]],
    ["the sector alone: what was booked is done", [], ["social-card"]],
  ])("booked for one matter, and at the kiosk asked for %s", async (_, asked, matters) => {
    start();
    await book({ matters: ["social-card"] });
    await hall.advance(50 * MINUTE);
    const { ticket } = await take({ queue: Q, matters: asked, phone: PHONE });
    expect(ticket.legs.map((l) => l.matters.map((m) => m.id))).toEqual([matters]);
    expect(ticket.class).toBe("appointment");
  });

  test("an appointment kept in one sector is no way around the quota of the visit's other", async () => {
    start(
      {},
      (c) =>
        ({
          ...c,
          sectors: c.sectors.map((s) =>
            s.id === "property" ? { ...s, quota: { perDay: 1, bands: [] } } : s,
          ),
        }) as HallConfig,
    );
    await book();
    await book({ phone: "+8613800138001" });
    await hall.advance(50 * MINUTE);
    const matters = ["house-transfer", "social-card"];
    await take({ matters, phone: PHONE });
    expect(await takeCode({ matters, phone: "+8613800138001" })).toBe("queue.full");
    expect((await take({ matters: ["social-card"], phone: "+8613800138001" })).ticket.class).toBe(
      "appointment",
    );
  });

  test("by code: the number has class and slot, the booking its number, and both stand after a restart", async () => {
    start();
    const booked = await book();
    expect(booked).toMatchObject({ state: "booked", phone: "138****8000", sectorName: "综合受理" });
    expect(hall.store.messages.ofBooking(booked.id)[0]?.text).toMatch(
      new RegExp(`11月23日（周一）10:00–10:30，综合受理，预约码${booked.code}。请9:40后`),
    );
    expect(await takeCode({ appointment: booked.code })).toBe("appointment.too-early");
    await hall.advance(45 * MINUTE);
    await hall.restart();
    const { created, ticket } = await take({ appointment: booked.code });
    expect([created, ticket.class, ticket.slot]).toEqual([
      true,
      "appointment",
      "2026-11-23T10:00:00.000+08:00",
    ]);
    expect(hall.service.appointments.get(booked.id)).toMatchObject({
      state: "arrived",
      ticket: { id: ticket.id, number: ticket.number },
    });
    expect(await take({ appointment: booked.code })).toMatchObject({
      created: false,
      ticket: { id: ticket.id },
    });
    expect(hall.core.memory.states.dispatcher.tickets.get(ticket.id)).toMatchObject({
      class: "appointment",
      slot: TEN,
    });
  });

  test("by phone, and by a walk-in button pressed by mistake", async () => {
    start();
    await book();
    await book({ phone: "+8613800138001" });
    await hall.advance(45 * MINUTE);
    expect((await take({ appointment: "phone", phone: PHONE })).ticket.class).toBe("appointment");
    expect((await take({ phone: "+8613800138001", queue: Q })).ticket.class).toBe("appointment");
    expect(await takeCode({ appointment: "phone", phone: "+8613800138002" })).toBe("appointment.unknown");
    expect(await takeCode({ appointment: "phone" })).toBe("appointment.unknown");
    expect(await takeCode({ appointment: "99999999" })).toBe("appointment.unknown");
  });

  test("a walk-in number of the same phone is given up for it: one person, one number", async () => {
    start();
    const booked = await book();
    const early = (await take({ phone: PHONE, queue: Q })).ticket;
    expect(early.class).toBe("walk");
    await hall.advance(45 * MINUTE);
    const { ticket } = await take({ appointment: booked.code });
    expect(ticket.class).toBe("appointment");
    expect(hall.service.ticket(early.id)?.state).toBe("cancelled");
    expect((await take({ phone: PHONE, queue: Q })).ticket.id).toBe(ticket.id);
  });

  test("a kiosk without that sector says where to go", async () => {
    start();
    const booked = await book();
    await hall.advance(45 * MINUTE);
    const refused = await hall.service.issue({ kiosk: "k2", appointment: booked.code }, KIOSK);
    expect(refused).toMatchObject({
      refused: "queue.not-at-kiosk",
      detail: expect.stringContaining("东门取号机"),
    });
  });

  test("late: by rule, then lapsed and told to take a walk-in number", async () => {
    start({ late: "walk" });
    const [one, two] = [await book(), await book({ phone: "+8613800138001" })];
    await hall.advance(HOUR + 35 * MINUTE);
    expect((await take({ appointment: one.code })).ticket).toMatchObject({ class: "walk" });
    await hall.advance(10 * MINUTE);
    expect(hall.service.appointments.get(two.id)?.state).toBe("lapsed");
    expect(await takeCode({ appointment: two.code })).toBe("appointment.unknown");
    expect(hall.service.appointments.day(null, null).counts).toEqual({
      booked: 0,
      arrived: 1,
      lapsed: 1,
      cancelled: 0,
    });
  });
});

describe("a day later", () => {
  const DAYS = 2 * DAY;
  test("a cancellation said again is still one; what was kept or missed can't be changed any more", async () => {
    start();
    const [cancelled, missed] = [await book(), await book({ phone: "+8613800138001" })];
    const cancel = (id: string) => hall.service.appointments.cancel(id, { version: null, free: true }, ADMIN);
    expect(codeOf(await cancel(cancelled.id))).toBe("done");
    await hall.advance(DAYS);
    expect(await cancel(cancelled.id)).toMatchObject({ answer: { state: "cancelled" } });
    expect(codeOf(await cancel(missed.id))).toBe("appointment.wrong-state");
    expect(hall.service.appointments.get(missed.id)?.state).toBe("lapsed");
  });
});

describe("a phone", () => {
  test("is kept for the day of its slot, whatever the days of purging", async () => {
    start({ openDaysAhead: 20 }, (c) => ({ ...c, privacy: { ...c.privacy, keepPhonesDays: 1 } }));
    const booked = await book({ slot: TEN + 10 * DAY });
    for (let day = 0; day < 9; day++) await hall.advance(DAY);
    await hall.advance(14 * HOUR);
    expect(texts(booked.id)).toContain("reminder pending");
    expect(hall.store.messages.due(hall.clock.now(), 9).find((m) => m.kind === "reminder")?.phone).toBe(
      PHONE,
    );
  });

  test("stands in no fact and no answer", async () => {
    start();
    await book();
    expect(JSON.stringify(hall.facts)).not.toContain("13800138000");
    expect(JSON.stringify(hall.service.appointments.day(null, null))).not.toContain("13800138000");
  });

  test("holds two; others' bookings are not its own", async () => {
    start();
    const one = await book();
    await book({ slot: TEN + HOUR });
    expect(codeOf(await hall.service.appointments.book(wish({ slot: TEN + DAY }), ADMIN))).toBe(
      "appointment.limit",
    );
    expect(hall.service.appointments.ofPhone(PHONE)).toHaveLength(2);
    expect(hall.service.appointments.isOf(one.id, PHONE)).toBe(true);
    expect(hall.service.appointments.isOf(one.id, "+8613800138001")).toBe(false);
  });

  test("moved to another day it is still reached, and an SMS says so", async () => {
    start();
    const booked = await book();
    const moved = expectDone(
      await hall.service.appointments.change(
        booked.id,
        { phone: null, slot: TEN + DAY, sector: null, matters: null, version: null, free: true },
        ADMIN,
      ),
    );
    expect(moved).toMatchObject({ day: "2026-11-24", phone: "138****8000" });
    // What was not sent yet is folded: the newest says how it stands.
    expect(texts(booked.id)).toEqual(["booked folded", "changed pending"]);
  });
});

test("changed to another phone, that one is shown, told and held to it", async () => {
  start();
  const { id } = await book({ source: { channel: "12345", external: "A-1", version: 1 } });
  const wanted = { phone: "+8613900139000", slot: TEN, sector: null, matters: null, version: 2, free: true };
  const changed = expectDone(await hall.service.appointments.change("12345:A-1", wanted, ADMIN));
  expect(changed).toMatchObject({ id, phone: "139****9000", version: 2 });
  expect(texts(id)).toEqual(["booked folded", "changed pending"]);
  expect(hall.service.appointments.ofPhone("+8613900139000")).toHaveLength(1);
  expect(hall.service.appointments.ofPhone(PHONE)).toHaveLength(0);
});

test("a cancellation with a newer version is shown with it, and keeps out what lies between, over a restart", async () => {
  start();
  const source = (version: number) => ({ channel: "12345", external: "A-1", version });
  const { id } = await book({ source: source(1) });
  for (const version of [2, 5])
    expectDone(await hall.service.appointments.cancel(id, { version, free: true }, ADMIN));
  await hall.restart();
  const late = expectDone(await hall.service.appointments.book(wish({ source: source(4) }), ADMIN));
  expect(late.appointment).toMatchObject({ id, state: "cancelled", version: 5 });
});

test("a hundred at once for two places: two are booked", async () => {
  start();
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      hall.service.appointments.book(wish({ phone: `+86138001${38000 + n}` }), ADMIN),
    ),
  );
  expect(answers.map(codeOf).filter((c) => c === "done")).toHaveLength(2);
  expect(new Set(answers.map(codeOf))).toEqual(new Set(["done", "appointment.full"]));
  const day = hall.service.appointments.slots(Q, "2026-11-23");
  expect("refused" in day ? [] : day.map((s) => s.free)).toEqual([0, 2, 2, 2]);
});

test("pushed twice over a restart it is one, under its own name", async () => {
  start();
  const source = { channel: "12345", external: "A-1", version: 1 };
  const first = expectDone(await hall.service.appointments.book(wish({ source }), ADMIN));
  await hall.restart();
  const again = expectDone(await hall.service.appointments.book(wish({ source }), ADMIN));
  expect([first.created, again.created, again.appointment.id]).toEqual([true, false, first.appointment.id]);
  expect(hall.service.appointments.get("12345:A-1")).toMatchObject({ sourceName: "12345热线", version: 1 });
  expectDone(await hall.service.appointments.withdraw("12345", "A-2", 5, ADMIN));
  const late = wish({ source: { channel: "12345", external: "A-2", version: 4 } });
  expect(expectDone(await hall.service.appointments.book(late, ADMIN))).toMatchObject({
    created: false,
    appointment: { state: "cancelled" },
  });
});

test("a ticket that can't be served today is booked on another day: it ends, and an SMS says so", async () => {
  start();
  const { ticket } = await take({ phone: PHONE, queue: Q });
  const booked = expectDone(await hall.service.appointments.rebook(ticket.id, null, ADMIN));
  expect(booked).toMatchObject({ day: "2026-11-24", source: "hall", phone: "138****8000" });
  expect(hall.service.ticket(ticket.id)?.state).toBe("cancelled");
  expect(texts(booked.id)).toEqual(["rebooked pending"]);
  expect(codeOf(await hall.service.appointments.rebook(ticket.id, null, ADMIN))).toBe("ticket.wrong-state");
  expect(codeOf(await hall.service.appointments.rebook("t-none" as TicketId, null, ADMIN))).toBe(
    "ticket.unknown",
  );
});

test("moved to another day when the day is closed: one SMS, the booking's, with its time and code", async () => {
  start();
  const { ticket } = await take({ phone: PHONE, queue: Q });
  const slot = hall.service.day().slots.find((s) => s.queue === Q);
  if (!slot) throw new Error("no slot is free");
  const before = hall.facts.length;
  const done = expectDone(
    await hall.service.closeDay(
      { decisions: [{ ticket: ticket.id, action: "rebook", slot: slot.id }], stop: false },
      ADMIN,
    ),
  );
  expect(done).toMatchObject({ rebooked: 1, told: 1, untold: [] });
  const sms = hall.facts
    .slice(before)
    .filter((f) => f.type === "message.requested" || f.type === "booking.message");
  expect(sms.map((f) => [f.type, f.data.kind])).toEqual([["booking.message", "rebooked"]]);
  expect(sms[0]?.data.text).toMatch(/已为您改约：.*预约码/);
});

test("a failed SMS of an appointment is a failure with a way on", async () => {
  start();
  const booked = await book();
  const [message] = hall.store.messages.ofBooking(booked.id);
  hall.store.messages.markFailed(message?.id ?? 0, "空号");
  expect(hall.service.system().failures).toMatchObject([
    { kind: "sms", ticket: null, booking: booked.id, number: "预约 138****8000", wayOn: "resend" },
  ]);
  expectDone(await hall.service.appointments.resend(booked.id, ADMIN));
  expect(texts(booked.id)).toEqual(["booked pending"]);
  expect(codeOf(await hall.service.appointments.resend(booked.id, ADMIN))).toBe("appointment.wrong-state");
});

test("a hall without appointments says so, and keeps those it has given", async () => {
  start();
  const booked = await book();
  const config = hall.config as { appointments?: unknown };
  delete config.appointments;
  await hall.advance(45 * MINUTE);
  await hall.restart();
  expect(codeOf(await hall.service.appointments.book(wish(), ADMIN))).toBe("appointment.off");
  expect(hall.service.appointments.offer()).toMatchObject({ taken: false, online: false, sectors: [] });
  expect((await take({ appointment: booked.code })).ticket.class).toBe("appointment");
});

test("an appointment is called before a walk-in that waits as long", async () => {
  start();
  const booked = await book();
  await hall.advance(55 * MINUTE);
  await take({ queue: Q });
  await hall.advance(MINUTE);
  const { ticket } = await take({ appointment: booked.code });
  const w = "w01" as WindowId;
  await hall.open(w, "s01");
  await hall.advance(5 * MINUTE);
  const called = expectDone(await hall.service.window({ verb: "call-next", window: w }, ADMIN));
  expect([ticket.number, called.ticket?.class]).toEqual([called.ticket?.number, "appointment"]);
});
