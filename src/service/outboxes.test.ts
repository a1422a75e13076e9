import { afterEach, expect, test } from "vitest";
import { messageOutbox, printOutbox, renderJob } from "./outboxes.ts";
import { CoreHall, HOUR, MORNING } from "./testing/core-hall.ts";

let hall: CoreHall;
afterEach(() => hall.stop());

test("a clock that is set back by an hour holds up no SMS and no slip", async () => {
  hall = new CoreHall();
  hall.core.start();
  const ticket = await hall.issue({ phone: "+8613800138000", kiosk: "k1" });
  const back = MORNING - HOUR;
  const messages = messageOutbox(hall.core, () => {}).due(back, 10);
  expect(messages.map((m) => m.kind)).toEqual(["issued"]);
  expect(printOutbox(hall.core).due(back)).toMatchObject([{ ticket: ticket.id, kind: "slip" }]);
});

test("a slip says how many like cases it is for, a batch number beside its sector", async () => {
  hall = new CoreHall((demo) => ({
    ...demo,
    sectors: demo.sectors.map((s) => ({ ...s, batchAbove: 5 })),
    windows: demo.windows.map((w) => ({ ...w, batch: true })),
  }));
  hall.core.start();
  const said = async (count: number) => {
    const ticket = await hall.issue({ matters: ["social-card"], count, kiosk: "k1" });
    const [job] = hall.store.prints.ofTicket(ticket.id);
    if (!job) throw new Error("no slip");
    const paper = renderJob(hall.core, hall.service, String, job, job.printer);
    return paper?.lines.flatMap((l) => (l.kind === "text" && l.text.includes("件") ? l.text : []));
  };
  expect(await said(1)).toEqual([]);
  expect(await said(3)).toEqual(["办理事项：社会保障卡申领（代办3件）"]);
  expect(await said(12)).toEqual(["批量业务 12件"]);
});
