import { afterAll, beforeAll, expect, test } from "vitest";
import type { WindowView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { until } from "../sim/support/until.ts";
import { openBrowser, type TestBrowser } from "./support/browser.ts";
import { openDesk, setPasswords } from "./support/sign-in.ts";

const SIZE = { width: 1366, height: 768 };
let hall: SimHall;
let browser: TestBrowser;

beforeAll(async () => {
  [hall, browser] = await Promise.all([startHall(), openBrowser()]);
  await setPasswords(hall, "s01", "s02", "s03");
});
afterAll(async () => {
  await browser?.close();
  await hall?.stop();
});

const windowNow = async (id: string) => (await hall.call<WindowView>("GET", `/windows/${id}`)).json;

test("a clerk serves a whole visit by the keyboard alone", async () => {
  const { page, faults } = await browser.page(SIZE);
  const first = await hall.issue({ queue: "comprehensive", phone: "13800138001" });
  const second = await hall.issue({ queue: "comprehensive" });
  await openDesk(page, hall, "w01", "s01");
  expect((await windowNow("w01")).staff?.id).toBe("s01");

  await page.keyboard.press("F2");
  await page.getByTestId("present-number").filter({ hasText: first.number }).waitFor();
  expect(await hall.ticket(first.id)).toMatchObject({ state: "called", window: { id: "w01" } });

  await page.keyboard.press("F3");
  await until("the recall", async () => {
    const { json } = await hall.call<{ calls: { number: string; announcement: number }[] }>(
      "GET",
      "/screens/main",
    );
    return (json.calls.find((c) => c.number === first.number)?.announcement ?? 0) > 1;
  });

  await page.keyboard.press("F4");
  await page.getByTestId("window-state").filter({ hasText: "办理中" }).waitFor();
  expect((await hall.ticket(first.id)).state).toBe("serving");

  // A pause asked for in the middle of a service waits for its end: F10, then the second reason by its digit.
  await page.keyboard.press("F10");
  await page.keyboard.press("2");
  await page.getByText("办完后暂停").waitFor();
  await page.keyboard.press("F6");
  await page.getByTestId("window-state").filter({ hasText: "已暂停" }).waitFor();
  expect(await windowNow("w01")).toMatchObject({ state: "paused", pauseReason: "用餐", ticket: null });
  expect((await hall.ticket(first.id)).state).toBe("served");

  await page.keyboard.press("F10");
  await page.getByTestId("window-state").filter({ hasText: "空闲" }).waitFor();
  await page.keyboard.press("F2");
  await page.getByTestId("present-number").filter({ hasText: second.number }).waitFor();
  await page.keyboard.press("F7");
  await until("the no-show", async () => (await hall.ticket(second.id)).state === "missed");

  // Who turned up after all is taken back into line from the list of missed numbers, by Tab, arrows and Enter.
  await page.locator("#tab-waiting").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const rejoin = page.getByRole("button", { name: "重排" });
  await rejoin.focus();
  await page.keyboard.press("Enter");
  await until("the rejoining", async () => (await hall.ticket(second.id)).state === "waiting");
  await page.close();
  expect(faults).toEqual([]);
});

test("keys do nothing while someone types, and a held key is one press", async () => {
  const { page, faults } = await browser.page(SIZE);
  await openDesk(page, hall, "w03", "s03");
  const people = [];
  for (let i = 0; i < 3; i++) people.push(await hall.issue({ queue: "property" }));
  await page
    .getByText(people[2]?.number ?? "")
    .first()
    .waitFor();

  await page.keyboard.down("F2");
  for (let i = 0; i < 5; i++) await page.keyboard.down("F2");
  await page.keyboard.up("F2");
  await page
    .getByTestId("present-number")
    .filter({ hasText: people[0]?.number ?? "" })
    .waitFor();
  await page.keyboard.press("F4");
  await page.getByTestId("window-state").filter({ hasText: "办理中" }).waitFor();

  await page.getByTestId("matter-search").focus();
  await page.keyboard.press("F2");
  await page.keyboard.press("F6");
  await page.keyboard.press("Escape");
  expect(await windowNow("w03")).toMatchObject({ state: "serving", ticket: { number: people[0]?.number } });
  await page.keyboard.press("F6");
  await until("the end of the service", async () => (await windowNow("w03")).state === "idle");
  expect((await hall.ticket(people[1]?.id ?? "")).state).toBe("waiting");
  await page.close();
  expect(faults).toEqual([]);
});

test("two clerks who press at once never get the same person; a double click gives one", async () => {
  const one = await browser.page(SIZE);
  const two = await browser.page(SIZE);
  await one.page.goto(`${hall.url}/window/w01`);
  await one.page.getByTestId("window-state").filter({ hasText: "空闲" }).waitFor();
  await openDesk(two.page, hall, "w02", "s02");
  for (let i = 0; i < 5; i++) await hall.issue({ queue: "comprehensive" });

  await Promise.all([one.page.keyboard.press("F2"), two.page.keyboard.press("F2")]);
  const numbers = await Promise.all(
    [one, two].map(async ({ page }) => await page.getByTestId("present-number").textContent()),
  );
  expect(new Set(numbers).size).toBe(2);
  expect([(await windowNow("w01")).ticket?.number, (await windowNow("w02")).ticket?.number]).toEqual(numbers);

  await two.page.keyboard.press("F6");
  await until("the end of the service", async () => (await windowNow("w02")).state === "idle");
  const before = (await windowNow("w02")).waiting;
  await two.page.locator("[data-action=call-next]").dblclick();
  await two.page.getByTestId("window-state").filter({ hasText: "叫号中" }).waitFor();
  await two.page.waitForLoadState("networkidle");
  expect((await windowNow("w02")).waiting).toBe(before - 1);

  // A second clerk can't take a window that is held, and is told by whom.
  const third = await browser.page(SIZE);
  await third.page.goto(`${hall.url}/window/w02`);
  expect(await third.page.getByTestId("window-state").textContent()).toContain("叫号中");
  for (const { page, faults } of [one, two, third]) {
    await page.close();
    expect(faults).toEqual([]);
  }
});

test("a call whose answer was lost is repeated under the same key and calls one person", async () => {
  const { page, faults } = await browser.page(SIZE);
  await page.goto(`${hall.url}/window/w01`);
  await page.getByTestId("present-number").waitFor();
  await page.keyboard.press("F6");
  await page.getByTestId("window-state").filter({ hasText: "空闲" }).waitFor();
  const before = (await windowNow("w01")).waiting;
  const keys: (string | undefined)[] = [];
  let lost = 1;
  await page.route("**/call-next", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    const answer = await route.fetch();
    if (lost-- > 0) await route.abort("connectionreset");
    else await route.fulfill({ response: answer });
  });
  await page.keyboard.press("F2");
  await page.getByTestId("present-number").waitFor();
  await until("the repeat", () => keys.length === 2);
  expect(keys[0]).toBe(keys[1]);
  expect((await windowNow("w01")).waiting).toBe(before - 1);
  await page.close();
  expect(faults).toEqual([]);
});
