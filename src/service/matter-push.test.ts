import { afterEach, describe, expect, test } from "vitest";
import { hallConfig } from "../contract/hall-config.ts";
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

describe("many like cases", () => {
  const Q = "comprehensive" as QueueId;
  const bands = [{ sector: Q, from: "13:30", to: "14:30", every: 30, quota: 1 }];
  const hallWith = (batch: boolean) => {
    hall = new CoreHall((demo) =>
      hallConfig.parse({
        ...demo,
        appointments: { bands },
        sectors: demo.sectors.map((s) => (s.id === Q ? { ...s, batchAbove: 5 } : s)),
        windows: demo.windows.map((w) =>
          w.id === W(2) && batch ? { ...w, batch: true, hours: [{ from: "09:00", to: "12:00" }] } : w,
        ),
      }),
    );
    hall.core.start();
  };
  const ask = (count: number, more: object = {}) => hall.service.issue({ queue: Q, count, ...more }, ADMIN);

  test("get no number where no batch window works any more today, but are told what to do; staff may go past it", async () => {
    hallWith(true);
    await open(1);
    expect(codeOf(await ask(6))).toBe("done");
    await hall.advance(4 * HOUR);
    expect(await ask(6)).toMatchObject({
      refused: "count.batch",
      detail: expect.stringMatching(/要办6件.*最多办5件.*请预约.*可预约：/),
    });
    expect(codeOf(await ask(5))).toBe("done");
    expect(codeOf(await ask(6, { override: true, overrideReason: "经理安排" }))).toBe("done");
  });

  test("staff see that they wait while no batch window calls, and so do they", async () => {
    hallWith(true);
    await open(1);
    await open(2);
    const { ticket } = expectDone(await ask(6));
    expect(ticket.zone).toBe("2号窗口（批量）");
    expect(ticket.legs[0]?.count).toBe(6);
    expect(hall.service.notices()).toEqual([]);
    expectDone(await hall.service.window({ verb: "close", window: W(2) }, ADMIN));
    expect(hall.service.notices()).toEqual([
      expect.stringContaining("有1个批量号等候，现在没有批量窗口叫号"),
    ]);
    const token = hall.core.memory.states.dispatcher.tickets.get(ticket.id)?.token;
    expect(token && hall.service.visit(token)?.notice).toContain("已通知工作人员安排");
    expect(expectDone(await hall.service.window({ verb: "call-next", window: W(1) }, ADMIN)).ticket).toBe(
      null,
    );
  });

  test("in a hall without batch windows whoever staff let in is called by any window", async () => {
    hallWith(false);
    await open(1);
    expect(codeOf(await ask(6))).toBe("count.batch");
    const { ticket } = expectDone(await ask(6, { override: true, overrideReason: "经理安排" }));
    const called = expectDone(await hall.service.window({ verb: "call-next", window: W(1) }, ADMIN)).ticket;
    expect(called?.id).toBe(ticket.id);
  });
});
