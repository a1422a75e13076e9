import { expect, test } from "vitest";
import { parseHallConfig } from "./load.ts";

const SECTORS = [
  { id: "a", name: "甲", prefix: "A" },
  { id: "b", name: "乙", prefix: "B" },
];
const HOURS = [
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "08:30", to: "12:00" },
  { days: ["mon", "tue", "wed", "thu", "fri"], from: "13:30", to: "17:00" },
];
const hall = (more: object = {}) => ({ id: "x", name: "厅", hours: HOURS, ...more });
const config = (parts: {
  hall?: object;
  sector?: object;
  window?: object;
  staff?: object;
  policy?: object;
}) => ({
  schema: 1,
  hall: hall(parts.hall),
  sectors: [{ ...SECTORS[0], ...parts.sector }, SECTORS[1]],
  windows: [{ id: "w1", name: "1号窗口", sectors: ["a", "b"], ...parts.window }],
  staff: [{ id: "s1", name: "张三", ...parts.staff }],
  policy: parts.policy,
});

/** Paths of what stops the hall, with the first words of why. */
function troubles(parts: Parameters<typeof config>[0]): string[] {
  const loaded = parseHallConfig(JSON.stringify(config(parts)));
  return loaded.ok ? [] : loaded.problems.map((p) => `${p.path}: ${p.message}`);
}

const profile = (more: object) => ({ hall: { profiles: [{ id: "peak", name: "高峰", ...more }] } });
const dates = (from: string, to: string) => ({ kind: "dates", from, to });

test("a whole plan loads", () => {
  expect(
    troubles({
      hall: {
        profiles: [
          {
            id: "enrol",
            name: "入学报名",
            when: dates("2026-08-20", "2026-09-10"),
            hours: [{ days: ["mon", "sat"], from: "08:00", to: "18:00" }],
            quotas: { a: { perDay: 200, bands: [{ from: "08:00", to: "12:00", most: 90 }] } },
            extraWindows: ["w1"],
            ticketsPerPhone: 1,
            notice: "报名高峰，请错峰办理",
          },
          { id: "year-end", name: "年底", when: { kind: "yearly", from: "12-20", to: "01-10" } },
          { id: "pension", name: "养老金", when: { kind: "monthly", from: 10, to: 15 } },
          { id: "after", name: "节后", when: { kind: "after-closed", days: 3 } },
        ],
      },
      sector: {
        quota: {
          perDay: 100,
          bands: [
            { from: "08:30", to: "10:00", most: 30 },
            { from: "10:00", to: "12:00", most: 30 },
          ],
        },
        realName: "required",
        perIdPerDay: 2,
        noShowCoolDown: { times: 3, days: 7 },
      },
      window: {
        hours: [{ from: "09:00", to: "17:00" }],
        breaks: [{ from: "12:00", to: "12:30" }],
        changes: [{ at: "14:00", sectors: ["b"] }],
      },
      staff: { hours: [{ from: "08:30", to: "15:30" }] },
      policy: { greenChannel: { kiosk: "ask-staff", reasons: ["elderly"] }, beforeClosing: "stop" },
    }),
  ).toEqual([]);
});

test.each<[string, Parameters<typeof config>[0], string, string]>([
  [
    "bands that overlap",
    {
      sector: {
        quota: {
          bands: [
            { from: "08:30", to: "10:00", most: 5 },
            { from: "09:30", to: "11:00", most: 5 },
          ],
        },
      },
    },
    "sectors[0].quota.bands[1]",
    "重叠",
  ],
  ["a quota of none", { sector: { quota: { perDay: 0 } } }, "sectors[0].quota.perDay", "1 到 100000"],
  [
    "a band for nobody",
    { sector: { quota: { bands: [{ from: "08:30", to: "10:00", most: 0 }] } } },
    "sectors[0].quota.bands[0].most",
    "1 到 100000",
  ],
  [
    "a band that runs backwards",
    { sector: { quota: { bands: [{ from: "10:00", to: "09:00", most: 1 }] } } },
    "sectors[0].quota.bands[0]",
    "须早于",
  ],
  [
    "a band before opening",
    { sector: { quota: { bands: [{ from: "07:00", to: "09:00", most: 1 }] } } },
    "sectors[0].quota.bands[0]",
    "不在大厅开放时间",
  ],
  [
    "a break outside the hours",
    { window: { breaks: [{ from: "17:30", to: "18:00" }] } },
    "windows[0].breaks[0]",
    "不在该窗口的时间",
  ],
  [
    "a break outside the window's own hours",
    { window: { hours: [{ from: "09:00", to: "11:00" }], breaks: [{ from: "11:30", to: "12:00" }] } },
    "windows[0].breaks[0]",
    "不在该窗口的时间",
  ],
  [
    "a break on a closed weekday",
    { window: { breaks: [{ days: ["sun"], from: "10:00", to: "11:00" }] } },
    "windows[0].breaks[0]",
    "周日不开放",
  ],
  [
    "breaks that overlap",
    {
      window: {
        breaks: [
          { from: "10:00", to: "11:00" },
          { from: "10:30", to: "11:30" },
        ],
      },
    },
    "windows[0].breaks[1]",
    "重叠",
  ],
  [
    "a change to an unknown sector",
    { window: { changes: [{ at: "14:00", sectors: ["z"] }] } },
    "windows[0].changes[0].sectors[0]",
    "没有这个板块",
  ],
  [
    "two changes at once",
    {
      window: {
        changes: [
          { at: "14:00", sectors: ["a"] },
          { at: "14:00", sectors: ["b"] },
        ],
      },
    },
    "windows[0].changes[1].at",
    "已有一次调整",
  ],
  [
    "a change after hours",
    { window: { changes: [{ at: "18:00", sectors: ["a"] }] } },
    "windows[0].changes[0].at",
    "已过大厅开放时间",
  ],
  [
    "a shift that runs backwards",
    { staff: { hours: [{ from: "15:00", to: "09:00" }] } },
    "staff[0].hours[0]",
    "须早于",
  ],
  [
    "dates reversed",
    profile({ when: dates("2026-09-10", "2026-08-20") }),
    "hall.profiles[0].when",
    "须不晚于",
  ],
  [
    "days of the month reversed",
    profile({ when: { kind: "monthly", from: 20, to: 10 } }),
    "hall.profiles[0].when",
    "须不晚于",
  ],
  [
    "a day that never is",
    profile({ when: { kind: "yearly", from: "02-30", to: "03-10" } }),
    "hall.profiles[0].when.from",
    "没有 02-30",
  ],
  [
    "an unknown window",
    profile({ when: dates("2026-08-20", "2026-08-21"), extraWindows: ["w9"] }),
    "hall.profiles[0].extraWindows[0]",
    "没有这个窗口",
  ],
  [
    "a quota for an unknown sector",
    profile({ when: dates("2026-08-20", "2026-08-21"), quotas: { z: { perDay: 3 } } }),
    "hall.profiles[0].quotas.z",
    "没有这个板块",
  ],
  [
    "a profile's quota of none",
    profile({ when: dates("2026-08-20", "2026-08-21"), quotas: { a: { perDay: 0 } } }),
    "hall.profiles[0].quotas.a.perDay",
    "1 到 100000",
  ],
  [
    "a profile's hours that overlap",
    profile({
      when: dates("2026-08-20", "2026-08-21"),
      hours: [
        { days: ["mon"], from: "08:00", to: "12:00" },
        { days: ["mon"], from: "11:00", to: "13:00" },
      ],
    }),
    "hall.profiles[0].hours[1]",
    "重叠",
  ],
  [
    "one profile twice",
    {
      hall: {
        profiles: [
          { id: "p", name: "一", when: dates("2026-08-20", "2026-08-21") },
          { id: "p", name: "二", when: dates("2026-09-20", "2026-09-21") },
        ],
      },
    },
    "hall.profiles[1].id",
    "编号重复",
  ],
  [
    "a green reason nobody knows",
    { policy: { greenChannel: { reasons: ["vip"] } } },
    "policy.greenChannel.reasons[0]",
    "以下之一",
  ],
  ["real names spelt wrongly", { sector: { realName: "yes" } }, "sectors[0].realName", "以下之一"],
])("%s: told with its place", (_what, parts, path, words) => {
  const told = troubles(parts);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(`${path}: `);
  expect(told[0]).toContain(words);
});
