import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { DESK, openPage, startChromium } from "./support/chromium.ts";
import { Desk, setPasswords } from "./support/desk.ts";

// The hall's clock shows late morning.

let hall: SimHall;
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall();
  await setPasswords(hall, "s01");
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const plansOf = async (id: string) =>
  (await hall.call<WindowView>("GET", `/windows/${id}`)).json.plans.map((p) => [
    p.kind,
    p.from.slice(11, 16),
  ]);

test("a clerk plans a pause at the own window and takes it back; what can't be is said and nothing is planned", async () => {
  const desk = await Desk.open(browser, hall, "w01", "s01");
  onTestFinished(() => desk.close());
  const { page } = desk;
  await page.locator("[data-action=plan]").click();
  await page.fill("input[name=plan-from]", "15:30");
  await page.fill("input[name=plan-to]", "15:00");
  await desk.at("plan-set").click();
  await desk.at("plan-trouble").filter({ hasText: "结束时间（to）15:00：不晚于开始时间" }).waitFor();
  expect(await plansOf("w01")).toEqual([]);
  await page.fill("input[name=plan-to]", "16:00");
  await page.selectOption("select[name=plan-reason]", "开会学习");
  await desk.at("plan-set").click();
  await desk.at("plan").filter({ hasText: "计划：15:30–16:00 暂停（开会学习）" }).waitFor();
  expect(await plansOf("w01")).toEqual([["pause", "15:30"]]);
  await desk.at("plan-withdraw").click();
  await desk.at("plan").waitFor({ state: "detached" });
  expect(await plansOf("w01")).toEqual([]);
  expect(page.faults).toEqual([]);
});

test("the manager sees all of today's plans, adds one and withdraws one", async () => {
  const page = await openPage(browser, `${hall.url}/admin`, DESK);
  onTestFinished(() => page.context().close());
  await page.fill("input[name=admin-token]", hall.token);
  await page.locator('[data-test="use-token"]').click();
  const plans = page.locator('[data-test="plan"]');
  await page.locator('[data-test="plan-add"]').click();
  await page.selectOption("select[name=plan-window]", "w02");
  await page.locator("input[name=plan-kind][value=close]").check();
  await page.fill("input[name=plan-from]", "16:00");
  await page.locator('[data-test="plan-set"]').click();
  await plans.filter({ hasText: "2号窗口 16:00 起关窗" }).waitFor();
  const pause = { kind: "pause", from: "15:00", to: "15:20" };
  expect((await hall.call("POST", "/windows/w01/plans", pause)).status).toBe(201);
  await plans.filter({ hasText: "1号窗口 15:00–15:20 暂停" }).waitFor();
  // The soonest first.
  await expect.poll(() => plans.first().textContent()).toContain("1号窗口");
  await plans.filter({ hasText: "2号窗口" }).locator('[data-test="plan-withdraw"]').click();
  await until("the withdrawal", async () => (await plansOf("w02")).length === 0);
  await plans.filter({ hasText: "2号窗口" }).waitFor({ state: "detached" });
  expect(page.faults).toEqual([]);
});
