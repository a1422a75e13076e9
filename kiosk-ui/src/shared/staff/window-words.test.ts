import { describe, expect, it } from "vitest";
import { type MessageView, messageView } from "../../../../src/contract/ticket.ts";
import { messageWords, minutesBetween, runningWords, slipWords } from "./window-words.ts";

const message = (more: Partial<MessageView>) =>
  messageView.parse({
    kind: "issued",
    state: "sent",
    leg: 1,
    occurrence: 1,
    at: "2026-11-23T09:00:00+08:00",
    ...more,
  });

describe("what a clerk reads about slip and messages", () => {
  it("names a failure with its reason", () => {
    expect(slipWords({ slip: { state: "failed", reason: "打印机缺纸" } })).toEqual({
      id: "slip",
      text: "小票：打印失败（打印机缺纸）",
      bad: true,
    });
    expect(slipWords({ slip: { state: "reprinted" } }).bad).toBe(false);
    const printer = { id: "p2", name: "咨询台打印机", instead: true };
    expect(slipWords({ slip: { state: "printed", reason: "打印机缺纸", printer } })).toMatchObject({
      text: "小票：已打印（在咨询台打印机，打印机缺纸）",
      bad: false,
    });
    expect(slipWords({ slip: null }).text).toBe("小票：未打印");
  });

  it("shows the newest message of each kind in the order of a visit", () => {
    const words = messageWords({
      messages: [
        message({ kind: "called", state: "failed", reason: "号码停机" }),
        message({ kind: "called", state: "delivered", occurrence: 2 }),
        message({ kind: "issued", state: "failed", reason: "余额不足" }),
        message({ kind: "called", state: "failed", occurrence: 1 }),
      ],
    });
    expect(words.map((w) => w.text)).toEqual(["取号短信：发送失败（余额不足）", "叫号短信：已送达"]);
    expect(words.map((w) => w.bad)).toEqual([true, false]);
  });

  it("says failures of one reason once", () => {
    const words = messageWords({
      messages: [
        message({ kind: "issued", state: "failed", reason: "短信未启用" }),
        message({ kind: "near", state: "failed", reason: "号码停机" }),
        message({ kind: "called", state: "failed", reason: "短信未启用" }),
      ],
    });
    expect(words.map((w) => w.text)).toEqual([
      "取号、叫号短信：发送失败（短信未启用）",
      "临近短信：发送失败（号码停机）",
    ]);
  });

  it("takes a later leg before a later occurrence", () => {
    const words = messageWords({
      messages: [message({ leg: 2, state: "pending" }), message({ leg: 1, occurrence: 3, state: "sent" })],
    });
    expect(words[0]?.text).toBe("取号短信：发送中");
  });
});

describe("durations", () => {
  it("counts whole minutes and never runs backwards", () => {
    const from = "2026-11-23T09:00:00+08:00";
    expect(minutesBetween(from, Date.parse(from) + 119_000)).toBe(1);
    expect(minutesBetween(from, Date.parse(from) - 5_000)).toBe(0);
  });
  it("shows how long somebody has been called or served; of a leg that is called, not since the leg before began", () => {
    const at = Date.parse("2026-11-23T09:00:00+08:00");
    const times = { startedAt: "2026-11-23T08:40:00+08:00", calledAt: "2026-11-23T09:00:00+08:00" };
    const said = (state: "called" | "serving", now: number) => runningWords({ ...times, state }, now);
    expect(said("called", at + 187_000)).toEqual({ what: "已呼叫", time: "3:07" });
    expect(said("serving", at + 2_523_000)).toEqual({ what: "已办理", time: "1:02:03" });
    expect(said("called", at - 5)?.time).toBe("0:00");
    expect(runningWords({ ...times, state: "called", calledAt: null }, at)).toBe(null);
  });
});
