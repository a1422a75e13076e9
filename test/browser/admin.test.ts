import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import type { ReplayDays, ReplayFacts, ReplayMoment } from "../../src/contract/replay.ts";
import { type RotaReport, rotaReport } from "../../src/contract/rota-proposal.ts";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { DESK, openPage, SCREEN, startChromium } from "./support/chromium.ts";

let hall: SimHall;
let browser: Browser;
let page: Page & { readonly faults: readonly string[] };

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall();
  page = await openPage(browser, `${hall.url}/admin`, DESK);
  await page.fill("input[name=admin-token]", hall.token);
  await at("use-token").click();
  await page.locator("[data-device]").first().waitFor();
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const SLOTS = Array.from(
  { length: 48 },
  (_, i) => `${String(i >> 1).padStart(2, "0")}:${i % 2 ? "30" : "00"}`,
);
const LONG_ROTA: RotaReport = rotaReport.parse({
  day: "2026-11-27",
  target: 10,
  says: "2026-11-27 预计来 96 人，最多同时开 2 个窗口",
  notes: [],
  basedOn: [{ day: "2026-11-26", people: 96 }],
  slots: SLOTS,
  sectors: [
    {
      queue: "comprehensive",
      name: "综合受理",
      expected: SLOTS.map(() => 2),
      needed: SLOTS.map(() => 2),
      presentWait: 21,
      proposedWait: 9.5,
    },
  ],
  windows: [
    {
      id: "w01",
      name: "1号窗口",
      staff: "张三",
      present: SLOTS.map(() => true),
      open: SLOTS.map(() => "comprehensive"),
    },
  ],
  windowHours: { present: 24, proposed: 24 },
  yaml: "windows: []",
});

const at = (name: string) => page.locator(`[data-test="${name}"]`);
const system = async () => (await hall.call<SystemView>("GET", "/system")).json;

test("a slip that did not print is seen here and printed again", async () => {
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  const failure = page.locator("[data-failure]").filter({ hasText: ticket.number });
  await failure.waitFor();
  await expect.poll(() => failure.textContent()).toContain("缺纸");
  expect((await hall.ticket(ticket.id)).slip?.state).toBe("failed");

  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
  await failure.getByRole("button", { name: "补打" }).click();
  await until("the reprint", async () => (await hall.ticket(ticket.id)).slip?.state === "reprinted");
  await failure.waitFor({ state: "detached" });
  expect(page.faults).toEqual([]);
});

test("a device that went off is shown off, with why", async () => {
  await until("all devices on", async () => (await system()).devices.every((d) => d.health === "ok"));
  await hall.virtual.act({ act: "fault", device: "led-w02", fault: "unplugged" });
  const board = page.locator('[data-device="led-w02"]');
  await hall.window("w02", "open", { staff: "s02" });
  await until("the board's loss", async () => (await board.getAttribute("data-health")) === "off");
  await hall.virtual.act({ act: "fault", device: "led-w02", fault: null });
  await until("the board's return", async () => (await board.getAttribute("data-health")) === "ok");
  expect(page.faults).toEqual([]);
});

test("a manager frees a held window", async () => {
  await hall.window("w03", "open", { staff: "s03" });
  const row = page.locator('[data-window="w03"]');
  await row.getByRole("button", { name: "关窗" }).click();
  await until("the closing", async () => {
    const { json } = await hall.call<WindowView>("GET", "/windows/w03");
    return json.state === "closed";
  });
  await until("the row", async () => (await row.getAttribute("data-state")) === "closed");
  expect(page.faults).toEqual([]);
});

test("a device page gets a link that lets it in", async () => {
  await page.locator('[data-issue="screen-main"]').click();
  const link = await at("device-link").inputValue();
  const screen = await openPage(browser, link, SCREEN);
  await screen.locator(".calls").waitFor();
  expect(screen.url()).toBe(`${hall.url}/screen/main`);
  await screen.context().close();
  expect([...page.faults, ...screen.faults]).toEqual([]);
});

test("closing the day asks first, then lapses who still waits", async () => {
  const ticket = await hall.issue({ queue: "property" });
  const kept = await hall.issue({ queue: "property" });
  await at("close-day").click();
  await page.getByRole("button", { name: "取消" }).click();
  expect((await hall.ticket(ticket.id)).state).toBe("waiting");
  // The list of the last time is gone until the answer is there: what is chosen in it would be taken back.
  let answer = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route("**/api/v1/day", async (route) => {
    await held;
    await route.continue();
  });
  await at("close-day").click();
  await expect.poll(() => at("confirm-close-day").isDisabled()).toBe(true);
  answer();
  await page.getByLabel(`${ticket.number} 怎么办`).selectOption("expire");
  await page.unroute("**/api/v1/day");
  await at("confirm-close-day").click();
  await until("the lapse", async () => (await hall.ticket(ticket.id)).state === "expired");
  await at("notice").filter({ hasText: "个号作废" }).waitFor();
  // Without a phone nobody is told by SMS: the manager reads whom to tell.
  await at("untold").filter({ hasText: ticket.number }).waitFor();
  expect((await hall.ticket(kept.id)).state).toBe("waiting");
  await page.getByRole("button", { name: "关闭", exact: true }).click();
  expect((await hall.call<{ code: string }>("POST", "/tickets", {})).json.code).toBe("hall.closed");
  await at("reopen-day").click();
  await until("the first number after it", async () => {
    return (await hall.call("POST", "/tickets", { queue: "property" })).status === 201;
  });
  expect(page.faults).toEqual([]);
});

test("a day is replayed: the page shows what the server says of the moment, and why each was called", async () => {
  await hall.window("w02", "open", { staff: "s02" });
  const ticket = await hall.issue({ queue: "comprehensive" });
  await until("the call", async () => {
    await hall.window("w02", "call-next");
    return (await hall.ticket(ticket.id)).state === "called";
  });
  const { json } = await hall.call<ReplayDays>("GET", "/days");
  const day = json.days[0]?.day ?? "";
  const replay = await openPage(browser, `${hall.url}/admin/replay`, DESK);
  await replay.fill("input[name=admin-token]", hall.token);
  await replay.locator('[data-test="use-token"]').click();
  // From the end back to the number's begin, then step by step to its call.
  await replay.fill("input[name=number]", ticket.number.toLowerCase());
  const moment = replay.locator('[data-test="moment"]');
  await moment.waitFor();
  const about = (await hall.call<ReplayFacts>("GET", `/days/${day}/events?number=${ticket.number}&limit=500`))
    .json.events;
  await replay.locator('[data-test="find"]').click();
  await replay.locator(`[data-test="moment"][data-seq="${about[0]?.seq}"]`).waitFor();
  await replay.locator(`[data-person="${ticket.number}"]`).waitFor();
  const call = about.find((e) => e.type === "ticket.called");
  for (let presses = 0; presses < 30; presses++) {
    const seq = Number(await moment.getAttribute("data-seq"));
    if (seq >= (call?.seq ?? 0)) break;
    await replay.locator('[data-test="next-call"]').click();
    await replay.locator(`[data-test="moment"]:not([data-seq="${seq}"])`).waitFor();
  }
  const then = (await hall.call<ReplayMoment>("GET", `/days/${day}/replay?seq=${call?.seq}`)).json;
  await expect.poll(async () => Number(await moment.getAttribute("data-seq"))).toBe(then.seq);
  const shown = replay.locator(`[data-call="${ticket.number}"]`);
  await expect.poll(() => shown.locator('[data-test="why"]').textContent()).toBe(then.calls[0]?.why);
  expect(then.calls[0]).toMatchObject({ number: ticket.number, window: { id: "w02" } });
  for (const window of then.windows) {
    const card = replay.locator(`[data-window="${window.id}"]`);
    await expect.poll(() => card.getAttribute("data-state")).toBe(window.state);
    await expect.poll(() => card.locator('[data-test="number"]').textContent()).toBe(window.number ?? "—");
  }
  for (const queue of then.queues)
    await expect
      .poll(() => replay.locator(`[data-queue="${queue.id}"]`).getAttribute("data-waiting"))
      .toBe(String(queue.waiting));
  // What a window with the number would have cost that day is worked out on demand.
  await replay.locator('[data-test="binding-cost"]').click();
  const says = replay.locator('[data-test="binding-says"]');
  await says.filter({ hasText: /^取号就定窗口：平均/ }).waitFor();
  await expect.poll(() => says.getAttribute("data-more")).toMatch(/^-?\d/);
  expect(replay.faults).toEqual([]);
  await replay.context().close();
});

test("假如: one more window is seen to help before anybody opens it, and changes now and later are made by one click, all or none", async () => {
  await hall.window("w02", "open", { staff: "s02" });
  for (let n = 0; n < 8; n++) await hall.issue({ queue: "comprehensive" });
  const whatIf = await openPage(browser, `${hall.url}/admin/what-if`, DESK);
  await whatIf.fill("input[name=admin-token]", hall.token);
  await whatIf.locator('[data-test="use-token"]').click();
  const says = whatIf.locator('[data-test="says"]');
  await says.filter({ hasText: "未作改动" }).waitFor();
  await whatIf.locator('[data-add="open"]').click();
  await whatIf.selectOption("select[name=queue]", "comprehensive");
  await says.filter({ hasText: /综合受理平均少等 \d/ }).waitFor();
  await expect
    .poll(() => whatIf.locator("[data-sector=comprehensive] [data-test=waiting]").textContent())
    .toContain("→");
  await whatIf.locator('[data-test="remove"]').click();

  await whatIf.locator('[data-add="sectors"]').click();
  await whatIf.selectOption("select[name=window]", "w02");
  await whatIf.selectOption("select[name=queue]", "property");
  await whatIf.locator('[data-add="pause"]').click();
  const pause = whatIf.locator('[data-change="pause"]');
  await pause.locator("select[name=window]").selectOption("w02");
  await pause.locator("input[name=at]").fill("15:00");
  // One of two can't be: neither is done, and the page says which and why.
  const meets = { kind: "pause", from: "15:30", to: "15:45" };
  expect((await hall.call("POST", "/windows/w02/plans", meets)).status).toBe(201);
  const together = whatIf.locator('[data-test="apply"]').filter({ hasText: "2 项一起" });
  await together.click();
  await whatIf.locator('[data-test="notice"]').filter({ hasText: "第 2 项：" }).waitFor();
  expect((await hall.call<WindowView>("GET", "/windows/w02")).json).toMatchObject({ assigned: false });
  await pause.locator("input[name=minutes]").fill("20");
  await together.click();
  await whatIf.locator('[data-test="notice"]').filter({ hasText: "已安排" }).waitFor();
  expect((await hall.call<WindowView>("GET", "/windows/w02")).json.plans).toMatchObject([
    { from: expect.stringContaining("T15:00"), to: expect.stringContaining("T15:20") },
    { from: expect.stringContaining("T15:30") },
  ]);
  const sectors = async () => (await hall.call<WindowView>("GET", "/windows/w02")).json.sectors;
  await until("the window's change", async () => {
    await hall.window("w02", "call-next");
    return (await sectors()).join() === "property";
  });

  // A rota is not made up: without a past day the page says so.
  await whatIf.locator('[data-tab="rota"]').click();
  await whatIf.locator('[data-test="rota-trouble"]').filter({ hasText: "至少完整运行一天" }).waitFor();
  expect(whatIf.faults).toEqual([]);

  // With past days: a row of windows for each sector, and a long day scrolls inside of its card on a phone.
  await whatIf.route("**/api/v1/planning/rota", (route) => route.fulfill({ json: LONG_ROTA }));
  await whatIf.locator('[data-test="rota-ask"]').click();
  const cells = async () => {
    const texts = await whatIf.locator("[data-rota-sector=comprehensive] td").allTextContents();
    return texts.map((text) => text.trim());
  };
  await expect.poll(cells).toEqual([...LONG_ROTA.slots.map(() => "2"), "21.0", "9.5"]);
  const open = whatIf.locator('[data-test="rota-table"] tr.window').first().locator("td.open");
  await expect.poll(() => open.count()).toBe(LONG_ROTA.slots.length);
  await whatIf.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => whatIf.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});
