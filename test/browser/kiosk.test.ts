import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { SystemView } from "../../src/contract/device.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { cutSlips, smsTo } from "../sim/support/virtual.ts";
import { clickTwice, startChromium } from "./support/chromium.ts";
import { Kiosk, waitingIn } from "./support/kiosk.ts";

let hall: SimHall;
let browser: Browser;
let lastPhone = 13_900_000_000;
const nextPhone = () => String(++lastPhone);

const MATTERS: Readonly<Record<string, string[]>> = {
  w01: ["company-setup", "catering-permit"],
  w02: ["company-setup", "social-card", "house-transfer"],
  w03: ["house-transfer"],
};

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall({
    config: (small) => ({
      ...small,
      // Nobody releases mortgages, and social cards are the second window's alone.
      windows: (small.windows ?? []).map((w) => ({ ...w, matters: MATTERS[w.id] ?? [] })),
      kiosks: [
        ...(small.kiosks ?? []),
        { id: "k2", name: "西门取号机", sectors: ["property"], idleSeconds: 5 },
      ],
    }),
  });
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

async function open(id = "k1"): Promise<Kiosk> {
  const kiosk = await Kiosk.open(browser, hall, id);
  onTestFinished(() => kiosk.close());
  return kiosk;
}

describe("the kiosk page", () => {
  it("turns a phone number into a ticket, a slip and an SMS, and keeps its token out of the address", async () => {
    const kiosk = await open();
    const phone = nextPhone();
    await kiosk.dial(phone);
    await expect
      .poll(() => kiosk.at("phone").textContent())
      .toContain(`${phone.slice(0, 3)} ${phone.slice(3, 7)}`);
    const issued = await kiosk.ticketBy("confirm");
    expect(await kiosk.number()).toBe(issued.number);
    expect(kiosk.page.url()).toBe(`${hall.url}/kiosk/k1`);
    const held = await hall.ticket(issued.id);
    expect(held).toMatchObject({ state: "waiting", queue: "comprehensive", class: "walk" });
    expect(held.phone).toBe(`${phone.slice(0, 3)}****${phone.slice(7)}`);
    await kiosk.page.getByText("请取走小票").waitFor();
    expect((await hall.ticket(issued.id)).slip?.state).toBe("printed");
    const view = await hall.virtual.until("the first SMS", (v) => (smsTo(v, phone).length === 1 ? v : null));
    expect(smsTo(view, phone)[0]).toContain(issued.number);
    expect(cutSlips(view, "printer-1").filter((slip) => slip.includes(issued.number))).toHaveLength(1);
  });

  it("says what is wrong with a number and does not let it through", async () => {
    const kiosk = await open();
    await kiosk.tap("start", "sector-comprehensive", "matter-skip");
    await kiosk.type("138001380");
    await expect.poll(() => kiosk.at("phone-hint").textContent()).toBe("还差2位，手机号共11位");
    await expect.poll(() => kiosk.at("confirm").isDisabled()).toBe(true);
    await kiosk.tap("key-clear");
    await kiosk.type("86");
    await expect.poll(() => kiosk.at("phone-hint").textContent()).toContain("不用加 86");
    await kiosk.tap("key-clear");
    await kiosk.page.keyboard.type("12345678901");
    await expect.poll(() => kiosk.at("phone-hint").textContent()).toContain("没有以 12 开头的手机号");
    await expect.poll(() => kiosk.at("confirm").isDisabled()).toBe(true);
  });

  it("gives one ticket for two taps", async () => {
    const kiosk = await open();
    const before = await waitingIn(hall, "comprehensive");
    await kiosk.dial(nextPhone());
    await clickTwice(kiosk.at("confirm"));
    await kiosk.at("result").waitFor();
    expect(await waitingIn(hall, "comprehensive")).toBe(before + 1);
  });

  it("gives one ticket when the answer is lost on its way", async () => {
    const kiosk = await open();
    const before = await waitingIn(hall, "comprehensive");
    const keys: (string | undefined)[] = [];
    let numberGiven = "";
    await kiosk.page.route("**/api/v1/tickets", async (route) => {
      keys.push(route.request().headers()["idempotency-key"]);
      if (keys.length > 2) return route.continue();
      const answer = await route.fetch();
      numberGiven = ((await answer.json()) as { number: string }).number;
      await route.abort("connectionreset");
    });
    await kiosk.dial(nextPhone());
    await kiosk.tap("confirm");
    await kiosk.at("retrying").waitFor();
    await kiosk.at("result").waitFor();
    expect(await kiosk.number()).toBe(numberGiven);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(await waitingIn(hall, "comprehensive")).toBe(before + 1);
  });

  it("brings the same number when the page is reloaded before the answer came", async () => {
    const kiosk = await open();
    const before = await waitingIn(hall, "comprehensive");
    let numberGiven = "";
    await kiosk.page.route("**/api/v1/tickets", async (route) => {
      const answer = await route.fetch();
      numberGiven = ((await answer.json()) as { number: string }).number;
      await route.abort("connectionreset");
    });
    await kiosk.tap("start", "sector-comprehensive", "matter-skip", "no-phone");
    await kiosk.at("retrying").waitFor();
    // A repeat may be on its way through the route while the page goes.
    await kiosk.page.unrouteAll({ behavior: "ignoreErrors" });
    await kiosk.page.reload();
    await kiosk.at("result").waitFor();
    expect(await kiosk.number()).toBe(numberGiven);
    expect(await waitingIn(hall, "comprehensive")).toBe(before + 1);
  });

  it("shows a waiting phone its number again, and gives one more for another person, up to the limit", async () => {
    const kiosk = await open();
    const phone = nextPhone();
    await kiosk.dial(phone);
    const first = await kiosk.ticketBy("confirm");
    await kiosk.tap("home");
    const waiting = await waitingIn(hall, "comprehensive");
    await kiosk.dial(phone);
    await kiosk.tap("confirm");
    await kiosk.at("again").waitFor();
    expect(await kiosk.number()).toBe(first.number);
    expect(await waitingIn(hall, "comprehensive")).toBe(waiting);
    expect(await kiosk.page.content()).not.toContain("statusUrl");
    const second = await kiosk.ticketBy("for-other");
    await kiosk.at("result").waitFor();
    expect(second.number).not.toBe(first.number);
    expect(await waitingIn(hall, "comprehensive")).toBe(waiting + 1);
    await kiosk.tap("home");
    await kiosk.dial(phone);
    await kiosk.tap("confirm", "for-other");
    await kiosk.at("problem").waitFor();
    await expect.poll(() => kiosk.at("problem").textContent()).toContain("已达上限");
    expect(await waitingIn(hall, "comprehensive")).toBe(waiting + 1);
    expect((await hall.ticket(first.id)).state).toBe("waiting");
  });

  it("gives a number without a phone, and through the green channel", async () => {
    const kiosk = await open();
    await kiosk.tap("start", "sector-property", "matter-skip", "green", "green-elderly");
    const issued = await kiosk.ticketBy("no-phone");
    await kiosk.at("result").waitFor();
    expect(await hall.ticket(issued.id)).toMatchObject({ class: "green", phone: null, queue: "property" });
  });

  it("still gives number, SMS and QR code when the paper is out, and staff can reprint", async () => {
    const kiosk = await open();
    await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
    onTestFinished(() => hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" }));
    const phone = nextPhone();
    await kiosk.dial(phone);
    const issued = await kiosk.ticketBy("confirm");
    await kiosk.page.getByText("打印机缺纸").waitFor();
    const held = await hall.ticket(issued.id);
    expect(held.slip?.state).toBe("failed");
    await expect.poll(() => kiosk.at("qr").locator("svg").getAttribute("data-text")).toBe(held.statusUrl);
    await hall.virtual.until("the SMS", (v) => smsTo(v, phone).length > 0);
    const { json: system } = await hall.call<SystemView>("GET", "/system");
    expect(system.failures.some((f) => f.ticket === issued.id && f.wayOn === "reprint")).toBe(true);
    await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
    expect((await hall.call("POST", `/tickets/${issued.id}/reprint`, {})).status).toBe(200);
    await until("the slip", async () => (await hall.ticket(issued.id)).slip?.state === "reprinted");
  });

  it("skips the choice where there is one sector, and goes back to its start when nobody touches it", async () => {
    const kiosk = await open("k2");
    await kiosk.tap("start", "matter-skip");
    await kiosk.type("138");
    await kiosk.at("idle").waitFor();
    await kiosk.at("start").waitFor();
    await kiosk.tap("start", "matter-skip");
    await expect.poll(() => kiosk.at("phone").textContent()).not.toContain("138");
  });

  it("takes several matters under one number, and says of one that no window does, before the phone and while it is typed", async () => {
    await hall.window("w01", "open", { staff: "s01" });
    await hall.window("w02", "open", { staff: "s02" });
    const kiosk = await open();
    await kiosk.tap("start", "sector-property");
    await expect.poll(() => kiosk.at("matter-mortgage-release").textContent()).toContain("今天没有窗口办");
    await kiosk.tap("matter-mortgage-release");
    await expect.poll(() => kiosk.at("matter-notice").textContent()).toContain("建议改日再来");
    await kiosk.tap("way-back", "matter-house-transfer", "matters-more");
    await kiosk.tap("sector-comprehensive", "matter-social-card");
    await expect.poll(() => kiosk.at("chosen").textContent()).toContain("已选2项");
    await kiosk.tap("matters-done");
    await kiosk.type(nextPhone());
    await hall.window("w02", "close");
    await kiosk.at("matter-notice").filter({ hasText: "现在没有窗口能办“社会保障卡申领”" }).waitFor();
    await kiosk.tap("way-take");
    const issued = await kiosk.ticketBy("confirm");
    expect([...issued.matters].sort()).toEqual(["house-transfer", "social-card"]);
    await expect.poll(() => kiosk.at("legs").locator("li").count()).toBe(2);
    await hall.window("w01", "close");
  });

  it("is refused plainly with a wrong token", async () => {
    const kiosk = await open();
    await kiosk.page.goto(`${hall.url}/kiosk/k1?token=wrong-token-wrong-token`);
    await kiosk.at("refused").waitFor();
    await expect.poll(() => kiosk.at("refused").textContent()).toContain("未授权");
    await expect.poll(() => kiosk.at("start").count()).toBe(0);
  });

  it("says that the server is away and goes on by itself when it is back", async () => {
    const kiosk = await open();
    await kiosk.at("start").waitFor();
    await hall.kill();
    await kiosk.at("unreachable").waitFor();
    await expect.poll(() => kiosk.at("start").isDisabled()).toBe(true);
    await hall.start();
    await kiosk.at("unreachable").waitFor({ state: "detached" });
    await kiosk.dial(nextPhone());
    const issued = await kiosk.ticketBy("confirm");
    expect((await hall.ticket(issued.id)).number).toBe(issued.number);
  });
});
