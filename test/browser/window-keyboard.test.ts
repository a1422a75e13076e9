import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { ScreenView } from "../../src/contract/screen.ts";
import type { Ticket } from "../../src/contract/ticket.ts";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { startChromium } from "./support/chromium.ts";
import { Desk, setPasswords } from "./support/desk.ts";

let hall: SimHall;
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall();
  await setPasswords(hall, "s01", "s02", "s03");
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const windowNow = async (id: string) => (await hall.call<WindowView>("GET", `/windows/${id}`)).json;

const open = async (window: string, staff: string): Promise<Desk> => {
  const desk = await Desk.open(browser, hall, window, staff);
  onTestFinished(() => desk.close());
  return desk;
};

test("a clerk serves a whole visit by the keyboard alone", async () => {
  const first = await hall.issue({ queue: "comprehensive", phone: "13800138001" });
  const second = await hall.issue({ queue: "comprehensive" });
  const desk = await open("w01", "s01");
  expect((await windowNow("w01")).staff?.id).toBe("s01");

  await desk.press("F2");
  await desk.showsNumber(first.number);
  expect(await hall.ticket(first.id)).toMatchObject({ state: "called", window: { id: "w01" } });

  await desk.press("F3");
  await until("the recall", async () => {
    const { json } = await hall.call<ScreenView>("GET", "/screens/main");
    return (json.calls.find((c) => c.number === first.number)?.announcement ?? 0) > 1;
  });

  await desk.press("F4");
  await desk.shows("办理中");
  expect((await hall.ticket(first.id)).state).toBe("serving");

  // A pause asked for in the middle of a service waits for its end: F10, then the second reason by its digit.
  await desk.press("F10");
  await desk.page.getByRole("dialog").getByText("用餐").waitFor();
  await desk.press("2");
  await desk.page.getByText("办完后暂停").waitFor();
  await desk.press("F6");
  await desk.shows("已暂停");
  expect(await windowNow("w01")).toMatchObject({ state: "paused", pauseReason: "用餐", ticket: null });
  expect((await hall.ticket(first.id)).state).toBe("served");

  await desk.press("F10");
  await desk.shows("空闲");
  await desk.press("F2");
  await desk.showsNumber(second.number);
  await desk.press("F7");
  await until("the no-show", async () => (await hall.ticket(second.id)).state === "missed");
  await desk.shows("空闲");

  // Who turned up after all is taken back into line from the list of missed numbers, by arrows and Enter.
  await desk.page.locator("#tab-waiting").focus();
  await desk.press("ArrowRight", "ArrowRight");
  await desk.page.getByRole("button", { name: "重排" }).focus();
  await desk.press("Enter");
  await desk.at("notice").filter({ hasText: "已重新排队" }).waitFor();
  expect((await hall.ticket(second.id)).state).toBe("waiting");
  await desk.press("F2");
  await desk.showsNumber(second.number);
  await desk.press("F6");
  await desk.shows("空闲");
  expect(desk.page.faults).toEqual([]);
});

test("keys do nothing while someone types, and a held key is one press", async () => {
  const desk = await open("w03", "s03");
  const people: Ticket[] = [];
  for (let i = 0; i < 3; i++) people.push(await hall.issue({ queue: "property" }));
  const [first, second, third] = people as [Ticket, Ticket, Ticket];
  await desk.page.getByText(third.number).first().waitFor();

  for (let i = 0; i < 6; i++) await desk.page.keyboard.down("F2");
  await desk.page.keyboard.up("F2");
  await desk.showsNumber(first.number);
  await desk.press("F4");
  await desk.shows("办理中");

  await desk.at("matter-search").focus();
  await desk.press("F2", "F6", "Escape");
  expect(await windowNow("w03")).toMatchObject({ state: "serving", ticket: { number: first.number } });
  await desk.press("F6");
  await desk.shows("空闲");
  expect((await hall.ticket(first.id)).state).toBe("served");
  expect((await hall.ticket(second.id)).state).toBe("waiting");
  expect(desk.page.faults).toEqual([]);
});

test("two clerks who press at once never get the same person; a double click gives one", async () => {
  const one = await open("w01", "s01");
  const two = await open("w02", "s02");
  for (let i = 0; i < 5; i++) await hall.issue({ queue: "comprehensive" });

  await Promise.all([one.press("F2"), two.press("F2")]);
  await Promise.all([one.shows("叫号中"), two.shows("叫号中")]);
  const numbers = await Promise.all([one, two].map((desk) => desk.at("present-number").textContent()));
  expect(new Set(numbers).size).toBe(2);
  expect([(await windowNow("w01")).ticket?.number, (await windowNow("w02")).ticket?.number]).toEqual(numbers);

  await two.press("F6");
  await two.shows("空闲");
  const before = (await windowNow("w02")).waiting;
  await two.page.locator("[data-action=call-next]").dblclick();
  await two.shows("叫号中");
  await two.page.waitForLoadState("networkidle");
  expect((await windowNow("w02")).waiting).toBe(before - 1);
  expect([...one.page.faults, ...two.page.faults]).toEqual([]);
});

test("a clerk at a window held by a colleague is told by whom and can press nothing", async () => {
  const desk = await open("w02", "s03");
  await desk.at("notice").or(desk.page.getByText("本窗口由 李四 在岗")).first().waitFor();
  await desk.page.getByText("本窗口由 李四 在岗").waitFor();
  const before = await windowNow("w02");
  await desk.press("F2", "F6");
  await expect.poll(() => desk.page.locator("[data-action=call-next]").isDisabled()).toBe(true);
  expect(await windowNow("w02")).toEqual(before);
});

test("a call whose answer was lost is repeated under the same key and calls one person", async () => {
  const desk = await open("w01", "s01");
  await desk.press("F6");
  await desk.shows("空闲");
  await hall.issue({ queue: "comprehensive" });
  const before = (await windowNow("w01")).waiting;
  const keys: (string | undefined)[] = [];
  await desk.page.route("**/call-next", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const answer = await route.fetch();
    if (keys.length === 1) await route.abort("connectionreset");
    else await route.fulfill({ response: answer });
  });
  await desk.press("F2");
  await until("the repeat", () => keys.length >= 2);
  await desk.shows("叫号中");
  expect(keys[0]).toMatch(/.{16}/);
  expect(new Set(keys).size).toBe(1);
  expect((await windowNow("w01")).waiting).toBe(before - 1);
  expect(desk.page.faults).toEqual([]);
});

test("the clerk sees a slip that did not print and prints it again", async () => {
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "out" });
  const ticket = await hall.issue({ queue: "property", kiosk: "k1" });
  await until("the failure", async () => (await hall.ticket(ticket.id)).slip?.state === "failed");
  const desk = await open("w03", "s03");
  await hall.window("w03", "call", { ticket: ticket.id });
  await desk.showsNumber(ticket.number);
  await desk.at("slip").filter({ hasText: "打印失败（打印机缺纸" }).waitFor();
  await hall.virtual.act({ act: "paper", device: "printer-1", paper: "ok" });
  await desk.at("slip").getByRole("button", { name: "补打" }).click();
  await desk.at("slip").filter({ hasText: "已补打" }).waitFor();
  expect((await hall.ticket(ticket.id)).slip?.state).toBe("reprinted");
  expect(desk.page.faults).toEqual([]);
});

test("a clerk whose session has ended is asked to sign in again and finds the same person", async () => {
  const desk = await open("w03", "s03");
  await desk.press("F6");
  await desk.shows("空闲");
  const ticket = await hall.issue({ queue: "property" });
  await hall.window("w03", "call", { ticket: ticket.id });
  await desk.showsNumber(ticket.number);
  await setPasswords(hall, "s03"); // A new password ends the sessions made with the old one.
  await desk.press("F4");
  await desk.page.getByText("登录已失效，请重新登录").waitFor();
  expect((await hall.ticket(ticket.id)).state).toBe("called");
  await desk.signIn("s03");
  await desk.showsNumber(ticket.number);
  await desk.press("F4");
  await desk.shows("办理中");
  expect(desk.page.faults).toEqual([]);
});
