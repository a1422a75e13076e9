import { expect, it } from "vitest";
import { type DeviceView, deviceView } from "../../../../src/contract/device.ts";
import { countersText, figures, healthSummary, orderDevices, roleWords, sinceWords } from "./admin-words.ts";

const device = (id: string, health: DeviceView["health"], line = "rs485-1"): DeviceView =>
  deviceView.parse({
    id,
    role: "keypad",
    kiosk: null,
    driver: "ff68",
    line,
    address: 1,
    window: "w01",
    health,
    since: "2026-11-23T09:00:00+08:00",
    reason: null,
    counters: {},
  });

it("puts devices that need someone first", () => {
  const devices = [device("a", "ok"), device("c", "off", "z"), device("b", "degraded"), device("d", "off")];
  expect(orderDevices(devices).map((d) => d.id)).toEqual(["d", "c", "b", "a"]);
  expect(healthSummary(devices)).toBe("2 离线 · 1 异常 · 1 正常");
  expect(healthSummary([device("a", "ok")])).toBe("1 正常");
  expect(healthSummary([])).toBe("没有配置设备");
});

it.each([
  [30, "刚刚"],
  [5 * 60, "5分钟"],
  [2 * 3600, "2小时"],
  [2 * 3600 + 600, "2小时10分"],
  [72 * 3600, "3天"],
])("says how long: %i seconds are %s", (seconds, words) => {
  const since = "2026-11-23T09:00:00+08:00";
  expect(sinceWords(since, Date.parse(since) + seconds * 1000)).toBe(words);
});

it("shows a dash for the mean of nothing", () => {
  const today = {
    issued: 3,
    served: 0,
    missed: 0,
    waiting: 3,
    meanWaitMinutes: null,
    meanServiceMinutes: 4.26,
    ratings: 0,
    meanScore: null,
    voided: 0,
  };
  const values = Object.fromEntries(figures(today).map((f) => [f.name, f.value]));
  expect(values).toMatchObject({ 取号: "3", 平均等候: "—", 平均办理: "4.3分钟", 平均得分: "—" });
});

it("names roles it knows and leaves others as they are", () => {
  expect(roleWords("ticket-printer")).toBe("小票机");
  expect(roleWords("robot")).toBe("robot");
  expect(countersText({ sent: 3, retried: 1 })).toBe("发送 3 · 重试 1");
});
