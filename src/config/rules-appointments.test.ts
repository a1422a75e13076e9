import { expect, test } from "vitest";
import { parseHallConfig } from "./load.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri"];
const band = (more: object = {}) => ({ sector: "a", from: "09:00", to: "11:00", quota: 4, ...more });
const WINDOWS: readonly object[] = [{ id: "w1", name: "1号窗口", sectors: ["a", "b"] }];
const load = (appointments: object, sms?: object, hall: object = {}, windows = WINDOWS) =>
  parseHallConfig(
    JSON.stringify({
      schema: 1,
      hall: { id: "x", name: "厅", hours: [{ days: DAYS, from: "08:30", to: "17:00" }], ...hall },
      sectors: [
        { id: "a", name: "甲", prefix: "A" },
        { id: "b", name: "乙", prefix: "B" },
      ],
      windows,
      appointments,
      ...(sms ? { sms } : {}),
    }),
  );

test("sound bands load, with every default", () => {
  const loaded = load({
    bands: [
      band(),
      band({ from: "11:00", to: "12:00" }),
      band({ sector: "b" }),
      band({ days: ["mon"], from: "14:00", to: "15:00" }),
    ],
  });
  expect(loaded.ok && loaded.config.appointments).toMatchObject({
    perPhone: 2,
    late: "reduced",
    openDaysAhead: 7,
  });
  expect(loaded.warnings.map((w) => w.path)).toEqual(["appointments"]);
});

test.each([
  ["overlapping bands", [band(), band({ from: "10:30", to: "12:00" })], "appointments.bands[1]", "重叠"],
  ["no quota", [band({ quota: 0 })], "appointments.bands[0].quota", "1"],
  ["a quota below nothing", [band({ quota: -3 })], "appointments.bands[0].quota", "1"],
  ["half a person", [band({ quota: 1.5 })], "appointments.bands[0].quota", "整数"],
  ["outside the hours", [band({ from: "07:00" })], "appointments.bands[0]", "开放时间"],
  ["a closed weekday", [band({ days: ["sun"] })], "appointments.bands[0]", "不开放"],
  ["backwards", [band({ from: "11:00", to: "09:00" })], "appointments.bands[0]", "早于"],
  ["past midnight", [band({ from: "22:00", to: "02:00" })], "appointments.bands[0]", "24:00"],
  ["a slot longer than its band", [band({ every: 180 })], "appointments.bands[0].every", "放不下"],
  ["an unknown sector", [band({ sector: "z" })], "appointments.bands[0].sector", "a, b"],
  ["none at all", [], "appointments.bands", "1"],
])("%s: told with its place", (_, bands, path, words) => {
  const loaded = load({ bands });
  expect(loaded.ok).toBe(false);
  const told = loaded.ok ? [] : loaded.problems.map((p) => `${p.path}: ${p.message}`);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`${path}: `);
  expect(told[0]).toContain(words);
});

test("a band in a peak season's longer hours is one", () => {
  const hours = [{ days: ["mon"], from: "08:30", to: "20:00" }];
  const when = { kind: "dates", from: "2026-08-20", to: "2026-09-10" };
  const evening = band({ days: ["mon"], from: "17:00", to: "19:00" });
  const profiles = [{ id: "enrol", name: "入学", when, hours }];
  expect(load({ bands: [evening] }, undefined, { profiles }).ok).toBe(true);
  expect(load({ bands: [evening] }).ok).toBe(false);
});

test("sources have names of their own", () => {
  const sources = (ids: string[]) => ({ bands: [band()], sources: ids.map((id) => ({ id, name: id })) });
  for (const [ids, at] of [
    [["x", "x"], 1],
    [["staff"], 0],
  ] as const) {
    const loaded = load(sources([...ids]));
    expect(loaded.ok ? "" : loaded.problems[0]?.path).toBe(`appointments.sources[${at}].id`);
  }
});

const LUNCH = {
  hours: [
    { days: DAYS, from: "08:30", to: "12:00" },
    { days: DAYS, from: "13:30", to: "17:00" },
  ],
};

test("slots that would lie in the midday closing are told of; a band of nothing else is refused", () => {
  const across = load({ bands: [band({ from: "10:30", to: "14:30" })] }, undefined, LUNCH);
  expect(across.ok && across.warnings.map((w) => `${w.path}: ${w.message}`)).toEqual([
    expect.stringMatching(/^appointments\.bands\[0\]: 12:00–12:30、12:30–13:00、13:00–13:30 大厅中午不开放/),
    expect.stringContaining("没有短信"),
  ]);
  const within = load({ bands: [band({ from: "12:00", to: "13:30" })] }, undefined, LUNCH);
  expect(within.ok ? [] : within.problems.map((p) => p.path)).toEqual(["appointments.bands[0]"]);
  // A season that stays open over midday has them.
  const when = { kind: "dates", from: "2026-08-20", to: "2026-09-10" };
  const profiles = [{ id: "p", name: "季", when, hours: [{ days: DAYS, from: "08:30", to: "17:00" }] }];
  expect(load({ bands: [band({ from: "12:00", to: "13:30" })] }, undefined, { ...LUNCH, profiles }).ok).toBe(
    true,
  );
});

test("days ahead and lead time under which nothing could ever be booked are refused", () => {
  const loaded = load({ bands: [band()], leadMinutes: 2880, openDaysAhead: 1 });
  expect(loaded.ok ? [] : loaded.problems).toEqual([
    expect.objectContaining({
      path: "appointments.leadMinutes",
      value: 2880,
      message: expect.stringContaining("须小于 2880"),
    }),
  ]);
  expect(load({ bands: [band()], leadMinutes: 2879, openDaysAhead: 1 }).ok).toBe(true);
});

test("a sector that can be booked but that no window serves is warned of, unless one changes over to it", () => {
  const windows = (more: object) => ({ id: "w1", name: "1号窗口", sectors: ["b"], ...more });
  const warned = (more: object = {}) =>
    load({ bands: [band()] }, undefined, {}, [windows(more)]).warnings.map((w) => w.path);
  expect(warned()).toContain("appointments.bands[0].sector");
  expect(warned({ changes: [{ at: "10:00", sectors: ["a"] }] })).not.toContain(
    "appointments.bands[0].sector",
  );
});
