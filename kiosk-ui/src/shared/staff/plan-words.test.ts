import { expect, it } from "vitest";
import type { WindowPlan } from "../../../../src/contract/window.ts";
import { begunText, planOf, planText } from "./plan-words.ts";

const plan = (over: Partial<WindowPlan> = {}): WindowPlan => ({
  id: "w-1" as WindowPlan["id"],
  kind: "pause",
  from: "2026-11-23T11:30:00.000+08:00",
  to: "2026-11-23T12:00:00.000+08:00",
  reason: null,
  begun: false,
  ...over,
});
const close = plan({ kind: "close", to: null });

it("says a plan in one line", () => {
  expect(planText(plan())).toBe("11:30–12:00 暂停");
  expect(planText(plan({ reason: "开会" }))).toBe("11:30–12:00 暂停（开会）");
  expect(planText(close)).toBe("11:30 起关窗");
});

it("tells a clerk why nobody was called, and only when a plan is the reason", () => {
  expect(begunText([plan()])).toBeNull();
  expect(begunText([plan({ begun: true })])).toContain("暂停到 12:00");
  expect(begunText([{ ...close, begun: true }])).toContain("11:30 起关窗");
});

it("sends what was filled in, and nothing while a time is missing", () => {
  const draft = { kind: "pause", from: "11:30", to: "12:00", reason: "" } as const;
  expect(planOf(draft)).toEqual({ kind: "pause", from: "11:30", to: "12:00" });
  expect(planOf({ ...draft, reason: "开会" })).toMatchObject({ reason: "开会" });
  expect(planOf({ ...draft, to: "" })).toBeNull();
  expect(planOf({ ...draft, from: "" })).toBeNull();
  expect(planOf({ ...draft, kind: "close", to: "" })).toEqual({ kind: "close", from: "11:30" });
});
