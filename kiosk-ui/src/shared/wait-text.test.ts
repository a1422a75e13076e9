import { describe, expect, it } from "vitest";
import { aheadText, openingText, queueText, waitText } from "./wait-text.ts";

describe("waiting told in words", () => {
  it.each([
    [null, "窗口还没开放，等多久暂时说不准"],
    [{ minutes: 0, upTo: 0 }, "很快就到，请不要走远"],
    [{ minutes: 0, upTo: 5 }, "不到1分钟，一般不超过5分钟"],
    [{ minutes: 12, upTo: 20 }, "约12分钟，一般不超过20分钟"],
    [{ minutes: 12, upTo: 12 }, "约12分钟"],
  ])("%j is told as %s", (estimate, text) => {
    expect(waitText(estimate)).toBe(text);
  });

  it("tells the people ahead", () => {
    expect(aheadText(0)).toContain("下一位就是您");
    expect(aheadText(7)).toBe("前面还有7人");
  });

  it("tells a sector's line, also when no window is open", () => {
    expect(queueText({ waiting: 3, minutes: 15 })).toBe("3人在等，约等15分钟");
    expect(queueText({ waiting: 0, minutes: 0 })).toBe("没有人在等，随到随办");
    expect(queueText({ waiting: 2, minutes: null })).toBe("2人在等，暂无窗口开放");
  });
});

describe("the next opening", () => {
  const at = (iso: string) => Date.parse(iso);

  it.each([
    ["2026-11-23T13:30:00.000+08:00", "2026-11-23T12:10:00+08:00", "今天13:30"],
    ["2026-11-24T08:30:00.000+08:00", "2026-11-23T17:10:00+08:00", "明天8:30"],
    ["2026-11-30T08:30:00.000+08:00", "2026-11-27T17:10:00+08:00", "11月30日（周一）8:30"],
    // Shortly after midnight in the hall it is still yesterday in UTC.
    ["2026-11-24T08:30:00.000+08:00", "2026-11-24T00:10:00+08:00", "今天8:30"],
    ["2026-03-02T09:00:00-05:00", "2026-03-01T23:00:00-05:00", "明天9:00"],
  ])("%s seen at %s is %s, in the hall's own time", (opening, now, text) => {
    expect(openingText(opening, at(now))).toBe(text);
  });

  it("says nothing rather than nonsense for what is no time", () => {
    expect(openingText("soon", 0)).toBe("");
  });
});
