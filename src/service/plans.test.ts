import { expect, test } from "vitest";
import { hallConfig } from "../contract/hall-config.ts";
import type { QueueId, StaffId, WindowId } from "../contract/ids.ts";
import { DeskHall, RULES, S } from "../dispatcher/testing/desk-hall.ts";
import { createCalendar } from "../kernel/calendar.ts";
import { createRota } from "../kernel/rota.ts";
import { plansAt } from "./plans.ts";

const W = (n: number) => `w${n}` as WindowId;
const WEEK = ["mon", "tue", "wed", "thu", "fri"];
const config = hallConfig.parse({
  schema: 1,
  hall: {
    id: "hall",
    name: "大厅",
    hours: [{ days: WEEK, from: "08:30", to: "17:00" }],
    profiles: [
      {
        id: "season",
        name: "开学季",
        when: { kind: "dates", from: "2026-11-24", to: "2026-11-24" },
        extraWindows: ["w4"],
      },
    ],
  },
  sectors: [
    { id: "a", name: "甲", prefix: "A" },
    { id: "b", name: "乙", prefix: "B" },
  ],
  windows: [
    { id: "w1", name: "1号窗口", sectors: ["a"], hours: [{ from: "09:00", to: "16:00" }] },
    { id: "w2", name: "2号窗口", sectors: ["a"], breaks: [{ from: "12:00", to: "13:30" }] },
    {
      id: "w3",
      name: "3号窗口",
      sectors: ["b"],
      changes: [
        { at: "14:00", sectors: ["a"] },
        { at: "15:30", sectors: ["b"] },
      ],
    },
    { id: "w4", name: "4号窗口", sectors: ["b"] },
  ],
  staff: [{ id: "s01", name: "王", hours: [{ from: "08:30", to: "15:00" }] }],
});
const calendar = createCalendar(config.hall);
const rota = createRota({ windows: config.windows, staff: config.staff, calendar });

/** Monday the 23rd; the four windows of the config, nobody there. */
function hallAt(clock: string, day = "2026-11-23") {
  const windows = config.windows.map((w) => ({
    id: w.id,
    name: w.name,
    sectors: w.sectors,
    matters: null,
    batch: false,
    transferTo: null,
  }));
  const hall = new DeskHall({ ...RULES, windows, rota });
  const to = (time: string, on = day) => {
    hall.at = calendar.moment(on, time);
  };
  to(clock);
  const opens = (n: number) => {
    const at = plansAt({ config, calendar, rota }, hall.state, hall.at).opensAt(W(n));
    return at === null ? null : calendar.clock(at);
  };
  const stand = (n: number, staff: StaffId = S(9)) =>
    hall.do({ type: "open", window: W(n), staff, placed: false });
  const go = (n: number) => hall.do({ type: "close", window: W(n) });
  return { hall, to, opens, stand, go };
}

test("before the doors open: windows with hours of their own by them, the others by what was used last", () => {
  const { to, opens, stand, go } = hallAt("16:00", "2026-11-20");
  stand(2);
  to("17:05", "2026-11-20");
  go(2);
  // Saturday: nobody comes. Monday: window 2 as on Friday, 3 and 4 were not used then.
  to("08:00", "2026-11-21");
  expect([1, 2, 3, 4].map(opens)).toEqual([null, null, null, null]);
  to("08:00", "2026-11-23");
  expect([1, 2, 3, 4].map(opens)).toEqual(["09:00", "08:30", null, null]);
  // A peak season's extra window is counted on.
  to("08:00", "2026-11-24");
  expect(opens(4)).toBe("08:30");
});

test("in a hall that was never used every window is expected; whoever is late is, for a quarter of an hour", () => {
  const { to, opens } = hallAt("08:00");
  expect([1, 2, 3, 4].map(opens)).toEqual(["09:00", "08:30", "08:30", "08:30"]);
  to("08:40");
  expect(opens(2)).toBe("08:41");
  to("08:46");
  expect([1, 2].map(opens)).toEqual(["09:00", null]);
  to("09:20");
  expect(opens(1)).toBeNull();
  to("17:00");
  expect(opens(1)).toBeNull();
});

test("closed for lunch is back after it; closed before it is not, unless its hours say so", () => {
  const { to, opens, stand, go } = hallAt("09:00");
  stand(2);
  expect(opens(2)).toBeNull();
  to("11:50");
  go(2);
  expect(opens(2)).toBe("13:30");
  to("12:30");
  expect(opens(2)).toBe("13:30");
  const early = hallAt("09:00");
  early.stand(2);
  early.to("10:00");
  early.go(2);
  early.to("12:30");
  expect(early.opens(2)).toBeNull();
});

test("a closed window that the manager has set to serve from a time on is counted on then", () => {
  const { hall, to, opens, stand, go } = hallAt("09:20");
  const from = calendar.moment("2026-11-23", "10:00");
  expect(opens(4)).toBeNull();
  hall.do({ type: "set-sectors", window: W(4), sectors: ["a" as QueueId], from });
  expect(opens(4)).toBe("10:00");
  to("10:10");
  expect(opens(4)).toBe("10:11");
  to("10:20");
  expect(opens(4)).toBeNull();
  to("10:25");
  stand(4);
  to("10:30");
  go(4);
  expect(opens(4)).toBeNull();
  hall.do({
    type: "set-sectors",
    window: W(4),
    sectors: ["a" as QueueId],
    from: calendar.moment("2026-11-23", "11:00"),
  });
  hall.do({ type: "set-sectors", window: W(4), sectors: null, from: null });
  expect(opens(4)).toBeNull();
});

test("who leaves before closing does not come back, but where nobody else works off the line", () => {
  const { hall, stand } = hallAt("14:00");
  const breaks = (n: number) =>
    plansAt({ config, calendar, rota }, hall.state, hall.at)
      .breaksOf(W(n), hall.at)
      .map(([from, to]) => [
        calendar.clock(from),
        to === Number.POSITIVE_INFINITY ? "never" : calendar.clock(to),
      ]);
  stand(1, S(8));
  expect(breaks(1)).toEqual([["16:00", "17:00"]]);
  stand(2);
  expect(breaks(1)).toEqual([["16:00", "never"]]);
  expect(breaks(2)).toEqual([]);
  stand(3, S(1));
  expect(breaks(3)).toEqual([["15:00", "17:00"]]);
});

test("sectors change at set times, by the rota and by the manager's word", () => {
  const { hall, to } = hallAt("13:00");
  const shifts = () => {
    const rule = hall.state.rules.windows[2];
    if (!rule) throw new Error("no window 3");
    const sectors = hall.state.sectors.get(rule.id) ?? rule.sectors;
    return plansAt({ config, calendar, rota }, hall.state, hall.at)
      .shiftsOf({ ...rule, sectors })
      .map((s) => [calendar.clock(s.from), ...s.sectors]);
  };
  expect(shifts()).toEqual([
    ["14:00", "a"],
    ["15:30", "b"],
  ]);
  hall.do({
    type: "set-sectors",
    window: W(3),
    sectors: ["a", "b"] as QueueId[],
    from: calendar.moment("2026-11-23", "15:00"),
  });
  expect(shifts()).toEqual([
    ["14:00", "a"],
    ["15:00", "a", "b"],
  ]);
  // Due, and waiting for the present service to end.
  to("14:10");
  expect(shifts()).toEqual([
    ["14:10", "a"],
    ["15:00", "a", "b"],
  ]);
});
