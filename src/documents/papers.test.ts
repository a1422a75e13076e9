import { describe, expect, test } from "vitest";
import type { CaseView } from "../contract/case.ts";
import type { PrintDocument, PrintLine } from "../contract/print.ts";
import { acceptanceDocument, correctionDocument, maskName, refusalDocument } from "./case-papers.ts";
import { configuredTemplate, slipDocument } from "./slip.ts";

const COLUMNS = [32, 42, 48] as const;
const SLIP = {
  hall: "余杭区行政服务中心",
  number: "Z003",
  sector: "综合受理",
  zone: "1–8号窗口",
  likelyWindow: "3号窗口",
  bound: false,
  batch: null,
  legs: [],
  ahead: 12,
  estimate: { minutes: 25, upTo: 40 },
  green: false,
  slot: null,
  issuedAt: "2026-11-23 09:31",
  statusUrl: "http://192.168.1.20:8080/t/3yQ0k1mC5v8uXw2aZb7dEg",
  reprint: false,
};
const TEMPLATE = configuredTemplate({ footer: ["过号请向工作人员说明，可重新排队"] });
const FILE = {
  id: "c1",
  number: "YH-20261123-00001",
  state: "accepted",
  matter: { id: "m", name: "社会保障卡申领", version: "v" },
  ticket: "t1",
  firstHandler: "s01",
  applicant: { kind: "person", name: "张三丰", idNumber: "11010519491231002X" },
  materials: [
    { id: "a", name: "居民身份证", state: "present", dueOn: null },
    { id: "b", name: "白底照片", state: "deferred", dueOn: "2026-11-26" },
    { id: "c", name: "户口簿", state: "missing", dueOn: null },
  ],
  correction: { missing: ["b", "c"], note: "照片须白底", at: "2026-11-23T09:31:00+08:00" },
  refusal: { reasons: ["不属于本机关职权", "应向公安机关申请"], at: "2026-11-23T09:31:00+08:00" },
  promisedBy: "2026-12-01",
  openedAt: "2026-11-23T09:31:00+08:00",
  acceptedAt: null,
  receipt: "none",
  rating: null,
  version: 1,
} as unknown as CaseView;
const PAPER = {
  hall: "余杭区行政服务中心",
  file: FILE,
  number: "Z003",
  handler: "张三",
  printedAt: "2026-11-23 09:40",
  reprint: false,
};

const textOf = ({ lines }: PrintDocument) =>
  lines.map((l) => (l.kind === "text" ? l.text : l.kind === "qr" ? l.data : "")).join("\n");
type Text = Extract<PrintLine, { kind: "text" }>;
const texts = ({ lines }: PrintDocument) => lines.filter((l): l is Text => l.kind === "text");
/** Half-width columns a text takes at its size. */
const widthOf = (line: Text) =>
  [...line.text].reduce((sum, char) => sum + (char.charCodeAt(0) < 0x80 ? 1 : 2), 0) * (line.width ?? 1);

describe("a slip", () => {
  test("says number, sector, people ahead, both times, zone, likely window, time; the code is the status page", () => {
    const text = textOf(slipDocument(SLIP, TEMPLATE, 32));
    for (const says of [
      SLIP.hall,
      "Z003",
      "综合受理",
      "前面还有 12 人",
      "预计约25分钟，一般不超过40分钟",
      "等候区域：1–8号窗口",
      "可能窗口：3号窗口（以叫号为准）",
      "取号时间：2026-11-23 09:31",
      SLIP.statusUrl,
      ...TEMPLATE.footer,
    ])
      expect(text).toContain(says);
    expect(text).not.toContain("补打");
    expect(text).not.toContain("绿色通道");
  });

  test("says no window and no time it does not know", () => {
    const text = textOf(slipDocument({ ...SLIP, likelyWindow: null, estimate: null }, TEMPLATE, 32));
    expect(text).not.toContain("可能窗口");
    expect(text).toContain("窗口开始叫号后可知");
    expect(textOf(slipDocument({ ...SLIP, estimate: { minutes: 0, upTo: 0 } }, TEMPLATE, 32))).toContain(
      "很快轮到您",
    );
  });

  test("tells a copy and the green channel apart", () => {
    const text = textOf(slipDocument({ ...SLIP, reprint: true, green: true }, TEMPLATE, 32));
    expect(text).toContain("【补打】");
    expect(text).toContain("绿色通道");
  });

  test.each(COLUMNS)(
    "on %i columns what is enlarged fits on one line, and the number is the largest",
    (columns) => {
      const lines = texts(slipDocument(SLIP, TEMPLATE, columns));
      for (const line of lines.filter((l) => (l.width ?? 1) > 1))
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
      const area = (l: Text) => (l.width ?? 1) * (l.height ?? 1);
      const [largest] = [...lines].sort((a, b) => area(b) - area(a));
      expect(largest?.text).toBe("Z003");
    },
  );
});

describe("papers of a case", () => {
  test("the receipt lists what was taken, what is owed and by when, and when it will be done", () => {
    const text = textOf(acceptanceDocument(PAPER));
    for (const says of [
      "受理凭证",
      "办件编号：YH-20261123-00001",
      "事项：社会保障卡申领",
      "1. 居民身份证",
      "1. 白底照片，2026-11-26前",
      "承诺办结：2026-12-01",
      "首办责任人：张三",
    ])
      expect(text).toContain(says);
    expect(text).not.toContain("户口簿");
  });

  test("the notice lists everything at once, with the note", () => {
    const text = textOf(correctionDocument(PAPER));
    for (const says of ["一次性补正告知书", "1. 白底照片", "2. 户口簿", "说明：照片须白底"])
      expect(text).toContain(says);
  });

  test("the refusal gives every reason and the way to appeal", () => {
    const text = textOf(refusalDocument(PAPER));
    for (const says of ["不予受理通知书", "1. 不属于本机关职权", "2. 应向公安机关申请", "行政复议"])
      expect(text).toContain(says);
  });

  test("none of them carries the whole name or the identity number", () => {
    for (const make of [acceptanceDocument, correctionDocument, refusalDocument]) {
      const text = textOf(make({ ...PAPER, reprint: true }));
      expect(text).not.toContain("张三丰");
      expect(text).not.toContain("11010519491231002X");
      expect(text).toContain("申请人：张**（个人）");
      expect(text).toContain("【补打】");
    }
  });
});

test.each([
  ["张三", "person", "张*"],
  ["欧阳修文", "person", "欧***"],
  ["𠮷田", "person", "𠮷*"],
  ["李", "person", "李*"],
  ["某某有限公司", "enterprise", "某某有限公司"],
] as const)("%s, %s, is shown as %s", (name, kind, shown) => {
  expect(maskName(name, kind)).toBe(shown);
});
