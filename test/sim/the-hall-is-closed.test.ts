import { afterAll, beforeAll, expect, it } from "vitest";
import { WEEKDAYS } from "../../src/contract/plan-config.ts";
import type { Problem } from "../../src/contract/problem.ts";
import type { KioskView } from "../../src/contract/window.ts";
import { type SimHall, startHall } from "./support/hall.ts";
import { asPage } from "./support/people.ts";

const DAY = 86_400_000;
let hall: SimHall;
beforeAll(async () => {
  // Open only on the weekday three days from now, so that no midnight in between can open it.
  const day = new Date(Date.now() + 8 * 3_600_000 + 3 * DAY).getUTCDay();
  const open = WEEKDAYS[(day + 6) % 7];
  if (!open) throw new Error(`no weekday ${day}`);
  hall = await startHall({
    config: (c) => ({
      ...c,
      hall: { ...c.hall, timeZone: "Asia/Shanghai", hours: [{ days: [open], from: "09:00", to: "17:00" }] },
    }),
  });
});
afterAll(() => hall?.stop());

it("no number is given, but the next opening is; the kiosk says the same; nothing is left of the attempt", async () => {
  const refused = await hall.call<Problem>("POST", "/tickets", { phone: "13800138000" });
  expect(refused.status).toBe(409);
  expect(refused.type).toContain("application/problem+json");
  expect(refused.json.code).toBe("hall.closed");
  const opens = Date.parse(String(refused.json.nextOpening));
  expect(opens - Date.now()).toBeGreaterThan(DAY);
  expect(opens - Date.now()).toBeLessThan(4 * DAY);
  expect(refused.json.nextOpening).toMatch(/T09:00:00(\.000)?\+08:00$/);

  const kiosk = await hall.call<KioskView>("GET", "/kiosks/k1", undefined, await asPage(hall, "kiosk", "k1"));
  expect(kiosk.json).toMatchObject({ open: false });
  expect(Date.parse(String(kiosk.json.nextOpening))).toBe(opens);
  expect((await hall.call<{ waiting: number }[]>("GET", "/queues")).json.map((q) => q.waiting)).toEqual([
    0, 0,
  ]);

  // A clerk may stand at the window all the same: those ticketed before are served.
  await hall.window("w01", "open", { staff: "s01" });
  expect((await hall.window("w01", "call-next")).ticket).toBeNull();
});
