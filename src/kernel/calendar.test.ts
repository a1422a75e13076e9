import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import type { HallConfig } from "../contract/hall-config.ts";
import { createCalendar } from "./calendar.ts";

type Hours = HallConfig["hall"]["hours"];
const WEEK = ["mon", "tue", "wed", "thu", "fri"] as const;
const HALL = {
  timeZone: "Asia/Shanghai",
  hours: [
    { days: [...WEEK], from: "08:30", to: "12:00" },
    { days: [...WEEK], from: "13:30", to: "17:00" },
  ] as Hours,
  extraDays: ["2026-11-28"],
  closedDays: ["2026-10-01"],
  profiles: [],
};
const ALL_DAY = [{ days: [...WEEK, "sat", "sun"], from: "00:00", to: "24:00" }] as Hours;
const always = (timeZone: string) =>
  createCalendar({ timeZone, hours: ALL_DAY, extraDays: [], closedDays: [], profiles: [] });
const at = (text: string, zone = "Asia/Shanghai") => DateTime.fromISO(text, { zone }).toMillis();
const calendar = createCalendar(HALL);

describe("a hall with a lunch break", () => {
  test.each([
    ["2026-11-23T08:29:59.999", false],
    ["2026-11-23T08:30", true],
    ["2026-11-23T11:59:59.999", true],
    ["2026-11-23T12:00", false],
    ["2026-11-23T13:30", true],
    ["2026-11-23T17:00", false],
    ["2026-11-22T10:00", false], // a Sunday
    ["2026-11-28T10:00", true], // a Saturday named in extraDays
    ["2026-11-28T12:30", false], // its lunch break comes along
    ["2026-11-28T16:59", true],
    ["2026-10-01T10:00", false], // a Thursday named in closedDays
  ])("%s: open %s", (text, open) => expect(calendar.isOpen(at(text))).toBe(open));

  test.each([
    ["2026-11-23T07:00", "2026-11-23T08:30"],
    ["2026-11-23T09:00", "2026-11-23T09:00"],
    ["2026-11-23T12:00", "2026-11-23T13:30"],
    ["2026-11-20T17:00", "2026-11-23T08:30"], // Friday evening
    ["2026-11-27T18:00", "2026-11-28T08:30"], // before the extra Saturday
    ["2026-09-30T20:00", "2026-10-02T08:30"], // over the closed day
  ])("from %s the next opening is %s", (from, to) => expect(calendar.nextOpening(at(from))).toBe(at(to)));

  test("a hall that never opens again answers null", () => {
    const closed: string[] = [];
    for (let d = at("2026-11-23"); closed.length < 420; d += 86_400_000) closed.push(calendar.day(d));
    expect(createCalendar({ ...HALL, closedDays: closed }).nextOpening(at("2026-11-23T09:00"))).toBeNull();
  });

  test("a day that is both extra and closed stays closed; an ordinary day keeps its own hours", () => {
    const both = createCalendar({ ...HALL, closedDays: ["2026-11-28"] });
    expect(both.openPeriods("2026-11-28")).toEqual([]);
    const hours = [
      { days: ["mon"], from: "09:00", to: "12:00" },
      { days: ["tue"], from: "10:00", to: "11:00" },
    ] as Hours;
    const twoKinds = createCalendar({ ...HALL, hours, extraDays: ["2026-11-24", "2026-11-28"] });
    expect(twoKinds.openPeriods("2026-11-24")).toEqual([
      { from: at("2026-11-24T10:00"), to: at("2026-11-24T11:00") },
    ]);
    expect(twoKinds.openPeriods("2026-11-28")).toEqual([
      { from: at("2026-11-28T09:00"), to: at("2026-11-28T12:00") },
    ]);
  });

  test("periods that overlap or touch become one, empty ones vanish", () => {
    const hours = [
      { days: ["mon"], from: "13:00", to: "15:00" },
      { days: ["mon"], from: "09:00", to: "12:00" },
      { days: ["mon"], from: "11:00", to: "13:00" },
      { days: ["mon"], from: "18:00", to: "18:00" },
    ] as Hours;
    expect(createCalendar({ ...HALL, hours }).openPeriods("2026-11-23")).toEqual([
      { from: at("2026-11-23T09:00"), to: at("2026-11-23T15:00") },
    ]);
  });
});

describe("texts and days", () => {
  const moment = at("2026-11-23T09:31:05.120");
  test("the wall clock in its three forms", () => {
    expect(calendar.local(moment)).toBe("2026-11-23 09:31");
    expect(calendar.clock(moment)).toBe("09:31");
    expect(calendar.iso(moment)).toBe("2026-11-23T09:31:05.120+08:00");
    expect(always("America/St_Johns").iso(moment)).toBe("2026-11-22T22:01:05.120-03:30");
  });
  test("a day begins and ends at the hall's midnight, not at UTC's", () => {
    expect(calendar.day(at("2026-11-23T00:00"))).toBe("2026-11-23");
    expect(calendar.day(at("2026-11-23T00:00") - 1)).toBe("2026-11-22");
    expect(calendar.dayEnd(at("2026-11-23T23:59:59.999"))).toBe(at("2026-11-24T00:00"));
  });
  test("an unknown zone is refused by name", () => {
    expect(() => always("Asia/Peking2")).toThrow(/hall\.timeZone: Asia\/Peking2/);
  });
});

test("working days leave out weekends and closed days; a 5+X day moves no deadline", () => {
  expect(calendar.addWorkingDays("2026-11-20", 1)).toBe("2026-11-23");
  expect(calendar.addWorkingDays("2026-09-29", 2)).toBe("2026-10-02");
  expect(calendar.addWorkingDays("2026-11-27", 1)).toBe("2026-11-30");
  expect(calendar.addWorkingDays("2026-11-21", 0)).toBe("2026-11-21");
  expect(calendar.isWorkingDay("2026-11-28")).toBe(false);
  expect(calendar.isWorkingDay("2026-10-01")).toBe(false);
});

test("continuous means every minute of every day", () => {
  expect(always("Asia/Shanghai").continuous).toBe(true);
  expect(calendar.continuous).toBe(false);
  const halves = [
    { days: [...WEEK, "sat", "sun"], from: "12:00", to: "24:00" },
    { days: [...WEEK, "sat", "sun"], from: "00:00", to: "12:00" },
  ] as Hours;
  expect(createCalendar({ ...HALL, hours: halves, closedDays: [] }).continuous).toBe(true);
  expect(createCalendar({ ...HALL, hours: ALL_DAY }).continuous).toBe(false); // a closed day
  const gap = [{ days: [...WEEK, "sat", "sun"], from: "00:00", to: "23:59" }] as Hours;
  expect(createCalendar({ ...HALL, hours: gap, closedDays: [] }).continuous).toBe(false);
});

describe("where the clock is changed", () => {
  test("days of 23 and 25 hours", () => {
    const berlin = always("Europe/Berlin");
    const length = (day: string) =>
      (berlin.dayEnd(at(`${day}T12:00`, "Europe/Berlin")) - at(`${day}T00:00`, "Europe/Berlin")) / 3_600_000;
    expect([length("2026-03-29"), length("2026-10-25"), length("2026-07-01")]).toEqual([23, 25, 24]);
    expect(berlin.iso(at("2026-10-25T00:30:00Z"))).toBe("2026-10-25T02:30:00.000+02:00");
    expect(berlin.iso(at("2026-10-25T01:30:00Z"))).toBe("2026-10-25T02:30:00.000+01:00");
    expect(berlin.isOpen(at("2026-10-25T01:30:00Z"))).toBe(true);
  });

  test("a time that is skipped is the moment of the change; one that comes twice is the first", () => {
    const berlin = always("Europe/Berlin");
    const iso = (day: string, time: string) => berlin.iso(berlin.moment(day, time));
    expect(["01:59", "02:00", "02:30", "02:59", "03:00", "03:30"].map((t) => iso("2026-03-29", t))).toEqual([
      "2026-03-29T01:59:00.000+01:00",
      "2026-03-29T03:00:00.000+02:00",
      "2026-03-29T03:00:00.000+02:00",
      "2026-03-29T03:00:00.000+02:00",
      "2026-03-29T03:00:00.000+02:00",
      "2026-03-29T03:30:00.000+02:00",
    ]);
    expect(iso("2026-10-25", "02:30")).toBe("2026-10-25T02:30:00.000+02:00");
    // Half an hour at Lord Howe; at midnight itself in Beirut.
    const lordHowe = always("Australia/Lord_Howe");
    expect(lordHowe.iso(lordHowe.moment("2026-10-04", "02:15"))).toBe("2026-10-04T02:30:00.000+11:00");
    const beirut = always("Asia/Beirut");
    expect(beirut.iso(beirut.moment("2026-03-29", "00:00"))).toBe("2026-03-29T01:00:00.000+03:00");
  });

  test("hours, of which the change takes a part: what is skipped is not open", () => {
    const night = (from: string, to: string) =>
      createCalendar({
        timeZone: "Europe/Berlin",
        hours: [{ days: ["sun"], from, to }] as Hours,
        extraDays: [],
        closedDays: [],
        profiles: [],
      })
        .openPeriods("2026-03-29")
        .map((p) => (p.to - p.from) / 60_000);
    expect(night("02:00", "02:30")).toEqual([]);
    expect(night("02:30", "03:30")).toEqual([30]);
    expect(night("01:00", "04:00")).toEqual([120]);
  });

  // Cairo and Beirut change at midnight itself, Lord Howe by half an hour, Apia once left out a whole day.
  const zones = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
  ];
  const calendars = new Map(zones.map((z) => [z, always(z)]));
  const moments = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2037, 0, 1) });

  test("the day, its end and the texts agree with luxon at any moment", () => {
    fc.assert(
      fc.property(fc.constantFrom(...zones), moments, (zone, ms) => {
        const c = calendars.get(zone) as ReturnType<typeof always>;
        const there = DateTime.fromMillis(ms, { zone });
        expect(c.day(ms)).toBe(there.toISODate());
        expect(c.iso(ms)).toBe(there.toISO({ suppressMilliseconds: false }));
        expect(c.local(ms)).toBe(there.toFormat("yyyy-MM-dd HH:mm"));
        expect(c.clock(ms)).toBe(there.toFormat("HH:mm"));
        const end = c.dayEnd(ms);
        expect(end).toBeGreaterThan(ms);
        expect(c.day(end)).not.toBe(c.day(ms));
        expect(c.day(end - 1)).toBe(c.day(ms));
        expect(c.isOpen(ms)).toBe(true);
        expect(c.nextOpening(ms)).toBe(ms);
      }),
      { numRuns: 2000 },
    );
  });

  test("open moments are those inside the periods, and the next opening is the first of them", () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 24 }), fc.constantFrom("00", "30"))
      .map(([h, m]) => (h === 24 ? "24:00" : `${String(h).padStart(2, "0")}:${m}`));
    const hours = fc.array(
      fc.record({ days: fc.subarray([...WEEK, "sat", "sun"], { minLength: 1 }), from: clock, to: clock }),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), hours, moments, (timeZone, h, ms) => {
        const c = createCalendar({
          timeZone,
          hours: h as Hours,
          extraDays: [],
          closedDays: [],
          profiles: [],
        });
        const inside = (t: number) => c.openPeriods(c.day(t)).some((p) => p.from <= t && t < p.to);
        expect(c.isOpen(ms)).toBe(inside(ms));
        const ordered = c.openPeriods(c.day(ms));
        for (const [i, p] of ordered.entries()) {
          expect(p.from).toBeLessThan(p.to);
          expect(p.from).toBeGreaterThan(ordered[i - 1]?.to ?? Number.NEGATIVE_INFINITY);
        }
        const next = c.nextOpening(ms);
        expect(next === ms).toBe(c.isOpen(ms));
        if (next !== null && next > ms) {
          expect(c.isOpen(next)).toBe(true);
          expect(c.isOpen(next - 1)).toBe(false);
        }
      }),
      { numRuns: 400 },
    );
  });
});
