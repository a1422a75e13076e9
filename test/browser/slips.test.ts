import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SlipTemplateView } from "../../src/contract/slip-template.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { cutSlips, deviceOf } from "../sim/support/virtual.ts";
import { DESK, openPage, startChromium } from "./support/chromium.ts";

let hall: SimHall;
let browser: Browser;
let page: Page & { readonly faults: readonly string[] };

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall();
  page = await openPage(browser, `${hall.url}/admin/slips#token=${hall.token}`, DESK);
  await page.locator("article").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const at = (name: string) => page.locator(`[data-test="${name}"]`);
const printed = async () => cutSlips(await hall.virtual.state(), "printer-1");

test("the manager changes the slip, sees it as it will be printed, tries it, keeps it, and the next slip looks so", async () => {
  await page.fill("input[name=title]", "余杭市民之家");
  await page.fill("textarea[name=footer]", "祝您办事顺利");
  await page.locator("[data-part=issued] input[type=checkbox]").first().uncheck();
  const preview = page.locator("article");
  await page.locator('article[aria-label*="祝您办事顺利"]').waitFor();

  await at("test").click();
  await until("the sample", async () => (await printed()).length === 1);
  const [sample = ""] = await printed();
  // The paper has one row more, which says that it is a sample.
  expect(sample.split("\n")[0]).toContain("样张");
  await expect
    .poll(async () => (await preview.getAttribute("aria-label"))?.trimEnd())
    .toBe(sample.split("\n").slice(1).join("\n").trimEnd());

  await at("save").click();
  await at("changed").waitFor();
  const ticket = await hall.issue({ queue: "comprehensive", kiosk: "k1" });
  await until("its slip", async () => (await hall.ticket(ticket.id)).slip?.state === "printed");
  const slip = (await printed()).at(-1) ?? "";
  expect(slip).toContain("余杭市民之家");
  expect(slip).toContain("祝您办事顺利");
  expect(slip).not.toContain("取号时间");
  expect(slip).not.toContain("样张");

  // It outlives a restart, and the config's slip comes back on demand.
  await hall.kill("SIGTERM");
  await hall.start();
  const kept = (await hall.call<SlipTemplateView>("GET", "/slip-template")).json;
  expect(kept.template.title).toBe("余杭市民之家");
  expect(kept.changed?.by).toBe("管理员");
  const back = (await hall.call<SlipTemplateView>("DELETE", "/slip-template")).json;
  expect(back.template).toEqual(back.fallback);
});

test("what can't be printed is refused with a sentence, and nobody but a manager may change slips", async () => {
  const { template } = (await hall.call<SlipTemplateView>("GET", "/slip-template")).json;
  const post = (body: unknown) => hall.call("POST", "/slip-template", body);
  const logo = await post({ ...template, logo: Buffer.from("no picture").toString("base64") });
  expect([logo.status, logo.text]).toEqual([422, expect.stringContaining("不是 PNG 图片")]);
  const hidden = template.parts.map((part) => (part.id === "number" ? { ...part, show: false } : part));
  const without = await post({ ...template, parts: hidden });
  expect([without.status, without.text]).toEqual([400, expect.stringContaining("必须有号码")]);
  const twice = await post({
    ...template,
    parts: template.parts.map((p, k) => (k === 0 ? { ...p, id: "qr" } : p)),
  });
  expect([twice.status, twice.text]).toEqual([400, expect.stringContaining("写了两次")]);
  const control = await post({ ...template, footer: ["\u001b@"] });
  expect([control.status, control.text]).toEqual([400, expect.stringContaining("控制字符")]);
  const nobody = await fetch(`${hall.url}/api/v1/slip-template`);
  expect(nobody.status).toBe(401);
  expect(deviceOf(await hall.virtual.state(), "printer-1", "printer").unknown).toBe(0);
});
