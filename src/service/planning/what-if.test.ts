import { afterEach, beforeEach, expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import type { WhatIfChange, WhatIfReport } from "../../contract/what-if.ts";
import { changedModel } from "../../planning/what-if/change-model.ts";
import { outlookOf } from "../../planning/what-if/outlook.ts";
import { ADMIN, CoreHall, expectDone } from "../testing/core-hall.ts";
import type { PlanningThread } from "./planning-thread.ts";
import { whatIf } from "./what-if.ts";

/** The thread's work done here; what crosses its border is copied as there. */
const here: PlanningThread = {
  ask: (what) => {
    const asked = structuredClone(what);
    if (asked.what !== "what-if") throw new Error(asked.what);
    const { model, changes, how } = asked;
    const request = { ...how, budgetMs: null, model, changed: changedModel(model, changes) };
    return Promise.resolve(outlookOf(request, () => 0));
  },
  stop: () => Promise.resolve(),
};

let hall: CoreHall;
beforeEach(() => {
  hall = new CoreHall();
  hall.core.start();
});
afterEach(() => hall.stop());

const open = async (window: string, staff: string) =>
  expectDone(
    await hall.service.window(
      { verb: "open", window: window as WindowId, staff: staff as StaffId, placed: false },
      ADMIN,
    ),
  );
const asked = (...changes: unknown[]) =>
  whatIf(hall.core, here, { changes: changes as WhatIfChange[], hours: 2 });

test("the present hall with one window more, from its own journal, which stays as it was", async () => {
  await open("w01", "s01");
  for (let n = 0; n < 12; n++) {
    hall.clock.advance(60_000);
    await hall.issue({ phone: `+86138001380${10 + n}` });
  }
  expectDone(await hall.service.window({ verb: "call-next", window: "w01" as WindowId }, ADMIN));
  const before = hall.core.store.journal.lastSeq();
  const queue = "comprehensive" as QueueId;
  const report = (await asked({ do: "open", queue })) as WhatIfReport;
  const sector = report.sectors.find((s) => s.queue === queue);
  expect(sector?.before).toMatchObject({ windows: 1, waiting: { people: 11 } });
  expect(sector?.after.windows).toBe(2);
  expect(sector?.after.waiting.mean).toBeLessThan((sector?.before.waiting.mean as number) * 0.75);
  expect(report.says).toMatch(/平均少等 \d/);
  expect(report.changes[0]).toMatchObject({ says: expect.stringContaining("增开2号窗口"), apply: null });
  expect(report.notes.join()).toContain("12 人");
  const nothing = (await asked()) as WhatIfReport;
  expect(nothing.says).toContain("未作改动");
  expect(nothing.sectors.find((s) => s.queue === queue)?.after).toEqual(sector?.before);
  expect(hall.core.store.journal.lastSeq()).toBe(before);
});

test("closing the only window is told as such; nonsense is refused with what is wrong", async () => {
  await open("w01", "s01");
  hall.clock.advance(60_000);
  await hall.issue({ phone: "+8613800138001" });
  const report = (await asked({ do: "close", window: "w01" })) as WhatIfReport;
  expect(report.says).toContain("将没有窗口办理");
  expect(report.changes[0]?.apply).toEqual({ path: "/windows/w01/close", body: {} });
  expect(await asked({ do: "close", window: "w02" })).toMatchObject({ refused: "what-if.impossible" });
  expect(await asked({ do: "staff", staff: "s77", queue: "comprehensive" })).toMatchObject({
    refused: "staff.unknown",
  });
});
