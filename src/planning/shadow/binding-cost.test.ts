import { expect, test } from "vitest";
import type { HallEvent } from "../../contract/events.ts";
import type { QueueId } from "../../contract/ids.ts";
import { orderPolicy } from "../../contract/order-config.ts";
import { initial } from "../../dispatcher/dispatcher.ts";
import { rulesOf } from "../simulate/day.ts";
import { type Scenario, scenario } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import { bindingCost } from "./binding-cost.ts";
import { scenarioOfDay } from "./day-scenario.ts";
import { recordDay } from "./recorded.ts";
import type { ShadowNeeds } from "./shadow.ts";

/** Forty people at three windows; some services take six times as long as most. */
const DAY = scenario.parse({
  schema: 1,
  walk: 0.5,
  matters: [{ id: "m", sector: "s", mean: 7, cv: 1 }],
  windows: ["w1", "w2", "w3"].map((id) => ({ id, sector: "s" })),
  tickets: Array.from({ length: 40 }, (_, i) => ({
    id: `t${i}`,
    at: i * 2.3,
    matter: "m",
    work: i % 7 === 3 ? 25 : 4,
  })),
});

function costOf(day: Scenario, bound: readonly string[] = []) {
  const journal: HallEvent[] = [];
  simulate(day, false, (fact) => void journal.push(fact));
  const shadow = scenarioOfDay({
    recorded: recordDay(initial(rulesOf(day)), journal),
    before: initial(rulesOf(day)),
    start: 0,
    plannedBreaks: () => [],
  });
  const needs: Omit<ShadowNeeds, "policies"> = {
    day: "2026-11-23",
    ended: true,
    shadow,
    present: {
      order: orderPolicy.parse({}),
      announceAhead: [],
      bound: bound as QueueId[],
      rebindAfterMinutes: 10,
    },
    sectors: [{ id: "s" as QueueId, name: "甲" }],
    clock: String,
  };
  return bindingCost(needs);
}
const waitOf = (day: Scenario) => {
  const waits = simulate(day, false).tickets.map((t, i) => (t.calledAt ?? 0) - (day.tickets[i]?.at ?? 0));
  return waits.reduce((a, b) => a + b, 0) / waits.length;
};

test("the cost is what the same people would have waited the other way, whichever way the day was", () => {
  const [late, early] = [waitOf(DAY), waitOf({ ...DAY, binding: "atTicket" })];
  expect(early).toBeGreaterThan(late + 1);
  const cost = costOf(DAY);
  expect(cost).toMatchObject({ people: 40, present: "atCall" });
  expect(cost.atCall.mean).toBeCloseTo(late, 1);
  expect(cost.atTicket.mean).toBeCloseTo(early, 1);
  expect(cost.moreMinutes).toBeCloseTo(early - late, 0);
  expect(cost.morePercent).toBeGreaterThan(10);
  expect(cost.says).toBe(
    `取号就定窗口：平均多等 ${cost.moreMinutes} 分钟（${cost.morePercent}%），最长多等 ${Math.round(((cost.atTicket.max ?? 0) - (cost.atCall.max ?? 0)) * 10) / 10} 分钟`,
  );
  // A hall that binds reads the same cost from its own day, as far as that day can tell.
  const own = costOf({ ...DAY, binding: "atTicket" }, ["s"]);
  expect(own.present).toBe("atTicket");
  expect(own.atTicket.mean).toBeCloseTo(early, 0);
  expect(own.moreMinutes).toBeGreaterThan(1);
});
