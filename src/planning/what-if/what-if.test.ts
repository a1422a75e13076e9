import { expect, test } from "vitest";
import type { QueueId, StaffId, WindowId } from "../../contract/ids.ts";
import type { ForwardModel } from "../../dispatcher/forward/forward-model.ts";
import { chained } from "../../dispatcher/forward/rows.ts";
import { AT, busyHall, modelAt } from "../../forecast/testing/busy-hall.ts";
import { changedModel, type ModelChange } from "./change-model.ts";
import { outlookOf } from "./outlook.ts";
import { type HallNow, resolve } from "./resolve.ts";
import { allSays, longer, sectorSays } from "./words.ts";

const MINUTE = 60_000;
const NOBODY = { people: 0, mean: null, upTo: null };
const model = modelAt(busyHall(60, 9));
const only = (sector: string, factor = 1) => model.kinds.map((k) => (k.queue === sector ? factor : 0));
const w = (id: string) => id as WindowId;
const ask = (changes: readonly ModelChange[], seed = 7) =>
  outlookOf(
    {
      model,
      changed: changedModel(model, changes),
      seed,
      runs: 30,
      budgetMs: null,
      comingUntil: model.now + 120 * MINUTE,
      countUntil: model.now + 120 * MINUTE,
    },
    () => 0,
  );
const changeIn = (pair: ReturnType<typeof ask>, sector: string): number => {
  const found = pair.sectors.find((s) => s.queue === sector);
  if (!found) throw new Error(`no sector ${sector}`);
  return longer(found.before, found.after) as number;
};

test("nothing changed is nothing different, draw for draw; the same seed gives the same answer", () => {
  const pair = ask([]);
  for (const { before, after } of pair.sectors) expect(after).toEqual(before);
  expect(ask([])).toEqual(pair);
  expect(ask([], 8)).not.toEqual(pair);
});

test.each(["a", "b", "c", "d"])(
  "one more window in %s shortens its waits and lengthens nobody's",
  (sector) => {
    const pair = ask([
      { type: "add", window: w("x"), from: model.now, factors: only(sector), flexible: false },
    ]);
    expect(changeIn(pair, sector)).toBeLessThan(-1);
    for (const other of ["a", "b", "c", "d"]) expect(changeIn(pair, other)).toBeLessThan(0.5);
  },
);

test("opened later it helps less, closing lengthens, and a pause lengthens less than closing", () => {
  const add = (minutes: number): ModelChange => ({
    type: "add",
    window: w("x"),
    from: model.now + minutes * MINUTE,
    factors: only("a"),
    flexible: false,
  });
  expect(changeIn(ask([add(60)]), "a")).toBeGreaterThan(changeIn(ask([add(0)]), "a"));
  const away = (minutes: number): ModelChange => ({
    type: "away",
    window: w("w0"),
    from: model.now,
    to: model.now + minutes * MINUTE,
  });
  const [pause, close] = [
    changeIn(ask([away(30)]), "a"),
    changeIn(ask([away(Number.POSITIVE_INFINITY)]), "a"),
  ];
  expect(pause).toBeGreaterThan(0.5);
  expect(close).toBeGreaterThan(pause + 0.5);
});

test("a window that changes over helps the one sector at the other's cost, later or now", () => {
  const over = (minutes: number): ModelChange => ({
    type: "serve",
    window: w("w0"),
    from: model.now + minutes * MINUTE,
    factors: only("b"),
    flexible: false,
  });
  const now = ask([over(0)]);
  expect(changeIn(now, "b")).toBeLessThan(-1);
  expect(changeIn(now, "a")).toBeGreaterThan(1);
  const later = ask([over(60)]);
  expect(changeIn(later, "b")).toBeLessThan(-0.2);
  expect(changeIn(later, "b")).toBeGreaterThan(changeIn(now, "b"));
});

test("changes combine; a sector without any window is told", () => {
  const both = ask([
    { type: "away", window: w("w0"), from: model.now, to: Number.POSITIVE_INFINITY },
    { type: "add", window: w("x"), from: model.now, factors: only("a"), flexible: false },
  ]);
  expect(Math.abs(changeIn(both, "a"))).toBeLessThan(2);
  const shut = ["w0", "w4", "w8"].map(
    (id): ModelChange => ({ type: "away", window: w(id), from: model.now, to: Number.POSITIVE_INFINITY }),
  );
  const pair = ask(shut);
  const a = pair.sectors.find((s) => s.queue === "a");
  const { before, after } = a as NonNullable<typeof a>;
  const says = (of: object) => sectorSays("甲", { before, after, was: 2, windows: 0, ...of });
  expect(says({})).toBe("甲将没有窗口办理");
  expect(after.waiting.mean).toBeGreaterThan(200);
  expect([before.stranded, after.stranded]).toEqual([false, true]);
  // Nobody gains ten hours by a window that opens where there was none.
  expect(says({ before: after, after: before, was: 0, windows: 1 })).toMatch(
    /^甲有窗口办理了，平均等 [\d.]+ 分钟$/,
  );
  expect(says({ before: after, was: 0 })).toBe("甲仍没有窗口办理");
  const nobody = { ...before, waiting: NOBODY, coming: NOBODY };
  expect(says({ before: nobody, after: nobody })).toBe("甲将没有窗口办理");
  expect(says({ before: nobody, after: nobody, was: 0 })).toBe("甲没有人等");
});

test("whoever was meant for a window that closes is called by others", () => {
  const first = model.people[0];
  const lanes = model.lanes.map((lane) => lane.filter((i) => i !== 0));
  const held = {
    ...model,
    lanes: lanes.filter((l) => l.length > 0),
    windows: model.windows.map((x) => (x.id === "w0" ? { ...x, held: [0] } : x)),
  };
  const closed = changedModel(held, [
    { type: "away", window: w("w0"), from: model.now, to: Number.POSITIVE_INFINITY },
  ]);
  expect(first).toBeDefined();
  expect(closed.windows.find((x) => x.id === "w0")?.held).toEqual([]);
  expect(closed.lanes.flat().sort((a, b) => a - b)).toEqual(model.people.map((_, i) => i));
});

test("what is planned for a window still holds besides: its breaks, and changes before the one tried", () => {
  const shift = (minutes: number) => ({
    from: model.now + minutes * MINUTE,
    factors: only("b"),
    costs: only("b"),
    flexible: false,
  });
  const rest = [model.now + 60 * MINUTE, model.now + 90 * MINUTE] as const;
  const then = chained([shift(20), shift(40)]);
  const planned: ForwardModel = {
    ...model,
    windows: model.windows.map((x) =>
      x.id === "w0"
        ? {
            ...x,
            now: { state: "away" as const, since: model.now, until: model.now + 50 * MINUTE },
            breaks: [rest],
            ...(then ? { then } : {}),
          }
        : x,
    ),
  };
  const w0 = (m: ForwardModel) => m.windows.filter((x) => x.id === "w0");
  const served = changedModel(planned, [
    { type: "serve", window: w("w0"), from: model.now + 30 * MINUTE, factors: only("a"), flexible: false },
  ]);
  const [first] = w0(served);
  expect(first?.then?.from).toBe(model.now + 20 * MINUTE);
  expect(first?.then?.then?.from).toBe(model.now + 30 * MINUTE);
  expect(first?.then?.then?.then).toBeUndefined();
  const opened = w0(
    changedModel(planned, [
      { type: "add", window: w("w0"), from: model.now, factors: only("a"), flexible: false },
    ]),
  );
  expect(opened).toHaveLength(1);
  expect(opened[0]).toMatchObject({ now: { state: "idle" }, breaks: [rest] });
});

const HALL: HallNow = {
  now: AT,
  windows: [
    { id: w("w1"), name: "1号窗口", staff: "s1" as StaffId, sectors: ["a" as QueueId] },
    { id: w("w2"), name: "2号窗口", staff: null, sectors: ["b" as QueueId] },
  ],
  sectors: [
    { id: "a" as QueueId, name: "户政" },
    { id: "b" as QueueId, name: "社保" },
  ],
  staff: [
    { id: "s1" as StaffId, name: "张三" },
    { id: "s2" as StaffId, name: "李四" },
  ],
  moment: (clock) => Number(clock.slice(0, 2)) * 60 * MINUTE + Number(clock.slice(3)) * MINUTE,
  clock: (at) => new Date(at).toISOString().slice(11, 16),
  factors: (_, staff, sectors) =>
    model.kinds.map((k) => (sectors.includes(k.queue) && !(staff === "s2" && k.queue === "b") ? 1 : 0)),
};

test("the manager's words become changes, what to do, and a command where the hall has one", () => {
  const of = (...changes: Parameters<typeof resolve>[0]) => {
    const made = resolve(changes, HALL);
    if ("refused" in made) throw new Error(made.detail);
    return made.made;
  };
  expect(of({ do: "open", queue: "b" as QueueId, at: "10:00" })[0]).toMatchObject({
    model: { type: "add", window: "w2", from: 600 * MINUTE },
    view: {
      says: "10:00起在社保增开2号窗口",
      steps: [{ do: "sectors", window: "w2", sectors: ["b"], at: "10:00" }],
    },
  });
  expect(of({ do: "staff", staff: "s1" as StaffId, queue: "b" as QueueId })[0]?.view).toMatchObject({
    says: "张三（1号窗口）现在改办社保",
    steps: [{ do: "sectors", window: "w1", sectors: ["b"] }],
  });
  expect(
    of({ do: "sectors", window: w("w1"), sectors: ["b" as QueueId], at: "14:00" })[0]?.view.steps,
  ).toEqual([{ do: "sectors", window: "w1", sectors: ["b"], at: "14:00" }]);
  expect(of({ do: "pause", window: w("w1"), at: "11:30", minutes: 60 })[0]).toMatchObject({
    model: { from: 690 * MINUTE, to: 750 * MINUTE },
    view: {
      says: "1号窗口11:30 起暂停 60 分钟",
      steps: [
        { do: "plan", window: "w1", plan: { kind: "pause", from: "11:30", to: "12:30", reason: "调度" } },
      ],
    },
  });
  // Somebody opens a window that gets another sector: two moves, one change. Nobody in particular: no command does that.
  const opens = { do: "open", queue: "a" as QueueId, window: w("w2") } as const;
  expect(of({ ...opens, staff: "s2" as StaffId })[0]?.view.steps).toEqual([
    { do: "sectors", window: "w2", sectors: ["a"] },
    { do: "open", window: "w2", staff: "s2" },
  ]);
  expect(of(opens)[0]?.view.steps).toEqual([]);
  // A second change stands on the first.
  expect(of({ do: "open", queue: "b" as QueueId }, { do: "close", window: w("w2") })).toHaveLength(2);
});

test.each([
  [{ do: "close", window: "w9" }, "window.unknown"],
  [{ do: "close", window: "w2" }, "what-if.impossible"],
  [{ do: "close", window: "w1", at: "00:05" }, "what-if.impossible"],
  [{ do: "open", queue: "c" }, "queue.unknown"],
  [{ do: "open", queue: "b", window: "w1" }, "what-if.impossible"],
  [{ do: "open", queue: "a", staff: "s1" }, "what-if.impossible"],
  [{ do: "staff", staff: "s9", queue: "a" }, "staff.unknown"],
  [{ do: "staff", staff: "s2", queue: "b" }, "what-if.impossible"],
] as const)("%j is refused as %s", (change, code) => {
  expect(resolve([change as never], HALL)).toMatchObject({
    refused: code,
    detail: expect.stringMatching(/^第 1 项：/),
  });
});

test("a refusal names the field, what stood there and what may", () => {
  const detail = (change: object) => {
    const refused = resolve([change as never], HALL);
    return "refused" in refused ? refused.detail : "";
  };
  expect(detail({ do: "close", window: "w9" })).toContain(
    "window：没有窗口 w9，可用的有 w1 1号窗口、w2 2号窗口",
  );
  expect(detail({ do: "close", window: "w2" })).toContain("已开放的有 w1 1号窗口");
  expect(detail({ do: "open", queue: "c" })).toContain("queue：没有板块 c，可用的有 a 户政、b 社保");
  expect(detail({ do: "staff", staff: "s9", queue: "a" })).toContain(
    "staff：没有工作人员 s9，可用的有 s1 张三",
  );
  expect(detail({ do: "close", window: "w1", at: "00:05" })).toContain("at：00:05 已过，须不早于现在");
});

test("one plain sentence: who gains first, who loses after, nothing of what stays", () => {
  const sector = (says: string, minutes: number) => ({ says, longer: minutes, windows: 2 });
  expect(allSays([sector("A 多", 1), sector("C 不变", 0.1), sector("B 少", -6)], 1)).toBe("B 少；A 多");
  expect(allSays([sector("C 不变", 0.1)], 1)).toBe("各板块等候基本不变");
});
