import { expect, it, onTestFinished } from "vitest";
import { WEEKDAYS } from "../../src/contract/plan-config.ts";
import { startHall } from "../sim/support/hall.ts";
import { startChromium } from "./support/chromium.ts";
import { Kiosk } from "./support/kiosk.ts";

it("a closed hall's kiosk says when it opens and gives no number", async () => {
  // Open on one day only, three days from now in the hall's own zone: closed whenever this runs.
  const hallNow = new Date(Date.now() + 8 * 3600_000);
  const day = WEEKDAYS[(hallNow.getUTCDay() + 2) % 7] ?? "mon";
  const hall = await startHall({
    config: (small) => ({
      ...small,
      hall: {
        ...small.hall,
        timeZone: "Asia/Shanghai",
        hours: [{ days: [day], from: "08:30", to: "12:00" }],
      },
    }),
  });
  onTestFinished(() => hall.stop());
  const browser = await startChromium();
  onTestFinished(() => browser.close());
  const kiosk = await Kiosk.open(browser, hall);
  await kiosk.at("closed").waitFor();
  await expect.poll(() => kiosk.at("closed").textContent()).toMatch(/下次取号时间：.*8:30/);
  await expect.poll(() => kiosk.at("start").count()).toBe(0);
  expect((await hall.call("POST", "/tickets", { queue: "comprehensive" })).status).toBe(409);
});
