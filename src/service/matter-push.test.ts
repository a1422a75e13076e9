import { afterEach, expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { ADMIN, CoreHall, codeOf, expectDone, HOUR } from "./testing/core-hall.ts";

const W = (n: number) => `w0${n}` as WindowId;
let hall: CoreHall;
afterEach(() => hall.stop());
const open = async (n: number) =>
  expectDone(
    await hall.service.window(
      { verb: "open", window: W(n), staff: `s0${n}` as StaffId, placed: false },
      ADMIN,
    ),
  );

/** In the comprehensive sector only the second window does social cards, and only until noon. */
function started(): CoreHall {
  hall = new CoreHall((demo) => ({
    ...demo,
    windows: demo.windows.map((w) =>
      !w.sectors.includes("comprehensive" as QueueId)
        ? w
        : w.id === W(2)
          ? { ...w, hours: [{ from: "09:00", to: "12:00" }] }
          : { ...w, matters: ["nothing-else"] },
    ),
  }));
  hall.core.start();
  return hall;
}

test("a matter that no window will do today gets no number though its sector is served; staff may go past it", async () => {
  started();
  await open(1);
  expect(codeOf(await hall.service.issue({ matters: ["social-card"] }, ADMIN))).not.toBe("matter.no-window");
  await hall.advance(4 * HOUR);
  const refused = await hall.service.issue({ matters: ["social-card"] }, ADMIN);
  expect(refused).toMatchObject({ refused: "matter.no-window" });
  expect(refused).toHaveProperty("detail", expect.stringContaining("请改日再来或预约"));
  expect(codeOf(await hall.service.issue({ queue: "comprehensive" as QueueId }, ADMIN))).not.toBe(
    "matter.no-window",
  );
  const forced = { matters: ["social-card"], override: true, overrideReason: "经理安排" };
  expect(expectDone(await hall.service.issue(forced, ADMIN)).ticket.matters).toEqual(["social-card"]);
});

test("when the last window that does a matter closes, staff see who waits for it and the people are told", async () => {
  started();
  await open(1);
  await open(2);
  const ticket = await hall.issue({ matters: ["social-card"] });
  const token = hall.core.memory.states.dispatcher.tickets.get(ticket.id)?.token;
  const notice = () => (token ? hall.service.visit(token)?.notice : undefined);
  expect(hall.service.notices()).toEqual([]);
  expect(notice()).toBe(null);
  expectDone(await hall.service.window({ verb: "close", window: W(2) }, ADMIN));
  expect(hall.service.notices()).toEqual([expect.stringContaining("有1人等候，现在没有窗口能办")]);
  expect(notice()).toContain("已通知工作人员安排");
});
