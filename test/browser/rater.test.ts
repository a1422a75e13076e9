import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { clickTwice, openPage, startChromium, TABLET } from "./support/chromium.ts";
import { pageWithToken } from "./support/device-token.ts";

/** Long enough to be pressed in on a machine that has other work to do. */
const RATING_SECONDS = 10;
let hall: SimHall;
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall({ config: (small) => ({ ...small, policy: { ratingSeconds: RATING_SECONDS } }) });
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const face = (page: Page, kind: string) => page.locator(`[data-test="rater"][data-face="${kind}"]`).waitFor();

async function openRater(): Promise<Page> {
  const page = await openPage(browser, await pageWithToken(hall, "rater", "w01"), TABLET);
  onTestFinished(() => page.context().close());
  await page.getByText("工作人员：张三").waitFor();
  return page;
}

async function serve(): Promise<Ticket> {
  const ticket = await hall.issue({ queue: "comprehensive" });
  await hall.window("w01", "call-next");
  await hall.window("w01", "start");
  await hall.window("w01", "finish");
  return ticket;
}

describe("the touch rater", () => {
  it("asks at the end of a service, takes one rating and thanks", async () => {
    const page = await openRater();
    expect(page.url()).toBe(`${hall.url}/rater/w01`);
    const ticket = await serve();
    await face(page, "asking");
    await clickTwice(page.locator('[data-test="score-4"]'));
    await face(page, "thanks");
    expect((await hall.ticket(ticket.id)).rating).toMatchObject({ score: 4, via: "touch" });
    await face(page, "rest");
  });

  it("records nothing when nobody presses", async () => {
    const page = await openRater();
    const ticket = await serve();
    await face(page, "asking");
    await face(page, "rest");
    const held = await hall.ticket(ticket.id);
    expect(held.state).toBe("served");
    expect(held.rating).toBeNull();
  });

  it("asks for the next person after the last", async () => {
    const page = await openRater();
    const first = await serve();
    await face(page, "asking");
    await page.locator('[data-test="score-5"]').tap();
    await face(page, "thanks");
    const second = await serve();
    await page.getByText(second.number).waitFor();
    await page.locator('[data-test="score-2"]').tap();
    await face(page, "thanks");
    expect((await hall.ticket(first.id)).rating?.score).toBe(5);
    expect((await hall.ticket(second.id)).rating?.score).toBe(2);
  });

  it("may not look at another window", async () => {
    const page = await openRater();
    const token = await page.evaluate("localStorage.getItem('hall.credential.rater:w01')");
    await page.goto(`${hall.url}/rater/w02#token=${token}`);
    await page.locator('[data-test="refused"]').waitFor();
  });
});
