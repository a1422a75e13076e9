import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { StartLink, StartView } from "../../src/contract/start.ts";
import { startProcess } from "../sim/support/child.ts";
import { hallCommand } from "../sim/support/commands.ts";
import { freePort } from "../sim/support/free-port.ts";
import { startHall } from "../sim/support/hall.ts";
import { DESK, openPage, startChromium } from "./support/chromium.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
  // Builds when needed: not on the first test's time.
  await hallCommand();
});
afterAll(async () => {
  await browser?.close();
});

async function openStart(url: string): Promise<Page> {
  const page = await openPage(browser, url, DESK);
  onTestFinished(() => page.context().close());
  return page;
}

/** The demo as a newcomer starts it: no config, no token in the environment. */
async function startDemo(): Promise<string> {
  const dir = mkdtempSync(path.join(os.tmpdir(), "hall-demo-"));
  const command = [...(await hallCommand()), "--data", dir, "--port", String(await freePort())];
  const demo = await startProcess(
    command,
    { HALL_ADMIN_TOKEN: undefined },
    (output) => /hall ready (http:\/\/\S+)/.exec(output)?.[1] ?? null,
    60_000,
  );
  onTestFinished(async () => {
    await demo.kill("SIGTERM");
    rmSync(dir, { recursive: true, force: true });
  });
  return demo.found;
}

/** Pages of one kind differ by their id only. */
function firstAndLastOfEachKind(links: readonly StartLink[]): readonly StartLink[] {
  return links.filter((link, n) => links[n - 1]?.kind !== link.kind || links[n + 1]?.kind !== link.kind);
}

describe("the start page", () => {
  it("links every page of the demo, and each opens and shows its own", async () => {
    const url = await startDemo();
    const page = await openStart(url);
    await page.locator('[data-test="steps"]').waitFor();
    await page.locator('[data-test="demo-logins"]').waitFor();
    const start = (await (await fetch(`${url}/api/v1/start`)).json()) as StartView;
    const kinds = new Set(start.links.map((link) => link.kind));
    for (const kind of ["kiosk", "screen", "window", "rater", "wall", "admin"] as const)
      expect(kinds, `a link of kind ${kind}`).toContain(kind);
    await expect.poll(() => page.locator("a[data-test^=link-]").count()).toBe(start.links.length);
    for (const member of start.staff ?? [])
      await expect
        .poll(() => page.locator(`[data-test="login-${member.id}"]`).textContent())
        .toContain(member.password);
    await page.locator('[data-test="take-one"]').click();
    const visit = await page.locator('[data-test="phone-card"] a').getAttribute("href");
    const phone = await openPage(browser, new URL(visit ?? "", url).href, DESK);
    await phone.locator('[data-test="visit"]').waitFor();
    await phone.context().close();
    for (const link of firstAndLastOfEachKind(start.links.filter((l) => l.kind !== "docs"))) {
      const opened = await openPage(browser, new URL(link.href, url).href, DESK);
      await opened.locator("main, h1").first().waitFor();
      await expect.poll(() => opened.getByText("没有这个页面").count(), { message: link.href }).toBe(0);
      await expect.poll(() => opened.getByText("未授权").count(), { message: link.href }).toBe(0);
      expect(opened.faults, link.href).toEqual([]);
      expect(opened.url(), "no token stays in the address").not.toMatch(/token=/);
      await opened.context().close();
    }
  });

  it("asks for a sign-in outside the demo, and hands out a kiosk's link with its own token", async () => {
    const hall = await startHall();
    onTestFinished(() => hall.stop());
    const page = await openStart(hall.url);
    await page.locator('[data-test="admin"]').fill("not-the-token");
    await page.locator('[data-test="admin-submit"]').click();
    await page.locator('[data-test="sign-in-problem"]').waitFor();
    await page.locator('[data-test="admin"]').fill(hall.token);
    await page.locator('[data-test="admin-submit"]').click();
    await page.locator('[data-test="token-kiosk-k1"]').click();
    const made = await page.locator('[data-test="made-kiosk-k1"] code').textContent();
    expect(made).toMatch(/\/kiosk\/k1#token=/);
    const kiosk = await openStart(made ?? "");
    await kiosk.locator('[data-test="start"]:enabled').waitFor();
    await expect.poll(() => page.locator('[data-test="demo-logins"]').count()).toBe(0);
  });
});
