import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Matter } from "../../src/contract/matter.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { openPage, PHONE, startChromium } from "./support/chromium.ts";

let hall: SimHall;
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall();
  await hall.window("w01", "open", { staff: "s01" });
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const at = (page: Page, name: string): Locator => page.locator(`[data-test="${name}"]`);
const inState = (page: Page, state: string) =>
  page.locator(`[data-test="visit"][data-state="${state}"]`).waitFor();

/** The citizen's page of a ticket, opened as from the slip's QR code. */
async function follow(ticket: Ticket): Promise<Page> {
  if (ticket.statusUrl === null) throw new Error("the ticket has no link");
  const page = await openPage(browser, hall.url + new URL(ticket.statusUrl).pathname, PHONE);
  onTestFinished(() => page.context().close());
  await at(page, "visit").waitFor();
  return page;
}

/** Calls until it is this ticket's turn. */
async function call(ticket: Ticket): Promise<void> {
  for (let n = 0; n < 30; n++) if ((await hall.window("w01", "call-next")).ticket?.id === ticket.id) return;
  throw new Error(`${ticket.number} was never called`);
}

describe("the phone's page", () => {
  it("follows a visit from waiting to rated without being touched", async () => {
    const before = await hall.issue({ queue: "comprehensive" });
    const ticket = await hall.issue({ queue: "comprehensive", phone: "13912340001" });
    const page = await follow(ticket);
    await expect.poll(() => at(page, "number").textContent()).toBe(ticket.number);
    await expect.poll(() => at(page, "title").textContent()).toBe("前面还有1人");
    expect(await page.content()).not.toContain("13912340001");
    await call(before);
    await page.getByText("下一位就是您").waitFor();
    await call(ticket);
    await page.getByText("请到1号窗口").waitFor();
    expect(await page.title()).toBe(`${ticket.number} 请到1号窗口`);
    await hall.window("w01", "start");
    await inState(page, "serving");
    await hall.window("w01", "finish");
    await inState(page, "served");
    await at(page, "score-4").tap();
    await at(page, "reason-413").tap();
    await at(page, "comment").fill("态度好");
    await at(page, "send-rating").tap();
    await at(page, "rated").waitFor();
    expect((await hall.ticket(ticket.id)).rating).toMatchObject({
      score: 4,
      reasons: ["413"],
      comment: "态度好",
      via: "phone",
    });
  });

  it("names what one came for, and leaves only after a confirmation", async () => {
    const [one, two] = (await hall.call<Matter[]>("GET", "/matters")).json as [Matter, Matter];
    const ticket = await hall.issue({ queue: "comprehensive", matters: [one.id, two.id] });
    const page = await follow(ticket);
    await expect.poll(() => at(page, "matters").textContent()).toBe(`${one.name}、${two.name}`);
    await at(page, "leave").tap();
    await at(page, "confirm-no").tap();
    expect((await hall.ticket(ticket.id)).state).toBe("waiting");
    await at(page, "leave").tap();
    await at(page, "confirm-yes").tap();
    await inState(page, "cancelled");
    expect((await hall.ticket(ticket.id)).state).toBe("cancelled");
  });

  it("lets one person pass", async () => {
    const ticket = await hall.issue({ queue: "comprehensive" });
    const behind = await hall.issue({ queue: "comprehensive" });
    const page = await follow(ticket);
    const ahead = (await hall.ticket(ticket.id)).ahead;
    await at(page, "yield").tap();
    await at(page, "confirm-yes").tap();
    await page.getByText(`前面还有${ahead + 1}人`).waitFor();
    expect((await hall.ticket(ticket.id)).ahead).toBe(ahead + 1);
    expect((await hall.ticket(behind.id)).ahead).toBe(ahead);
    await call(behind);
    await call(ticket);
  });

  it("takes a missed number back into the line", async () => {
    const ticket = await hall.issue({ queue: "comprehensive" });
    const page = await follow(ticket);
    await call(ticket);
    await hall.window("w01", "no-show");
    await inState(page, "missed");
    await at(page, "rejoin").tap();
    await at(page, "confirm-yes").tap();
    await inState(page, "waiting");
    expect((await hall.ticket(ticket.id)).state).toBe("waiting");
  });

  it("says so when it is out of date, and is right again after the server is back", async () => {
    const ticket = await hall.issue({ queue: "comprehensive" });
    const page = await follow(ticket);
    await hall.kill();
    await at(page, "stale").waitFor();
    await expect.poll(() => at(page, "number").textContent()).toBe(ticket.number);
    await hall.start();
    await at(page, "stale").waitFor({ state: "detached" });
    await call(ticket);
    await page.getByText("请到1号窗口").waitFor();
  });

  it("shows nothing for a token that does not exist", async () => {
    const page = await openPage(browser, `${hall.url}/t/AAAAAAAAAAAAAAAAAAAAAA`, PHONE);
    onTestFinished(() => page.context().close());
    await at(page, "unknown").waitFor();
  });
});
