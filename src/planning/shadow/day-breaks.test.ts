import { expect, test } from "vitest";
import type { HallEvents } from "../../contract/events.ts";
import type { PlanId, StaffId, WindowId } from "../../contract/ids.ts";
import { event } from "../../kernel/feature.ts";
import { noRota } from "../../kernel/rota.ts";
import { dayBreaks } from "./day-breaks.ts";

const DAY = "2026-11-23";
const W1 = "w01" as WindowId;
const S1 = "s01" as StaffId;
const LUNCH = { from: 1_000, to: 2_000, reason: "午休" };
const rota = { ...noRota([]), plannedBreaks: () => [LUNCH] };
const planned = (plan: string, from: number, to: number): HallEvents["window.planned"] => ({
  window: W1,
  plan: plan as PlanId,
  day: DAY,
  kind: "pause",
  from,
  to,
  reason: "开会",
});

test("what was planned that day was known as lunch was; what was withdrawn was not, coming back early changes nothing", () => {
  const breaks = dayBreaks(rota, DAY);
  breaks.see(event("window.planned", 1, planned("p1", 3_000, 4_000)));
  breaks.see(event("window.planned", 2, planned("p2", 5_000, 6_000)));
  breaks.see(event("window.plan-withdrawn", 3, { window: W1, plan: "p2" as PlanId }));
  breaks.see(event("window.paused", 3_000, { window: W1, reason: "开会" }));
  breaks.see(event("window.resumed", 3_700, { window: W1 }));
  expect(breaks.of(W1, S1)).toEqual([LUNCH, { from: 3_000, to: 4_000, reason: "开会" }]);
  expect(breaks.of("w02" as WindowId, S1)).toEqual([LUNCH]);
});
