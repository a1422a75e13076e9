import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { ScreenView } from "../../src/contract/screen.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { openPage, SCREEN, startChromium } from "./support/chromium.ts";
import { pageWithToken } from "./support/device-token.ts";

/** As long as the config lets a name be. */
const LONG = "综合受理一号窗口（二楼东侧不动产登记与住房公积金联合办理专窗，含异地代收代办）".padEnd(
  40,
  "。",
);
/** Makes the page keep what its loudspeaker played, from when to when, in `heard`. */
const LISTEN = `
  globalThis.heard = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...args) {
    const from = performance.now();
    this.addEventListener("ended", () => globalThis.heard.push([from, performance.now()]));
    return start.apply(this, args);
  };
`;
let hall: SimHall;
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall({
    config: (config) => ({
      ...config,
      hall: { ...config.hall, name: LONG },
      sectors: config.sectors.map((sector) =>
        sector.id === "property" ? { ...sector, name: LONG } : sector,
      ),
      windows: config.windows.map((w) => (w.id === "w03" ? { ...w, name: LONG } : w)),
      screens: [{ id: "main", name: LONG, sectors: ["comprehensive", "property"], rows: 4, voice: true }],
    }),
  });
  for (const [window, staff] of [
    ["w01", "s01"],
    ["w02", "s02"],
    ["w03", "s03"],
  ] as const) {
    await hall.window(window, "open", { staff });
  }
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

/** Opens the screen as its own device would, by the administrator's link; `spoken` are the voices it asked for. */
async function openScreen() {
  const page = await openPage(browser, await pageWithToken(hall, "screen", "main"), SCREEN);
  onTestFinished(() => page.context().close());
  const spoken: number[] = [];
  page.on("request", (request) => {
    const voice = /\/voice\/(\d+)\?screen=main/.exec(request.url());
    if (voice) spoken.push(Number(voice[1]));
  });
  await page.locator(".calls").waitFor();
  return { page, spoken };
}
const call = async (window: string, queue: string) => {
  const ticket = await hall.issue({ queue });
  await hall.window(window, "call", { ticket: ticket.id });
  return ticket;
};
const view = async () => (await hall.call<ScreenView>("GET", "/screens/main")).json;

test("the newest call stands on top, flashes, is spoken, and no text is cut off", async () => {
  const early = await hall.issue({ queue: "comprehensive", phone: "13800138000" });
  await hall.window("w01", "call-next");
  const { page, spoken } = await openScreen();
  const row = (number: string) => page.locator(`[data-number="${number}"]`);
  await row(early.number).waitFor();
  await expect.poll(() => row(early.number).textContent()).toContain("尾号8000");
  await expect.poll(() => row(early.number).getAttribute("class")).not.toContain("flash");

  const ticket = await call("w02", "property");
  await row(ticket.number).and(page.locator(".flash")).waitFor();
  await expect
    .poll(() => page.locator("[data-number]").first().getAttribute("data-number"))
    .toBe(ticket.number);
  await until("the voice", () => spoken.length === 1);
  expect(spoken).toEqual([(await view()).calls[0]?.announcement]);
  await hall.window("w02", "recall");
  await until("the voice again", () => spoken.length === 2);
  expect(spoken[1]).toBe((await view()).calls[0]?.announcement);
  expect(spoken[1]).not.toBe(spoken[0]);
  await hall.window("w02", "no-show");
  await page.locator(".missed li").filter({ hasText: ticket.number }).waitFor();
  expect((await view()).missed).toContain(ticket.number);

  const long = await call("w03", "property");
  await row(long.number).waitFor();
  const cut = await page
    .locator(".number, .window, .state, h1, .name, .clock, h3, .wait, .missed li")
    .evaluateAll((all) =>
      all
        .filter((e) => {
          const [inner, outer] = [e.getBoundingClientRect(), e.parentElement?.getBoundingClientRect()];
          return (
            e.scrollWidth > e.clientWidth + 1 || inner.right > 1920 || inner.height > (outer?.height ?? 0) + 1
          );
        })
        .map((e) => e.textContent),
    );
  expect(cut).toEqual([]);
  expect(page.faults).toEqual([]);
});

test("announcements wait for each other", async () => {
  const { page } = await openScreen();
  await page.evaluate(LISTEN);
  const answered: number[] = [];
  page.on("response", (response) => {
    if (response.url().includes("/voice/")) answered.push(response.status());
  });
  await call("w01", "comprehensive");
  await call("w02", "comprehensive");
  await until("two answers", () => answered.length === 2);
  // Without a voice on this machine (503) the chime takes its place; with one, sounds must not overlap.
  const clips = answered.filter((status) => status === 200).length;
  const played = await until("their end", async () => {
    const heard = await page.evaluate<[number, number][]>("globalThis.heard");
    return heard.length === clips ? { heard } : null;
  });
  for (const [i, [from]] of played.heard.entries()) {
    const before = played.heard[i - 1];
    if (before) expect(from).toBeGreaterThanOrEqual(before[1]);
  }
  expect(page.faults).toEqual([]);
});

test("while the server is away the screen says since when it is stale, and is right again without a reload", async () => {
  const { page } = await openScreen();
  await page.evaluate("globalThis.neverReloaded = true");
  const waiting = page.locator('[data-queue="comprehensive"] .count');
  const count = async () => Number.parseInt((await waiting.textContent()) ?? "", 10);
  await until("the present count", async () => (await count()) === (await view()).waiting[0]?.count);
  await hall.kill();
  const stale = page.locator('[data-test="stale"]');
  await stale.waitFor();
  await expect.poll(() => stale.textContent()).toMatch(/数据自 \d\d:\d\d:\d\d 起未更新，正在重连…/);
  await hall.start();
  await stale.waitFor({ state: "detached" });

  await hall.issue({ queue: "comprehensive" });
  await until("the new count", async () => (await count()) === (await view()).waiting[0]?.count);
  const ticket = await call("w02", "comprehensive");
  await page.locator(`[data-number="${ticket.number}"]`).waitFor();
  const shown = () =>
    page.locator("[data-number]").evaluateAll((rows) => rows.map((r) => r.getAttribute("data-number")));
  await expect.poll(shown).toEqual((await view()).calls.map((c) => c.number));
  expect(await page.evaluate("globalThis.neverReloaded")).toBe(true);
  expect(page.faults).toEqual([]);
});

test("a pulled network cable is told and forgiven", async () => {
  const { page } = await openScreen();
  await page.context().setOffline(true);
  const stale = page.locator('[data-test="stale"]');
  await stale.waitFor();
  const ticket = await call("w01", "comprehensive");
  await expect.poll(() => page.locator(`[data-number="${ticket.number}"]`).count()).toBe(0);
  await page.context().setOffline(false);
  await stale.waitFor({ state: "detached" });
  await page.locator(`[data-number="${ticket.number}"]`).waitFor();
  expect(page.faults).toEqual([]);
});

test("a screen without its token shows nothing of the hall", async () => {
  const page = await openPage(browser, `${hall.url}/screen/main`, SCREEN);
  onTestFinished(() => page.context().close());
  await page.getByText("本屏未获授权").waitFor();
  await expect.poll(() => page.locator("[data-number]").count()).toBe(0);
});
