import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import type { Appointment } from "../../src/contract/appointment.ts";
import { takingAppointments } from "../sim/support/appointments.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { smsTo } from "../sim/support/virtual.ts";
import { openPage, PHONE as PHONE_GLASS, startChromium } from "./support/chromium.ts";
import { setPasswords } from "./support/desk.ts";
import { Kiosk } from "./support/kiosk.ts";

let hall: SimHall;
let browser: Browser;
const PHONE = "13800138000";

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall({ config: takingAppointments });
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const at = (page: Page, name: string) => page.locator(`[data-test="${name}"]`);
const free = (page: Page, prefix: string) => page.locator(`[data-test^="${prefix}"]:not([disabled])`);

async function pickSlot(page: Page): Promise<void> {
  await free(page, "book-day-").first().tap();
  // Not the first: it may begin before the walk is at its end.
  await free(page, "book-slot-").nth(1).tap();
}

it("books on the page with a code by SMS, takes the number at the kiosk, and moves and cancels another", async () => {
  const page = await openPage(browser, `${hall.url}/book`, PHONE_GLASS);
  onTestFinished(() => page.context().close());
  await pickSlot(page);
  // On one line: a time that wraps is read as two.
  expect(await page.locator(".when b").evaluate((b) => b.getClientRects().length)).toBe(1);
  await at(page, "book-phone").fill(PHONE);
  await at(page, "ask-code").tap();
  const sms = await hall.virtual.until("the code", (v) => smsTo(v, PHONE)[0] ?? null);
  await at(page, "book-code").fill("000000");
  await at(page, "prove").tap();
  await at(page, "proof-problem").getByText("验证码不对").waitFor();
  await at(page, "book-code").fill(/\d{6}/.exec(sms)?.[0] ?? "");
  await at(page, "prove").tap();
  await at(page, "book-confirm").tap();
  const code = (await at(page, "booking-code").textContent())?.replace(" ", "") ?? "";
  expect(code).toMatch(/^[2-9]\d{7}$/);
  await hall.virtual.until("the booking's SMS", (v) => smsTo(v, PHONE).find((s) => s.includes(code)) ?? null);

  const kiosk = await Kiosk.open(browser, hall);
  onTestFinished(() => kiosk.close());
  await kiosk.tap("appointment");
  await kiosk.type("29999999");
  await kiosk.tap("confirm");
  await kiosk.at("problem").getByText("没有可以取号的预约").waitFor();
  await kiosk.tap("home", "appointment");
  await kiosk.type(code);
  const ticket = await kiosk.ticketBy("confirm");
  expect(ticket.class).toBe("appointment");
  await kiosk.at("slot").waitFor();

  await at(page, "tab-book").tap();
  await pickSlot(page);
  await at(page, "book-confirm").tap();
  await at(page, "booking-code").waitFor();
  await at(page, "tab-mine").tap();
  await at(page, "mine-arrived").waitFor();
  const times = await page.locator(".when b").evaluateAll((all) => all.map((b) => b.getClientRects().length));
  expect(times.every((lines) => lines === 1)).toBe(true);
  await at(page, "move").tap();
  await free(page, "book-day-").first().tap();
  await page.locator('[data-test^="book-slot-"]:not([disabled])').last().tap();
  await at(page, "book-confirm").tap();
  await at(page, "booked").waitFor();
  await at(page, "tab-mine").tap();
  await at(page, "cancel").tap();
  await at(page, "confirm-yes").tap();
  await at(page, "mine-cancelled").waitFor();
  expect(page.faults).toEqual([]);
});

it("staff book for somebody without a phone, and see the day", async () => {
  await setPasswords(hall, "s01");
  const page = await openPage(browser, `${hall.url}/bookings`, { width: 1366, height: 768 });
  onTestFinished(() => page.context().close());
  await page.locator("input[name=staff]").fill("s01");
  await page.locator("input[name=password]").fill("correct-horse-7");
  await page.keyboard.press("Enter");
  const answered = page.waitForResponse(
    (r) => r.url().endsWith("/appointments") && r.request().method() === "POST",
  );
  await page.locator('[data-test^="slot-"]:not([disabled])').last().click();
  const booked = (await (await answered).json()) as Appointment;
  expect(booked).toMatchObject({ source: "staff", phone: null });
  const row = page.locator(`[data-booking="${booked.id}"]`);
  await row.getByText("人工预约").waitFor();
  await row.locator("[data-test=cancel]").click();
  await row.locator("[data-test=confirm-cancel]").click();
  await row.getByText("已取消").waitFor();
  expect(page.faults).toEqual([]);
});
