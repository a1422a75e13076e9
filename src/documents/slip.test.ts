import { describe, expect, it } from "vitest";
import type { SlipPart, SlipTemplate } from "../contract/slip-template.ts";
import { configuredTemplate, type SlipContent, slipDocument } from "./slip.ts";

const CONTENT: SlipContent = {
  hall: "余杭区行政服务中心",
  number: "Z003",
  sector: "综合受理",
  batch: null,
  zone: "1–3号窗口",
  likelyWindow: "3号窗口",
  bound: false,
  legs: [],
  ahead: 3,
  estimate: { minutes: 12, upTo: 18 },
  green: false,
  slot: null,
  issuedAt: "2026-11-23 09:31",
  statusUrl: "http://192.168.1.20:8080/v/abc",
  reprint: false,
};
const TEMPLATE = configuredTemplate({ footer: ["过号请向工作人员说明", "请留意屏幕"] });
const texts = (change: Partial<SlipContent> = {}, template: SlipTemplate = TEMPLATE) =>
  slipDocument({ ...CONTENT, ...change }, template, 32).lines.flatMap((line) =>
    line.kind === "text" ? [line.text] : [],
  );

describe("a slip", () => {
  it("says number, sector, zone, likely window, people ahead, both waiting times, time of issue and the footer", () => {
    const all = texts().join("\n");
    for (const says of [
      "余杭区行政服务中心",
      "Z003",
      "综合受理",
      "等候区域：1–3号窗口",
      "可能窗口：3号窗口（以叫号为准）",
      "3 人",
      "约12分钟",
      "不超过18分钟",
      "2026-11-23 09:31",
      "过号请向工作人员说明",
      "请留意屏幕",
    ])
      expect(all).toContain(says);
  });

  it("has the number larger than all else, and the status page as a QR symbol", () => {
    const { lines } = slipDocument(CONTENT, TEMPLATE, 32);
    const area = (text: string) => {
      const line = lines.find((l) => l.kind === "text" && l.text === text);
      return line?.kind === "text" ? (line.width ?? 1) * (line.height ?? 1) : 0;
    };
    for (const text of texts()) if (text !== "Z003") expect(area(text)).toBeLessThan(area("Z003"));
    expect(lines).toContainEqual({ kind: "qr", data: CONTENT.statusUrl, module: 6 });
  });

  it("promises nothing it does not know", () => {
    const all = texts({ likelyWindow: null, estimate: null }).join("\n");
    expect(all).not.toContain("可能窗口");
    expect(all).not.toMatch(/约\d+分钟/);
    expect(texts({ estimate: { minutes: 0, upTo: 0 } }).join("\n")).toContain("很快轮到您");
  });

  it("marks a repeat, and the green channel", () => {
    expect(texts().some((t) => t.includes("补打"))).toBe(false);
    expect(texts({ reprint: true })).toContain("【补打】");
    expect(texts({ green: true })).toContain("绿色通道");
    expect(texts({ slot: "09:30" })).toContain("预约 09:30");
  });

  it("says of a batch number that it is one, with how many cases, and where its windows are", () => {
    const all = texts({ batch: 12, zone: "5号窗口（批量）" });
    expect(all).toEqual(expect.arrayContaining(["批量业务 12件", "等候区域：5号窗口（批量）"]));
    expect(texts().join("")).not.toContain("批量");
  });
});

describe("a slip by a manager's template", () => {
  const changed = (id: SlipPart, over: Partial<SlipTemplate["parts"][number]>): SlipTemplate => ({
    ...TEMPLATE,
    parts: TEMPLATE.parts.map((part) => (part.id === id ? { ...part, ...over } : part)),
  });

  it("has its own title, footer and words below the symbol", () => {
    const own = { ...TEMPLATE, title: "市民之家", footer: ["祝您顺利"], qrText: "" };
    expect(texts({}, own)).toEqual(expect.arrayContaining(["市民之家", "祝您顺利"]));
    expect(texts({}, own).join()).not.toMatch(/余杭区|请留意屏幕|扫码查看/);
  });

  it("leaves out what is off, with the rule or blank below it, and keeps the order given", () => {
    const none = changed("issued", { show: false });
    const { lines } = slipDocument(CONTENT, none, 32);
    expect(texts({}, none).join()).not.toContain("取号时间");
    expect(lines.filter((l) => l.kind === "rule")).toHaveLength(1);
    const [first, ...rest] = TEMPLATE.parts;
    const turned = { ...TEMPLATE, parts: [...rest, first as SlipTemplate["parts"][number]].reverse() };
    expect(texts({}, turned)[0]).toBe("过号请向工作人员说明");
    expect(slipDocument(CONTENT, changed("qr", { show: false }), 32).lines.some((l) => l.kind === "qr")).toBe(
      false,
    );
  });

  it("gives each part its size and weight", () => {
    const big = slipDocument(CONTENT, changed("zone", { size: "double", bold: true }), 48);
    expect(big.lines).toContainEqual(
      expect.objectContaining({ text: "等候区域：1–3号窗口", width: 2, height: 2, bold: true }),
    );
  });
});

it("lists several legs in order, and of a single one only what it is for", () => {
  const legs = ["不动产（4号窗口）：转移登记", "综合受理（1号窗口）"];
  const all = texts({ legs }).join("\n");
  expect(all).toContain("依次办理：\n1. 不动产（4号窗口）：转移登记\n2. 综合受理（1号窗口）");
  const one = texts({ legs: ["办理事项：社保卡申领"] });
  expect(one).toContain("办理事项：社保卡申领");
  expect(one.join()).not.toContain("依次");
});
