import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { type SimHall, startHall } from "../sim/support/hall.ts";
import { cutSlips } from "../sim/support/virtual.ts";
import { startChromium } from "./support/chromium.ts";
import { Kiosk } from "./support/kiosk.ts";

let hall: SimHall;
let browser: Browser;

beforeAll(async () => {
  browser = await startChromium();
  hall = await startHall({
    config: (small) => ({
      ...small,
      sectors: small.sectors.map((s) => ({ ...s, batchAbove: 5 })),
      // The first window takes batches; the third one's hours are over, so property has no batch window any more today.
      windows: small.windows.map((w) => {
        if (w.id === "w01") return { ...w, batch: true };
        return w.id === "w03" ? { ...w, batch: true, hours: [{ from: "00:00", to: "00:01" }] } : w;
      }),
      appointments: { bands: [{ sector: "property", from: "08:00", to: "20:00", quota: 4 }] },
      kiosks: [
        ...(small.kiosks ?? []),
        { id: "k2", name: "西门取号机", sectors: ["property"], idleSeconds: 5 },
        { id: "k3", name: "南门取号机", sectors: ["property"], askCount: false },
      ],
    }),
  });
  await hall.window("w01", "open", { staff: "s01" });
  await hall.window("w02", "open", { staff: "s02" });
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

const words = (kiosk: Kiosk) => kiosk.at("count-words").textContent();

it("an agent's many cases go to the batch window, on screen and slip, which are told before the number is taken", async () => {
  const kiosk = await open();
  await kiosk.tap("start", "sector-comprehensive", "matter-social-card", "matters-done", "count");
  await expect.poll(() => kiosk.at("count-done").isDisabled()).toBe(true);
  await kiosk.type("12");
  await expect.poll(() => words(kiosk)).toBe("超过5件，由批量窗口办理：1号窗口");
  await kiosk.tap("count-done");
  await expect.poll(() => kiosk.at("count-off").textContent()).toContain("代办12件");
  const issued = await kiosk.ticketBy("no-phone");
  expect(issued.legs).toMatchObject([{ count: 12, batch: true }]);
  await expect.poll(() => kiosk.at("batch").textContent()).toBe("批量业务 12件");
  await expect.poll(() => kiosk.at("zone").textContent()).toBe("1号窗口（批量）");
  const slip = await hall.virtual.until("the slip", (v) =>
    cutSlips(v, "printer-1").find((s) => s.includes(issued.number)),
  );
  expect(slip).toContain("批量业务 12件");
  expect(slip).toContain("1号窗口（批量）");
});

it("a few cases are counted, too; back leaves the count as it was, and it can be taken away again", async () => {
  const kiosk = await open();
  await kiosk.tap("start", "sector-comprehensive", "matter-skip", "count", "key-3", "back");
  await expect.poll(() => kiosk.at("count-off").count()).toBe(0);
  await kiosk.type("138");
  await kiosk.tap("count", "key-3");
  await expect.poll(() => words(kiosk)).toBe("3件一次办完，和大家一样排队");
  // The metal keypad's Enter.
  await kiosk.page.keyboard.press("Enter");
  await expect.poll(() => kiosk.at("phone").textContent()).toContain("138");
  await kiosk.tap("count-off");
  await expect.poll(() => kiosk.at("count-off").count()).toBe(0);
  await kiosk.tap("count", "key-4", "count-done");
  const issued = await kiosk.ticketBy("no-phone");
  expect(issued.legs).toMatchObject([{ count: 4, batch: false }]);
  await expect.poll(() => kiosk.at("count").textContent()).toBe("代办 4件");
});

it("without a batch window today it says so, with appointments, and takes as many as any window does", async () => {
  const kiosk = await open();
  await kiosk.tap("start", "sector-property", "matter-skip", "count");
  await kiosk.type("12");
  await expect
    .poll(() => words(kiosk))
    .toMatch(/一次最多办5件，今天没有批量窗口，下次：.*请预约，或分次办理。最早可约：/);
  await expect.poll(() => kiosk.at("count-done").count()).toBe(0);
  await kiosk.tap("count-book");
  await expect.poll(() => kiosk.at("book-panel").locator("svg").getAttribute("data-text")).toMatch(/\/book$/);
  await kiosk.tap("book-close", "count-fewer");
  await expect.poll(() => words(kiosk)).toBe("5件一次办完，和大家一样排队");
  await kiosk.tap("count-done");
  expect((await kiosk.ticketBy("no-phone")).legs).toMatchObject([{ count: 5, batch: false }]);
});

it("refused when the batch window goes meanwhile, there are ways on: fewer, another number, an appointment", async () => {
  const kiosk = await open();
  // What the kiosk was told is out of date by the time the number is asked for.
  await kiosk.page.route("**/api/v1/kiosks/k1", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    await route.fulfill({ response: answer, body: text.replaceAll('"stops":true', '"stops":false') });
  });
  await kiosk.tap("start", "sector-property", "matter-skip", "count", "key-9", "count-done", "no-phone");
  await kiosk.at("problem").waitFor();
  await expect.poll(() => kiosk.at("problem").textContent()).toContain("您要办9件");
  await kiosk.tap("problem-book", "book-close", "problem-count", "count-done", "no-phone");
  await kiosk.at("problem").waitFor();
  const issued = await kiosk.ticketBy("problem-fewer");
  expect(issued.legs).toMatchObject([{ count: 5 }]);
  await kiosk.at("result").waitFor();
});

it("is only offered where the kiosk is told to, and forgotten when nobody touches it", async () => {
  const without = await open("k3");
  await without.tap("start", "matter-skip");
  await without.at("phone").waitFor();
  await expect.poll(() => without.at("count").count()).toBe(0);
  const kiosk = await open("k2");
  await kiosk.tap("start", "matter-skip", "count", "key-3");
  await kiosk.at("idle").waitFor();
  await kiosk.at("start").waitFor();
  await kiosk.tap("start", "matter-skip", "count");
  await expect.poll(() => kiosk.at("count-done").isDisabled()).toBe(true);
});
