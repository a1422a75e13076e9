import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { QueueId, WindowId } from "../../contract/ids.ts";
import type { WhatIfChange, WhatIfReport } from "../../contract/what-if.ts";
import { changedModel } from "../../planning/what-if/change-model.ts";
import { outlookOf } from "../../planning/what-if/outlook.ts";
import { ADMIN, CoreHall, expectDone, HOUR } from "../testing/core-hall.ts";
import { createLearnedToday } from "./learned-today.ts";
import type { PlanningThread } from "./planning-thread.ts";
import { openShadows } from "./shadows.ts";
import { whatIf } from "./what-if.ts";

/** The thread's work done here; what crosses its border is copied as there. */
const here: PlanningThread = {
  ask: (what) => {
    const asked = structuredClone(what);
    if (asked.what === "arrivals") return Promise.resolve(structuredClone(arrivals(asked.day)));
    if (asked.what !== "what-if") throw new Error(asked.what);
    const { model, changes, how } = asked;
    const request = { ...how, budgetMs: null, model, changed: changedModel(model, changes) };
    return Promise.resolve(outlookOf(request, () => 0));
  },
  stop: () => Promise.resolve(),
};

const arrivals = (day: string) => {
  const shadows = openShadows({
    config: hall.config,
    data: hall.folder,
    root: path.resolve("."),
    now: () => hall.clock.now(),
  });
  try {
    return shadows.arrivals(day);
  } finally {
    shadows.close();
  }
};

let hall: CoreHall;
beforeEach(() => {
  hall = new CoreHall();
  hall.core.start();
});
afterEach(() => hall.stop());

const open = (window: string, staff: string) => hall.open(window, staff);
const asked = (...changes: unknown[]) =>
  whatIf(hall.core, here, createLearnedToday(here), { changes: changes as WhatIfChange[], hours: 2 });

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
  expect(report.changes[0]).toMatchObject({ says: expect.stringContaining("增开2号窗口"), steps: [] });
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
  expect(report.sectors[0]?.after.waiting).toEqual({ people: 1, mean: null, upTo: null });
  expect(report.changes[0]?.steps).toEqual([{ do: "close", window: "w01" }]);
  expect(await asked({ do: "close", window: "w02" })).toMatchObject({ refused: "what-if.impossible" });
  expect(await asked({ do: "staff", staff: "s77", queue: "comprehensive" })).toMatchObject({
    refused: "staff.unknown",
  });
});

test("before anybody has opened: no minutes until somebody does, and closing the last window is told though nobody waits", async () => {
  await hall.issue({ phone: "+8613800138001" });
  const report = (await asked({ do: "open", queue: "comprehensive", window: "w01" })) as WhatIfReport;
  expect(report.sectors[0]?.before.waiting).toEqual({ people: 1, mean: null, upTo: null });
  expect(report.says).toMatch(/^综合受理有窗口办理了，平均等 \d(\.5)? 分钟/);
  await hall.stop();
  hall = new CoreHall();
  hall.core.start();
  await open("w01", "s01");
  const empty = (await asked({ do: "close", window: "w01" })) as WhatIfReport;
  expect(empty.says).toContain("综合受理将没有窗口办理");
});

test("later arrivals are those of past days, scaled by today so far, as soon as there are such days", async () => {
  const queue = "comprehensive" as QueueId;
  /** From nine on, one every `step` minutes. */
  const morning = async (day: number, people: number, step: number) => {
    for (let n = 0; n < people; n++) {
      await hall.issue({ phone: `+86138${day}01380${10 + n}`, queue });
      hall.clock.advance(step * 60_000);
    }
  };
  for (const day of [0, 1]) {
    await morning(day, 60, 3);
    // 09:00 the next day.
    await hall.advance(21 * HOUR);
  }
  await open("w01", "s01");
  await morning(2, 20, 3);
  const usual = (await asked()) as WhatIfReport;
  expect(usual.notes[0]).toMatch(/最近 2 天.*今天(与平日相当|到现在是平日的 (9\d|10\d)%)/);
  const people = (report: WhatIfReport) =>
    report.sectors.find((s) => s.queue === queue)?.before.coming.people ?? 0;
  // Ten o'clock: forty come until noon, none after; the last forty minutes would say so too, but not when they end.
  expect(people(usual)).toBeGreaterThan(34);
  expect(people(usual)).toBeLessThan(46);
  hall.clock.advance(2 * HOUR);
  const noon = (await asked()) as WhatIfReport;
  expect(people(noon)).toBeLessThan(4);
});
