import { afterAll, beforeAll, expect, test } from "vitest";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { deviceOf } from "../sim/support/virtual.ts";
import { openBrowser, type TestBrowser, type TestPage } from "./support/browser.ts";

const SIZE = { width: 1920, height: 1080 };
let hall: SimHall;
let browser: TestBrowser;
let opened: TestPage;

beforeAll(async () => {
  [hall, browser] = await Promise.all([startHall({ demo: true }), openBrowser()]);
  opened = await browser.page(SIZE);
  await opened.page.goto(`${hall.url}/wall#token=${hall.token}`);
  await opened.page.getByText("虚拟大厅运行中").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const device = (id: string) => opened.page.locator(`[data-device="${id}"]`);

test("a ticket's slip and SMS come out on the wall, its keypad calls, its board shows, its rater rates", async () => {
  const { page, faults } = opened;
  const ticket = await hall.issue({ queue: "comprehensive", phone: "13800138005", kiosk: "k1" });
  await device("printer-1").locator("article", { hasText: "" }).first().waitFor();
  const slip = device("printer-1").locator("article").first();
  await until("the slip", async () => (await slip.getAttribute("aria-label"))?.includes(ticket.number));
  await expect.poll(() => slip.locator("[data-qr]").getAttribute("data-qr")).toBe(ticket.statusUrl);
  await page.getByText("138****8005").waitFor();
  expect(await page.content()).not.toContain("13800138005");

  await hall.window("w01", "open", { staff: "s01" });
  await device("key-w01").getByRole("button", { name: "呼叫" }).click();
  await device("key-w01").getByText("已回应").waitFor();
  await until("the call", async () => {
    const { json } = await hall.call<readonly WindowView[]>("GET", "/windows");
    return json.find((w) => w.id === "w01")?.ticket?.id === ticket.id;
  });
  const board = device("led-w01").locator("canvas");
  await until("the board", async () => (await board.getAttribute("data-text"))?.includes(ticket.number));
  await expect.poll(() => board.getAttribute("data-colours")).toBe("red");

  await hall.window("w01", "start");
  await until("the board in green", async () => (await board.getAttribute("data-colours")) === "green");
  await hall.window("w01", "finish");
  await device("rater-w01").locator('[data-asking="true"]').waitFor();
  await device("rater-w01").getByRole("button", { name: "非常满意", exact: true }).click();
  await device("rater-w01").getByText("谢谢您的评价").waitFor();
  await until("the rating", async () => (await hall.ticket(ticket.id)).rating?.score === 5);
  expect(faults).toEqual([]);
});

test("paper taken out and plugs pulled here are seen by the hall", async () => {
  const { page } = opened;
  await device("printer-1").getByRole("button", { name: "缺纸" }).click();
  await hall.virtual.until("the empty tray", (v) => deviceOf(v, "printer-1", "printer").paper === "out");
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  await until("the failure", async () => (await hall.ticket(ticket.id)).slip?.state === "failed");
  await device("printer-1").getByRole("button", { name: "有纸" }).click();
  await device("led-w02").getByRole("combobox").selectOption("unplugged");
  await device("led-w02").getByText("未连接").waitFor();
  await device("led-w02").getByRole("combobox").selectOption("");
  await device("led-w02").getByText("已连接").waitFor();
  await expect.poll(() => page.getByRole("alert").count()).toBe(0);
});

test("when the virtual hall is killed the wall says so, starts it again, and is right without F5", async () => {
  const { page, faults } = opened;
  await hall.killVirtual();
  await page.getByRole("alert").getByText("虚拟大厅未运行").waitFor();
  await page.getByRole("button", { name: "启动虚拟大厅" }).click();
  await page.getByText("虚拟大厅运行中").waitFor();
  const board = device("led-w01").locator("canvas");
  await until("the board repainted", () => board.getAttribute("data-text"));
  expect(faults).toEqual([]);
});

test("without a sign-in it asks for one first", async () => {
  const { page, faults } = await browser.page(SIZE);
  await page.goto(`${hall.url}/`);
  await page.evaluate(() => localStorage.clear());
  await page.goto(`${hall.url}/wall`);
  await page.fill("input[name=admin-token]", hall.token);
  await page.getByTestId("use-token").click();
  await page.getByText("虚拟大厅运行中").waitFor();
  expect(faults).toEqual([]);
});
