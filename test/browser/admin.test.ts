import { afterAll, beforeAll, expect, test } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { openBrowser, type TestBrowser, type TestPage } from "./support/browser.ts";
import { setPasswords } from "./support/sign-in.ts";

const SIZE = { width: 1366, height: 768 };
let hall: SimHall;
let browser: TestBrowser;
let opened: TestPage;

beforeAll(async () => {
  [hall, browser] = await Promise.all([startHall(), openBrowser()]);
  await setPasswords(hall, "s01");
  opened = await browser.page(SIZE);
  await opened.page.goto(`${hall.url}/admin`);
  await opened.page.fill("input[name=admin-token]", hall.token);
  await opened.page.getByTestId("use-token").click();
  await opened.page.locator("[data-device]").first().waitFor();
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const system = async () => (await hall.call<SystemView>("GET", "/system")).json;

test("a slip that did not print is seen here and printed again", async () => {
  const { page, faults } = opened;
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  const failure = page.locator("[data-failure]").filter({ hasText: ticket.number });
  await failure.waitFor({ timeout: 30_000 });
  expect(await failure.textContent()).toContain("缺纸");
  expect((await hall.ticket(ticket.id)).slip?.state).toBe("failed");

  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
  await failure.getByRole("button", { name: "补打" }).click();
  await until("the reprint", async () => (await hall.ticket(ticket.id)).slip?.state === "reprinted", 30_000);
  await failure.waitFor({ state: "detached" });
  expect(faults).toEqual([]);
});

test("a device that went off is shown off, with why", async () => {
  const { page, faults } = opened;
  await until("all devices on", async () => (await system()).devices.every((d) => d.health === "ok"), 30_000);
  await hall.virtual.act({ act: "fault", device: "led-w02", fault: "unplugged" });
  const board = page.locator('[data-device="led-w02"]');
  await hall.window("w02", "open", { staff: "s02" });
  await until("the board's loss", async () => (await board.getAttribute("data-health")) === "off", 60_000);
  await hall.virtual.act({ act: "fault", device: "led-w02", fault: null });
  await until("the board's return", async () => (await board.getAttribute("data-health")) === "ok", 60_000);
  expect(faults).toEqual([]);
});

test("a manager frees a held window", async () => {
  const { page, faults } = opened;
  await hall.window("w03", "open", { staff: "s03" });
  const row = page.locator('[data-window="w03"]');
  await row.getByRole("button", { name: "关窗" }).click();
  await until("the closing", async () => {
    const { json } = await hall.call<WindowView>("GET", "/windows/w03");
    return json.state === "closed";
  });
  await until("the row", async () => (await row.getAttribute("data-state")) === "closed");
  expect(faults).toEqual([]);
});

test("a device page gets a link that lets it in", async () => {
  const { page, faults } = opened;
  await page.locator('[data-issue="screen-main"]').click();
  const link = await page.getByTestId("device-link").inputValue();
  const screen = await browser.page({ width: 1920, height: 1080 });
  await screen.page.goto(link);
  await screen.page.locator(".calls").waitFor();
  expect(new URL(screen.page.url()).search).toBe("");
  await screen.page.close();
  expect([...faults, ...screen.faults]).toEqual([]);
});

test("closing the day asks first, then lapses who still waits", async () => {
  const { page, faults } = opened;
  const ticket = await hall.issue({ queue: "property" });
  await page.getByTestId("close-day").click();
  await page.getByRole("button", { name: "取消" }).click();
  expect((await hall.ticket(ticket.id)).state).toBe("waiting");
  await page.getByTestId("close-day").click();
  await page.getByTestId("confirm-close-day").click();
  await until("the lapse", async () => (await hall.ticket(ticket.id)).state === "expired");
  await page.getByTestId("notice").filter({ hasText: "个号作废" }).waitFor();
  expect(faults).toEqual([]);
});
