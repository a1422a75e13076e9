import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Appointment } from "../../src/contract/appointment.ts";
import type { SystemView } from "../../src/contract/device.ts";
import type { DeviceDetail } from "../../src/contract/device-desk.ts";
import type { HallConfigInput } from "../../src/contract/hall-config.ts";
import { nextSlot, takingAppointments } from "../sim/support/appointments.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { asPage } from "../sim/support/people.ts";
import { until } from "../sim/support/until.ts";
import { boardText, cutSlips, deviceOf } from "../sim/support/virtual.ts";
import { DESK, openPage, startChromium } from "./support/chromium.ts";
import { Kiosk } from "./support/kiosk.ts";

// The technician's page and the kiosk's reader and scanner, on real bytes from the virtual hall.

const CARD = { name: "张三丰", number: "11010519491231002X" };
let hall: SimHall;
let browser: Browser;
let page: Page & { readonly faults: readonly string[] };

function withInputs(config: HallConfigInput): HallConfigInput {
  const lines = ["card", "scan"].map((id) => ({ id, transport: { kind: "virtual" as const } }));
  return takingAppointments({
    ...config,
    sectors: config.sectors.map((s) => (s.id === "property" ? { ...s, realName: "required" } : s)),
    lines: [...(config.lines ?? []), ...lines],
    devices: [
      ...(config.devices ?? []),
      { id: "id-1", role: "id-reader", driver: "sdt", line: "card", kiosk: "k1" },
      { id: "scan-1", role: "code-scanner", driver: "serial-scanner", line: "scan", kiosk: "k1" },
    ],
  });
}

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall({ config: withInputs });
  page = await openPage(browser, `${hall.url}/admin/devices#token=${hall.token}`, DESK);
  await page.locator('[data-device="led-w01"]').waitFor();
  await until("all devices on", async () =>
    (await hall.call<SystemView>("GET", "/system")).json.devices.every((d) => d.health === "ok"),
  );
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const at = (name: string) => page.locator(`[data-test="${name}"]`);
const choose = async (id: string) => {
  await page.locator(`[data-device="${id}"]`).click();
  await page.locator(`[data-detail="${id}"]`).waitFor();
};
const frames = () => page.getByRole("table", { name: "最近的收发" });

test("a technician shows a text, prints a slip, makes a keypad beep and a rater ask", async () => {
  await choose("led-w02");
  await page.fill("input[name=test-text]", "测试 2");
  await at("show-text").click();
  await hall.virtual.shows("led-w02", "测试 2");
  await frames().getByText("2 号屏显示“测试 2”").first().waitFor();
  await choose("printer-1");
  await at("print").click();
  const slip = await hall.virtual.until("the slip", (view) => cutSlips(view, "printer-1")[0]);
  expect(slip).toContain("测试小票");
  await at("device-notice").filter({ hasText: "已打印" }).waitFor();
  await choose("key-w03");
  await at("beep").click();
  await hall.virtual.until("the beep", (view) => deviceOf(view, "key-w03", "keypad").beeps === 1);
  await choose("rater-w03");
  await at("ask-rating").click();
  await hall.virtual.until("the question", (view) => deviceOf(view, "rater-w03", "rater").asking);
  expect(page.faults).toEqual([]);
});

test("two boards wired the wrong way round exchange addresses, and keep them over a restart", async () => {
  const shown = async () => {
    const view = await hall.virtual.state();
    return ["led-w01", "led-w02"].map((id) => boardText(deviceOf(view, id, "board")));
  };
  // The far ends keep their switches: after the exchange the first board is told the second window.
  await until(
    "the windows",
    async () => (await shown())[0]?.startsWith("1号") && (await shown())[1]?.startsWith("2号"),
  );
  await choose("led-w01");
  await page.selectOption("select[name=swap-with]", "led-w02");
  await at("swap").click();
  await at("confirm-swap").click();
  await at("readdressed").filter({ hasText: "配置为 1，现用 2" }).waitFor();
  const swapped = async () => (await shown())[0]?.startsWith("2号") && (await shown())[1]?.startsWith("1号");
  await until("the exchanged windows", swapped);

  await hall.restart("SIGTERM");
  const detail = async () => (await hall.call<DeviceDetail>("GET", "/devices/led-w01")).json;
  await until("the board after the restart", async () => (await detail()).device.health === "ok");
  expect((await detail()).device.address).toBe(2);
  await hall.window("w01", "open", { staff: "s01" });
  await until("the first window on the second board", async () => (await shown())[1] === "1号窗口");
  expect((await shown())[0]).toContain("2号窗口 未开放");
  await page.locator('[data-test="readdressed"]').waitFor();
  expect(page.faults).toEqual([]);
});

test("at the kiosk: a card where the sector wants a name, a declaration's code, an appointment's and a phone page's", async () => {
  const kiosk = await Kiosk.open(browser, hall);
  const scan = (text: string) => hall.virtual.act({ act: "scan", device: "scan-1", text });
  await kiosk.tap("start", "sector-property", "matter-skip");
  await kiosk.at("card-step").waitFor();
  await hall.virtual.act({ act: "card", device: "id-1", card: CARD });
  await kiosk.at("card").filter({ hasText: "张*" }).waitFor();
  // Every key is whole and above the button.
  const [zero, confirm] = [await kiosk.at("key-0").boundingBox(), await kiosk.at("confirm").boundingBox()];
  expect((zero?.y ?? 0) + (zero?.height ?? 0)).toBeLessThanOrEqual(confirm?.y ?? 0);
  const named = await kiosk.ticketBy("no-phone");
  expect(named.queue).toBe("property");
  await kiosk.at("number").filter({ hasText: named.number }).waitFor();
  await hall.virtual.act({ act: "card", device: "id-1", card: null });
  await kiosk.tap("home");

  await scan("331023202611250000123456");
  await kiosk.at("card").filter({ hasText: "已扫申报码" }).waitFor();
  await kiosk.tap("sector-comprehensive", "matter-skip");
  const posted = kiosk.page.waitForRequest((r) => r.url().endsWith("/api/v1/tickets"));
  await kiosk.tap("no-phone");
  expect((await posted).postDataJSON()).toMatchObject({ declaration: "331023202611250000123456" });
  await kiosk.at("number").waitFor();
  await kiosk.tap("home");

  const source = await asPage(hall, "source", "12345");
  const { slot } = await nextSlot(hall);
  const body = { sector: "comprehensive", slot, phone: "13800138000", externalId: "YY2026-001", version: 1 };
  const booked = (await hall.call<Appointment>("POST", "/appointments", body, source)).json;
  await scan(booked.code);
  await kiosk.at("number").waitFor();
  const number = await kiosk.number();
  const arrived = await hall.call<Appointment>("GET", "/appointments/12345:YY2026-001", undefined, source);
  expect(arrived.json).toMatchObject({ state: "arrived", ticket: { number } });
  await kiosk.tap("home");
  // The other system's own number finds the number that was taken.
  await scan("YY2026-001");
  await kiosk.page
    .getByText(number ?? "")
    .first()
    .waitFor();
  await kiosk.tap("home");

  const ticket = await hall.issue({ queue: "comprehensive" });
  await scan(ticket.statusUrl ?? "");
  await kiosk.at("visit").filter({ hasText: ticket.number }).waitFor();
  await kiosk.close();
});

test("a card's frames are told without the person", async () => {
  await hall.virtual.act({ act: "card", device: "id-1", card: CARD });
  await choose("id-1");
  await frames().getByText("读卡器应答：成功，证件内容 1284 字节").first().waitFor();
  expect(await page.content()).not.toMatch(/20 5F 09 4E|张三丰|19491231/);
  await hall.virtual.act({ act: "card", device: "id-1", card: null });
});
