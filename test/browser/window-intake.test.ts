import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CaseView } from "../../src/contract/case.ts";
import type { Matter } from "../../src/contract/matter.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { startChromium } from "./support/chromium.ts";
import { Desk, setPasswords } from "./support/desk.ts";

let hall: SimHall;
let browser: Browser;
let desk: Desk;
let matter: Matter;
let ticket: Ticket;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall();
  await setPasswords(hall, "s01");
  const { json } = await hall.call<Matter[]>("GET", "/matters");
  const found = json.find((m) => m.materials.filter((x) => x.required && x.deferrable).length > 0);
  if (!found) throw new Error("no sample matter has a deferrable material");
  matter = found;
  desk = await Desk.open(browser, hall, "w01", "s01");
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

// Each test has a person at the window, and their matter's checklist open.
beforeEach(async () => {
  ticket = await hall.issue({ queue: "comprehensive" });
  await desk.page.getByText(ticket.number).first().waitFor();
  await desk.press("F2");
  await desk.showsNumber(ticket.number);
  await desk.press("F4");
  await desk.shows("办理中");
  await desk.page.locator(`[data-matter="${matter.id}"]`).click();
  return async () => {
    await desk.press("Escape", "F6");
    await desk.shows("空闲");
    expect(desk.page.faults).toEqual([]);
  };
});

const cases = async () => (await hall.call<CaseView[]>("GET", `/tickets/${ticket.id}/cases`)).json;
const fill = async () => {
  await desk.page.fill("#applicant-name", "王小明");
  await desk.page.fill("#applicant-id-number", "11010519491231002x");
};
const mark = (id: string, label: string) =>
  desk.page.locator(`[data-material="${id}"]`).getByText(label, { exact: true }).click();

test("a case is accepted with a deferrable material missing, and its receipt printed", async () => {
  const deferred = matter.materials.find((m) => m.required && m.deferrable);
  await fill();
  await desk.at("all-present").click();
  await mark(deferred?.id ?? "", "容缺");
  await desk.at("accept").click();
  await desk.page.locator('[data-case][data-state="accepted"]').waitFor();

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
  await desk.page.getByText(only?.number ?? "").waitFor();
  await desk.page.getByText("凭证已打印").waitFor();
  expect((await cases())[0]?.receipt).toBe("printed");
});

test("what is missing or wrong is named at its field, and nothing reaches the server", async () => {
  await desk.at("accept").click();
  const notes = desk.at("intake-notes");
  await notes.getByText("请填写申请人姓名").waitFor();
  await expect.poll(() => desk.page.evaluate("document.activeElement.id")).toBe("applicant-name");
  await desk.page.fill("#applicant-name", "王小明");
  await desk.page.fill("#applicant-id-number", "110105194912310021");
  await desk.at("all-present").click();
  await notes.getByText("校验位不符").waitFor();
  await desk.at("accept").click();
  expect(await cases()).toEqual([]);
});

test("a correction notice names everything missing, once; what was missing comes, and the case is accepted", async () => {
  const [lacking] = matter.materials.filter((m) => m.required);
  await fill();
  await desk.at("all-present").click();
  await mark(lacking?.id ?? "", "缺");
  await desk.at("correct").click();
  await desk.page.getByPlaceholder("写明每份材料").fill("请带原件");
  await desk.at("confirm-correct").click();
  await desk.page.locator('[data-case][data-state="correctionPending"]').waitFor();
  expect((await cases())[0]).toMatchObject({
    state: "correctionPending",
    correction: { missing: [lacking?.id], note: "请带原件" },
  });

  await desk.at("resume").click();
  await expect.poll(() => desk.at("correct").isDisabled()).toBe(true);
  await mark(lacking?.id ?? "", "齐");
  await desk.at("accept").click();
  await desk.page.locator('[data-case][data-state="accepted"]').waitFor();
  expect(await cases()).toMatchObject([{ state: "accepted" }]);
});

test("a case is refused with its reasons", async () => {
  await fill();
  await desk.at("refuse").click();
  await desk.at("confirm-refuse").click();
  await desk.page.getByText("请至少写明一条理由").waitFor();
  await desk.page.getByText("申请事项不属于本机关职权范围").click();
  await desk.at("own-reason").fill("请到市级大厅办理");
  await desk.at("confirm-refuse").click();
  await desk.page.locator('[data-case][data-state="notAccepted"]').waitFor();
  expect((await cases())[0]?.refusal?.reasons).toEqual(["申请事项不属于本机关职权范围", "请到市级大厅办理"]);
});

test("an acceptance whose answers are lost opens one case", async () => {
  await fill();
  await desk.at("all-present").click();
  let lost = 2;
  await desk.page.route("**/api/v1/cases**", async (route) => {
    const answer = await route.fetch();
    if (route.request().method() === "POST" && lost-- > 0) await route.abort("connectionreset");
    else await route.fulfill({ response: answer });
  });
  await desk.at("accept").click();
  await desk.page.locator('[data-case][data-state="accepted"]').waitFor();
  await desk.page.unrouteAll({ behavior: "ignoreErrors" });
  expect(lost).toBeLessThanOrEqual(0);
  await until("one accepted case", async () => (await cases())[0]?.state === "accepted");
  expect(await cases()).toHaveLength(1);
});
