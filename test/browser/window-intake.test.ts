import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CaseView } from "../../src/contract/case.ts";
import type { Matter } from "../../src/contract/matter.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { openBrowser, type TestBrowser } from "./support/browser.ts";
import { openDesk, setPasswords } from "./support/sign-in.ts";

const SIZE = { width: 1366, height: 768 };
let hall: SimHall;
let browser: TestBrowser;
let page: Page;
let faults: string[];
let matter: Matter;
let ticket: Ticket;

beforeAll(async () => {
  [hall, browser] = await Promise.all([startHall(), openBrowser()]);
  await setPasswords(hall, "s01");
  const { json } = await hall.call<Matter[]>("GET", "/matters");
  const found = json.find((m) => m.materials.filter((x) => x.required && x.deferrable).length > 0);
  if (!found) throw new Error("no sample matter has a deferrable material");
  matter = found;
  ({ page, faults } = await browser.page(SIZE));
  await openDesk(page, hall, "w01", "s01");
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

// Each test has a person at the window, and their matter's checklist open.
beforeEach(async () => {
  ticket = await hall.issue({ queue: "comprehensive" });
  await page.getByText(ticket.number).first().waitFor();
  await page.keyboard.press("F2");
  await page.getByTestId("present-number").filter({ hasText: ticket.number }).waitFor();
  await page.keyboard.press("F4");
  await page.getByTestId("window-state").filter({ hasText: "办理中" }).waitFor();
  await page.locator(`[data-matter="${matter.id}"]`).click();
  return async () => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("F6");
    await page.getByTestId("window-state").filter({ hasText: "空闲" }).waitFor();
    expect(faults).toEqual([]);
  };
});

const cases = async () => (await hall.call<CaseView[]>("GET", `/tickets/${ticket.id}/cases`)).json;
const fill = async () => {
  await page.fill("#applicant-name", "王小明");
  await page.fill("#applicant-id-number", "11010519491231002x");
};
const mark = (id: string, label: string) =>
  page.locator(`[data-material="${id}"]`).getByText(label, { exact: true }).click();

test("a case is accepted with a deferrable material missing, and its receipt printed", async () => {
  const deferred = matter.materials.find((m) => m.required && m.deferrable);
  await fill();
  await page.getByTestId("all-present").click();
  await mark(deferred?.id ?? "", "容缺");
  await page.getByTestId("accept").click();
  await page.locator('[data-case][data-state="accepted"]').waitFor();

  const [only, ...more] = await cases();
  expect(more).toEqual([]);
  expect(only).toMatchObject({
    state: "accepted",
    firstHandler: "s01",
    matter: { id: matter.id, version: matter.version },
    applicant: { kind: "person", name: "王小明" },
  });
  const held = only?.materials.find((m) => m.id === deferred?.id);
  expect(held).toMatchObject({ state: "deferred", dueOn: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  await page.getByText(only?.number ?? "").waitFor();
  await page.getByText("凭证已打印").waitFor();
  expect((await cases())[0]?.receipt).toBe("printed");
});

test("what is missing or wrong is named at its field, and nothing reaches the server", async () => {
  await page.getByTestId("accept").click();
  const notes = page.getByTestId("intake-notes");
  await notes.getByText("请填写申请人姓名").waitFor();
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("applicant-name");
  await page.fill("#applicant-name", "王小明");
  await page.fill("#applicant-id-number", "110105194912310021");
  await page.getByTestId("all-present").click();
  await notes.getByText("校验位不符").waitFor();
  await page.getByTestId("accept").click();
  expect(await cases()).toEqual([]);
});

test("a correction notice names everything missing, once; what was missing comes, and the case is accepted", async () => {
  const [lacking] = matter.materials.filter((m) => m.required);
  await fill();
  await page.getByTestId("all-present").click();
  await mark(lacking?.id ?? "", "缺");
  await page.getByTestId("correct").click();
  await page.getByPlaceholder("写明每份材料").fill("请带原件");
  await page.getByTestId("confirm-correct").click();
  await page.locator('[data-case][data-state="correctionPending"]').waitFor();
  expect((await cases())[0]).toMatchObject({
    state: "correctionPending",
    correction: { missing: [lacking?.id], note: "请带原件" },
  });

  await page.getByTestId("resume").click();
  expect(await page.getByTestId("correct").isDisabled()).toBe(true);
  await mark(lacking?.id ?? "", "齐");
  await page.getByTestId("accept").click();
  await page.locator('[data-case][data-state="accepted"]').waitFor();
  expect(await cases()).toMatchObject([{ state: "accepted" }]);
});

test("a case is refused with its reasons", async () => {
  await fill();
  await page.getByTestId("refuse").click();
  await page.getByTestId("confirm-refuse").click();
  await page.getByText("请至少写明一条理由").waitFor();
  await page.getByText("申请事项不属于本机关职权范围").click();
  await page.getByTestId("own-reason").fill("请到市级大厅办理");
  await page.getByTestId("confirm-refuse").click();
  await page.locator('[data-case][data-state="notAccepted"]').waitFor();
  expect((await cases())[0]?.refusal?.reasons).toEqual(["申请事项不属于本机关职权范围", "请到市级大厅办理"]);
});

test("an acceptance whose answers are lost opens one case", async () => {
  await fill();
  await page.getByTestId("all-present").click();
  let lost = 2;
  await page.route("**/api/v1/cases**", async (route) => {
    const answer = await route.fetch();
    if (route.request().method() === "POST" && lost-- > 0) await route.abort("connectionreset");
    else await route.fulfill({ response: answer });
  });
  await page.getByTestId("accept").click();
  await page.locator('[data-case][data-state="accepted"]').waitFor();
  await page.unroute("**/api/v1/cases**");
  expect(lost).toBeLessThanOrEqual(0);
  await until("one accepted case", async () => (await cases())[0]?.state === "accepted");
  expect(await cases()).toHaveLength(1);
});
