import { beforeEach, describe, expect, test } from "vitest";
import type { PlanId, StaffId, WindowId } from "../../contract/ids.ts";
import type { PlannedBreak } from "../../kernel/rota.ts";
import { modelOf } from "../forward/model.ts";
import { breaksOf } from "../promise.ts";
import { A, DeskHall, MINUTE, RULES, S, W } from "../testing/desk-hall.ts";
import { breaksToday } from "./breaks.ts";

const DAY = "2026-11-23";
const START = Date.UTC(2026, 10, 23, 1, 0);
/** Minutes after the hall opened. */
const at = (minutes: number) => START + minutes * MINUTE;
const clock = (ms: number) => {
  const minutes = Math.round((ms - START) / MINUTE) + 9 * 60;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};
/** Lunch at the first window, from 12:00 to 13:00. */
const LUNCH: PlannedBreak = { from: at(180), to: at(240), reason: "午休" };
const RULES_WITH_LUNCH = {
  ...RULES,
  rota: { ...RULES.rota, plannedBreaks: (window: WindowId) => (window === W(1) ? [LUNCH] : []) },
};

let hall: DeskHall;
let ids = 0;
beforeEach(() => {
  hall = new DeskHall(RULES_WITH_LUNCH);
  ids = 0;
});

const plan = (window: number, from: number, to: number | null, reason: string | null = null) =>
  hall.do({
    type: "plan",
    window: W(window),
    plan: {
      id: `p${++ids}` as PlanId,
      kind: to === null ? "close" : "pause",
      from: at(from),
      to: to === null ? null : at(to),
      reason,
      closing: at(480),
      clock,
    },
  });
const withdraw = (window: number, id: string) =>
  hall.do({ type: "withdraw-plan", window: W(window), plan: id as PlanId });
const due = () => hall.do({ type: "rota" });
const desk = (n: number) => hall.state.desks.get(W(n));
const goTo = (minutes: number) => {
  hall.at = at(minutes);
};
const typesOf = (done: ReturnType<typeof due>) =>
  typeof done === "string" ? done : done.map((fact) => fact.type);

describe("what is refused, and why", () => {
  test.each([
    ["a time that has passed", 1, -5, 20, "time.past"],
    ["this very moment", 1, 0, 20, "time.past"],
    ["an end before the beginning", 1, 30, 20, "request.invalid"],
    ["an end at the beginning", 1, 30, 30, "request.invalid"],
    ["after closing", 1, 480, 490, "plan.too-late"],
    ["an end after closing", 1, 470, 481, "plan.too-late"],
    ["closing after closing", 1, 500, null, "plan.too-late"],
    ["a pause that runs into lunch", 1, 170, 190, "plan.overlap"],
    ["a pause within lunch", 1, 190, 200, "plan.overlap"],
    ["a window that is not there", 9, 30, 60, "window.unknown"],
  ])("%s", (_, window, from, to, code) => {
    hall.open(1);
    expect(plan(window, from, to)).toBe(code);
    expect(hall.state.plans.size).toBe(0);
  });

  test("another plan of that window that it would meet; of another window not", () => {
    plan(1, 60, 90);
    expect(plan(1, 80, 100)).toBe("plan.overlap");
    expect(plan(1, 50, 120)).toBe("plan.overlap");
    expect(plan(1, 70, null)).toBe("plan.overlap");
    expect(plan(1, 30, null)).toBe("plan.overlap");
    expect(typesOf(plan(2, 80, 100))).toEqual(["window.planned"]);
    expect(typesOf(plan(1, 90, 100))).toEqual(["window.planned"]);
    expect(typesOf(plan(1, 300, null))).toEqual(["window.planned"]);
    expect(plan(1, 310, 320)).toBe("plan.overlap");
    expect(plan(1, 400, null)).toBe("plan.overlap");
    expect(hall.state.plans.get(W(1))?.map((p) => p.id)).toEqual(["p1", "p7", "p8"]);
  });

  test("a window may end when its lunch begins, or in the middle of it", () => {
    expect(typesOf(plan(1, 180, null))).toEqual(["window.planned"]);
  });

  test("it names the field, what it says and what is allowed", () => {
    goTo(30);
    const wanted = { id: "p" as PlanId, reason: null, closing: at(480), clock } as const;
    const says = (kind: "pause" | "close", from: number, to: number | null) => {
      const command = { ...wanted, kind, from: at(from), to: to === null ? null : at(to) };
      return hall.refusal({ type: "plan", window: W(1), plan: command });
    };
    expect(says("pause", 10, 20)).toMatchObject({
      detail:
        "开始时间（from）09:10：已经过了；现在09:30，可填以后到17:00下班前的时间，要马上办请直接按暂停或关窗",
      problems: [{ path: "from", value: "09:10" }],
    });
    expect(says("pause", 60, 50)).toMatchObject({
      detail: "结束时间（to）09:50：不晚于开始时间；须在10:00以后，到17:00为止",
      problems: [{ path: "to", value: "09:50" }],
    });
    expect(says("pause", 170, 200)).toMatchObject({
      detail: "开始时间（from）11:50–12:20：1号窗口的排班里12:00–13:00午休；请改用别的时间",
    });
    plan(1, 60, 90, "开会");
    expect(says("close", 70, null)).toMatchObject({
      detail: "开始时间（from）10:10：1号窗口已有计划：10:00–10:30开会；请先撤销它，或改用别的时间",
    });
  });
});

describe("when the time comes", () => {
  test("an idle window pauses, is resumed by its clerk, and a plan that is over changes nothing", () => {
    hall.open(1);
    plan(1, 60, 90, "开会");
    goTo(59);
    expect(due()).toEqual([]);
    goTo(60);
    expect(typesOf(due())).toEqual(["window.paused"]);
    expect(desk(1)).toMatchObject({ state: "paused", reason: "开会" });
    expect(due()).toEqual([]);
    goTo(95);
    expect(due()).toEqual([]);
    expect(desk(1)?.state).toBe("paused");
    expect(hall.next(1)).toBe("window.paused");
    hall.do({ type: "resume", window: W(1) });
    const ticket = hall.issue(A);
    expect(hall.next(1)).toBe(ticket);
  });

  test("call-next at that moment pauses and calls nobody, whether or not the scheduler was first", () => {
    hall.open(1);
    const waits = hall.issue(A);
    plan(1, 60, 90);
    goTo(60);
    expect(hall.next(1)).toBeNull();
    expect(desk(1)).toMatchObject({ state: "paused", reason: "计划暂停" });
    expect(hall.stateOf(waits)).toBe("waiting");
  });

  test("also a call of one chosen person calls nobody", () => {
    hall.open(1);
    const waits = hall.issue(A);
    plan(1, 60, null);
    goTo(61);
    expect(typesOf(hall.do({ type: "call", window: W(1), ticket: waits }))).toEqual(["window.closed"]);
    expect(hall.stateOf(waits)).toBe("waiting");
  });

  test("a service that goes on is ended first; the press that ends it pauses and calls nobody", () => {
    hall.open(1);
    const first = hall.issue(A);
    const second = hall.issue(A);
    plan(1, 60, 90);
    goTo(55);
    hall.next(1);
    goTo(60);
    due();
    expect(desk(1)).toMatchObject({ state: "calling", next: { to: "paused", until: at(90) } });
    goTo(70);
    expect(hall.next(1)).toBeNull();
    expect(desk(1)?.state).toBe("paused");
    expect([hall.stateOf(first), hall.stateOf(second)]).toEqual(["served", "waiting"]);
  });

  test.each(["finish", "no-show", "park"] as const)(
    "%s after that moment pauses without the scheduler",
    (type) => {
      hall.open(1);
      hall.issue(A);
      plan(1, 60, 90);
      goTo(55);
      hall.next(1);
      if (type !== "no-show") hall.do({ type: "start", window: W(1) });
      goTo(65);
      hall.do({ type, window: W(1), reason: null } as Parameters<DeskHall["do"]>[0]);
      expect(desk(1)?.state).toBe("paused");
    },
  );

  test("a service that lasts longer than the planned pause is followed by the next person", () => {
    hall.open(1);
    hall.issue(A);
    const second = hall.issue(A);
    plan(1, 60, 90);
    goTo(55);
    hall.next(1);
    goTo(60);
    due();
    goTo(91);
    expect(hall.next(1)).toBe(second);
  });

  test("whoever was called and cancels leaves a window that pauses", () => {
    hall.open(1);
    const ticket = hall.issue(A);
    plan(1, 60, 90);
    goTo(59);
    hall.next(1);
    goTo(60);
    due();
    hall.do({ type: "cancel", ticket, by: { kind: "system" }, reason: "" });
    expect(desk(1)?.state).toBe("paused");
  });

  test("resumed before its end, or taken back while busy, the plan is over", () => {
    hall.open(1, 2);
    plan(1, 60, 90);
    plan(2, 60, null);
    hall.issue(A);
    hall.issue(A);
    hall.issue(A);
    goTo(58);
    hall.next(2);
    goTo(60);
    due();
    expect([desk(1)?.state, desk(2)]).toMatchObject(["paused", { next: { to: "closed" } }]);
    goTo(70);
    hall.do({ type: "resume", window: W(1) });
    hall.do({ type: "open", window: W(2), staff: S(2), placed: false });
    expect(hall.state.plans.size).toBe(0);
    expect(due()).toEqual([]);
    expect(hall.next(1)).not.toBeNull();
    expect(hall.next(2)).not.toBeNull();
  });

  test("a window that pauses already closes at its planned end; one that is closed stays so and may open again", () => {
    hall.open(1);
    plan(1, 60, null);
    plan(2, 60, null);
    hall.do({ type: "pause", window: W(1), reason: null });
    goTo(60);
    expect(typesOf(due())).toEqual(["window.closed"]);
    expect(desk(1)?.state).toBe("closed");
    hall.open(1, 2);
    expect([desk(1)?.state, desk(2)?.state]).toEqual(["idle", "idle"]);
    expect(due()).toEqual([]);
  });

  test("a stop that outlasts a pause leaves it out; an end is made up for", () => {
    hall.open(1, 2);
    plan(1, 60, 90);
    plan(2, 60, null);
    goTo(100);
    expect(typesOf(due())).toEqual(["window.closed"]);
    expect([desk(1)?.state, desk(2)?.state]).toEqual(["idle", "closed"]);
  });

  test("opening a window before its planned pause keeps the plan", () => {
    plan(1, 60, 90);
    goTo(50);
    hall.open(1);
    expect(hall.state.plans.get(W(1))).toHaveLength(1);
  });
});

test("a plan is withdrawn before its time; not after, and not twice", () => {
  hall.open(1);
  plan(1, 60, 90);
  plan(1, 100, 110);
  expect(withdraw(2, "p1")).toBe("plan.unknown");
  expect(typesOf(withdraw(1, "p1"))).toEqual(["window.plan-withdrawn"]);
  expect(withdraw(1, "p1")).toBe("plan.unknown");
  goTo(100);
  due();
  expect(withdraw(1, "p2")).toBe("plan.begun");
});

test("the day's end forgets it; a journal folds to the same", () => {
  hall.open(1);
  plan(1, 60, 90);
  plan(2, 60, null);
  withdraw(2, "p2");
  goTo(61);
  due();
  expect(DeskHall.folded(RULES_WITH_LUNCH, hall.facts, hall.at).state).toEqual(hall.state);
  hall.do({ type: "end-day", day: DAY, next: "2026-11-24", continuous: true });
  expect(hall.state.plans.size).toBe(0);
});

describe("over the rota", () => {
  const breaks = (window: WindowId, day = DAY) =>
    breaksToday(hall.state.rules.rota, hall.state.plans, window, day, null as StaffId | null);

  test("planned pauses are breaks beside lunch, those that touch it are one with it; an end lasts for ever", () => {
    plan(1, 60, 90, "开会");
    plan(1, 240, 250);
    plan(1, 300, null);
    expect(breaks(W(1))).toEqual([
      { from: at(60), to: at(90), reason: "开会" },
      { from: at(180), to: at(250), reason: "午休" },
      { from: at(300), to: Number.POSITIVE_INFINITY, reason: "计划关窗" },
    ]);
  });

  test("other days have the rota's breaks alone", () => {
    plan(1, 60, 90);
    expect(breaks(W(1), "2026-11-24")).toEqual([LUNCH]);
    expect(breaks(W(2))).toEqual([]);
  });

  test("the forecast knows them: a window that is to pause rests until then, and no pause of unknown length comes on top", () => {
    hall.open(1);
    hall.issue(A);
    plan(1, 60, 90);
    goTo(58);
    hall.next(1);
    goTo(60);
    due();
    const model = modelOf(hall.state, hall.at, (id, from) => breaksOf(hall.state, id, from, DAY));
    const window = model.windows.find((w) => w.id === W(1));
    expect(window?.now).toMatchObject({ state: "busy", rests: false });
    expect(window?.breaks[0]).toEqual([at(60), at(90)]);
  });
});

describe("several changes at once", () => {
  const wanted = { reason: null, closing: at(480), clock } as const;
  const pause = (window: number, id: string, from: number, to: number) => ({
    type: "plan" as const,
    window: W(window),
    plan: { ...wanted, id: id as PlanId, kind: "pause" as const, from: at(from), to: at(to) },
  });

  test("each is decided on the windows as those before it leave them, now and planned ones together", () => {
    hall.open(1);
    const done = hall.do({
      type: "arrange",
      changes: [
        [{ type: "close", window: W(1) }],
        [
          { type: "set-sectors", window: W(2), sectors: [A], from: null },
          { type: "open", window: W(2), staff: S(1), placed: false },
        ],
        [pause(2, "p1", 60, 90)],
      ],
    });
    expect(typesOf(done)).toEqual([
      "window.closed",
      "window.sectors-set",
      "window.sectors-changed",
      "window.opened",
      "window.planned",
    ]);
    expect([desk(1)?.state, desk(2)?.state]).toEqual(["closed", "idle"]);
    expect(hall.state.plans.get(W(2))).toHaveLength(1);
    expect(DeskHall.folded(RULES_WITH_LUNCH, hall.facts, hall.at).state).toEqual(hall.state);
  });

  test("if one can't be, none is done, and it is named by its place", () => {
    hall.open(1);
    hall.issue(A);
    const before = structuredClone({ ...hall.state, rules: null });
    const refusal = hall.refusal({
      type: "arrange",
      changes: [[{ type: "close", window: W(1) }], [pause(2, "p1", 60, 90)], [pause(2, "p2", 80, 100)]],
    });
    expect(refusal.refused).toBe("plan.overlap");
    expect(refusal.detail).toMatch(/^第 3 项：开始时间.*已有计划：10:00–10:30.*；其余各项也没有执行$/);
    expect({ ...hall.state, rules: null }).toEqual(before);
  });
});
