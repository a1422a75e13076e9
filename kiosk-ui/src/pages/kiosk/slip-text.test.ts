import { describe, expect, it } from "vitest";
import type { MessageView, Ticket } from "../../../../src/contract/ticket.ts";
import { restPrinterText, slipWords, smsWords } from "./slip-text.ts";

type Slip = NonNullable<Ticket["slip"]>;
const told = (slip: Slip | null, more: Partial<Ticket> = {}) => ({
  slip,
  messages: [],
  phone: null,
  statusUrl: "http://x/t/1",
  ...more,
});
const sms = (state: MessageView["state"]): MessageView => ({
  kind: "issued",
  state,
  leg: 1,
  occurrence: 1,
  at: "x",
});

describe("what the kiosk says of the slip", () => {
  it("waits, then says take it", () => {
    expect(slipWords(told({ state: "pending" }), false)).toMatchObject({ tone: "wait", open: true });
    expect(slipWords(told({ state: "printed" }), false)).toEqual({
      tone: "good",
      text: "请取走小票",
      open: false,
    });
    expect(slipWords(told({ state: "reprinted" }), false).tone).toBe("good");
  });

  it("never waits for ever", () => {
    expect(slipWords(told({ state: "pending" }), true)).toMatchObject({ tone: "warn", open: false });
  });

  it("names an empty printer and the way on, and goes on asking: staff may reprint", () => {
    expect(slipWords(told({ state: "failed", reason: "打印机缺纸" }), false)).toEqual({
      tone: "warn",
      text: "打印机缺纸，请记下号码，或用手机扫二维码",
      open: true,
    });
    expect(slipWords(told({ state: "failed", reason: "连接断开" }), false).text).toContain("没有打出");
    expect(slipWords(told({ state: "none" }, { statusUrl: null }), false).text).toBe(
      "本机不打印小票，请记下号码",
    );
    expect(slipWords(told(null), false).tone).toBe("warn");
  });
});

describe("a printer that took over", () => {
  it("is named, with what ails the one in front", () => {
    const printer = { id: "p2", name: "咨询台打印机", instead: true };
    expect(slipWords(told({ state: "printed", reason: "打印机盖未合", printer }), false)).toEqual({
      tone: "elsewhere",
      text: "本机打印机盖没有合上，小票已从“咨询台打印机”打出，请到那里取",
      open: false,
    });
    const own = { id: "p1", name: "本机", instead: false };
    expect(slipWords(told({ state: "printed", printer: own }), false).text).toBe("请取走小票");
  });

  it("is told of before a number is taken", () => {
    const view = {
      printer: "elsewhere",
      printerReason: "打印机缺纸",
      printerElsewhere: "咨询台打印机",
    } as const;
    expect(restPrinterText(view)).toBe("本机打印机缺纸：取号后请到“咨询台打印机”取小票。");
    expect(restPrinterText({ ...view, printer: "trouble", printerReason: "打印机未连接" })).toContain(
      "打印机暂时不能用",
    );
    expect(restPrinterText({ ...view, printer: "ok" })).toBeNull();
  });
});

describe("what the kiosk says of the SMS", () => {
  const phone = "138****8000";
  it.each([
    ["sent", "短信已发送到 138****8000"],
    ["delivered", "短信已发送到 138****8000"],
    ["pending", "短信正在发往 138****8000"],
    ["failed", "短信没有发出，请记住号码"],
    ["expired", "短信没有发出，请记住号码"],
    ["folded", null],
  ] as const)("%s: %s", (state, text) => {
    expect(smsWords(told(null, { phone, messages: [sms(state)] }))).toBe(text);
  });

  it("says nothing when there is no phone or no provider", () => {
    expect(smsWords(told(null, { messages: [sms("sent")] }))).toBeNull();
    expect(smsWords(told(null, { phone }))).toBeNull();
  });
});
