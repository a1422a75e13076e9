import { describe, expect, it } from "vitest";
import { TICKET_STATES, type VisitView } from "../../../../src/contract/ticket.ts";
import { stateWords, tabTitle } from "./state-words.ts";

const visit = (more: object = {}): VisitView =>
  ({
    hall: "余杭",
    number: "Z003",
    state: "waiting",
    queue: { id: "c", name: "综合受理" },
    zone: "1号、2号窗口",
    likelyWindow: null,
    window: null,
    ahead: 3,
    estimate: { minutes: 12, upTo: 20 },
    issuedAt: "x",
    calledAt: null,
    canRate: false,
    rating: null,
    canRejoin: false,
    canLeave: true,
    canYield: true,
    notice: null,
    version: 1,
    ...more,
  }) as VisitView;
const window = { id: "w03", name: "3号窗口" };

describe("a visit in plain words", () => {
  it("has words for every state", () => {
    for (const state of TICKET_STATES) expect(stateWords(visit({ state })).title.length).toBeGreaterThan(1);
  });

  it("counts the people ahead, and brings the next one near the zone", () => {
    expect(stateWords(visit())).toEqual({
      tone: "calm",
      title: "前面还有3人",
      lines: ["约12分钟，一般不超过20分钟"],
    });
    const far = stateWords(
      visit({ ahead: 0, estimate: { minutes: 58, upTo: 60 }, notice: "午休，13:00继续叫号。" }),
    );
    expect(far).toEqual({ tone: "calm", title: "下一位就是您", lines: ["约58分钟，一般不超过60分钟"] });
    const near = stateWords(visit({ ahead: 1 }));
    expect(near.tone).toBe("near");
    expect(near.lines).toContain("请到1号、2号窗口附近等候。");
    expect(stateWords(visit({ ahead: 0, zone: null })).lines).toHaveLength(1);
  });

  it("does not bring anybody near while nobody calls: the notice says when", () => {
    const rests = stateWords(visit({ ahead: 0, estimate: null, notice: "午休，13:30继续叫号。" }));
    expect(rests).toMatchObject({ tone: "calm", lines: [] });
  });

  it("says which window calls", () => {
    expect(stateWords(visit({ state: "called", window }))).toMatchObject({
      tone: "called",
      title: "请到3号窗口",
    });
    expect(stateWords(visit({ state: "serving", window })).title).toBe("正在3号窗口办理");
    expect(tabTitle(visit({ state: "called", window }))).toBe("Z003 请到3号窗口");
  });

  it("promises no rejoining to whoever is called: it may be used up", () => {
    expect(stateWords(visit({ state: "called", window })).lines.join("")).not.toContain("可以重新排队");
  });

  it("offers rejoining only where it is possible", () => {
    expect(stateWords(visit({ state: "missed", canRejoin: true })).lines[0]).toContain("重新排队");
    expect(stateWords(visit({ state: "missed" })).lines[0]).toContain("咨询台");
  });
});
