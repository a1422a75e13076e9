import { describe, expect, it } from "vitest";
import { closedText, problemWords } from "./problem-text.ts";

const problem = (code: string, more: object = {}) => ({
  type: "x",
  title: "标题",
  status: 409,
  code,
  ...more,
});
const now = Date.parse("2026-11-23T12:10:00+08:00");

describe("a refusal at the kiosk", () => {
  it("says when the hall opens", () => {
    const words = problemWords(problem("hall.closed", { nextOpening: "2026-11-23T13:30:00+08:00" }), 2, now);
    expect(words.text).toBe("下次取号时间：今天13:30");
    expect(closedText(null, now)).not.toContain("undefined");
  });

  it("names the limit of numbers a phone", () => {
    expect(problemWords(problem("phone.limit"), 3, now).text).toContain("最多同时取3个号");
  });

  it("promises no second number after a lost answer", () => {
    expect(problemWords(problem("network"), 2, now).text).toContain("不会重复取号");
  });

  it("hands on the server's sentence where that says what to do", () => {
    const detail = "综合受理今天的号已全部取完。请改日再来";
    expect(problemWords(problem("queue.full", { detail }), 2, now).text).toBe(detail);
    expect(problemWords(problem("queue.full"), 2, now).text).toContain("咨询台");
  });

  it("says that so many cases have no batch window, in the server's words", () => {
    const detail = "您要办12件，综合受理一次最多办5件";
    expect(problemWords(problem("count.batch", { detail }), 2, now)).toMatchObject({
      title: "今天没有批量窗口",
      text: detail,
    });
  });

  it("has the server's own title and a way on for what it does not know", () => {
    expect(problemWords(problem("brand.new"), 2, now)).toEqual({
      title: "标题",
      text: "请再试一次，或到咨询台取号。",
      english: "",
    });
  });
});
