import { expect, test } from "vitest";
import { announcedText, coverWarns, dayText, minutesText, shareText, sourceText } from "./forecast-words.ts";

const row = {
  day: "2026-11-23",
  id: "a" as never,
  name: "综合受理",
  called: 120,
  announced: 80,
  longWaits: 60,
  toldEarly: 45,
  changed: 6,
  overtaken: 3,
  extraMinutes: 0.84,
  looks: 12,
};

test("figures that are not there are a dash; days have their weekday", () => {
  expect([minutesText(null), minutesText(1.26), shareText(null), shareText(0.913)]).toEqual([
    "—",
    "1.3 分钟",
    "—",
    "91%",
  ]);
  expect(dayText("2026-11-23")).toBe("11月23日（周一）");
});

test("what announcing costs is said plainly, both ways, and when it is not known", () => {
  expect(announcedText(row)).toBe(
    "提前通知了 80 个号（共叫号 120 个）；等候超过5分钟的，75%提前3分钟以上知道窗口；6 个号通知后又换了窗口；3 个号被后来的同类号超过5分钟以上；与叫号时才告知相比，在等的人平均多等 0.8 分钟（估算12次）。",
  );
  expect(announcedText({ ...row, extraMinutes: -0.5 })).toContain("平均少等 0.5 分钟");
  expect(announcedText({ ...row, extraMinutes: 0.01 })).toContain("几乎一样");
  expect(announcedText({ ...row, extraMinutes: null, longWaits: 0 })).toMatch(
    /个号（.*）；6 个.*还没有估算。$/,
  );
});

test("a bound that holds too seldom or too often is marked, once enough people were told", () => {
  expect(coverWarns(0.6, 100)).toBe(true);
  expect(coverWarns(0.95, 100)).toBe(true);
  expect(coverWarns(0.8, 100)).toBe(false);
  expect(coverWarns(0.6, 10)).toBe(false);
  const report = { quantiles: { median: 0.5, bound: 0.8 }, days: [], announced: [], at: null };
  expect(sourceText({ ...report, source: "plain", runs: null, reason: "exit 1" })).toContain(
    "简单规则估计：exit 1",
  );
  expect(sourceText({ ...report, source: "forecast", runs: 40, reason: null })).toBe(
    "正在用推演预测（40次推演）",
  );
});
