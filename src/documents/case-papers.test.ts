import { describe, expect, it } from "vitest";
import type { CaseView } from "../contract/case.ts";
import type { PrintDocument } from "../contract/print.ts";
import { acceptanceDocument, type CasePaper, correctionDocument, refusalDocument } from "./case-papers.ts";

const file: CaseView = {
  id: "c-1" as CaseView["id"],
  number: "YH20261123000001",
  state: "accepted",
  matter: { id: "residence", name: "居住证申领", version: "v1" },
  ticket: "t-1" as CaseView["ticket"],
  firstHandler: "s01" as CaseView["firstHandler"],
  applicant: { kind: "person", name: "张三丰", idNumber: "11010519491231002X" },
  materials: [
    { id: "id", name: "身份证", state: "present", dueOn: null },
    { id: "lease", name: "租赁合同", state: "deferred", dueOn: "2026-12-01" },
    { id: "photo", name: "照片", state: "missing", dueOn: null },
  ],
  correction: null,
  refusal: null,
  promisedBy: "2026-12-07",
  openedAt: "2026-11-23T09:31:00+08:00",
  acceptedAt: null,
  receipt: "none",
  rating: null,
  version: 1,
};
const paper = (change: Partial<CaseView> = {}, reprint = false): CasePaper => ({
  hall: "余杭区行政服务中心",
  file: { ...file, ...change },
  number: "Z003",
  handler: "李四",
  printedAt: "2026-11-23 09:40",
  reprint,
});
const says = ({ lines }: PrintDocument) =>
  lines
    .map((line) =>
      line.kind === "text" ? line.text : line.kind === "pair" ? `${line.left} ${line.right}` : "",
    )
    .join("\n");

describe("papers from the window", () => {
  const papers = [
    ["受理凭证", acceptanceDocument(paper())],
    [
      "一次性补正告知书",
      correctionDocument(
        paper({ correction: { missing: ["photo", "lease"], note: "白底", at: file.openedAt } }),
      ),
    ],
    [
      "不予受理通知书",
      refusalDocument(paper({ refusal: { reasons: ["不属于本级受理范围"], at: file.openedAt } })),
    ],
  ] as const;

  it.each(papers)(
    "%s names hall, case, matter, ticket, first handler and time, and no personal number",
    (title, document) => {
      const text = says(document);
      for (const part of [
        title,
        "余杭区行政服务中心",
        file.number,
        "居住证申领",
        "Z003",
        "李四",
        "2026-11-23 09:40",
      ])
        expect(text).toContain(part);
      expect(text).not.toContain("张三丰");
      expect(text).toContain("张**");
      expect(text).not.toContain(file.applicant.idNumber);
      expect(text).not.toContain("补打");
    },
  );

  it("the acceptance receipt tells what was taken, what is still owed and until when, and the promised day", () => {
    const text = says(acceptanceDocument(paper()));
    expect(text).toMatch(/已收材料[\s\S]*身份证/);
    expect(text).toMatch(/容缺[\s\S]*租赁合同[\s\S]*2026-12-01/);
    expect(text).toContain("2026-12-07");
    expect(text).not.toContain("照片");
    expect(says(acceptanceDocument(paper({ promisedBy: null })))).not.toContain("承诺办结");
  });

  it("the correction notice lists everything missing at once, by name, with the clerk's note", () => {
    const text = says(papers[1][1]);
    expect(text).toMatch(/1\. 照片[\s\S]*2\. 租赁合同[\s\S]*白底/);
  });

  it("the refusal gives its reasons and the way to appeal", () => {
    const text = says(papers[2][1]);
    expect(text).toContain("1. 不属于本级受理范围");
    expect(text).toMatch(/行政复议[\s\S]*行政诉讼/);
  });

  it("a repeat is marked, and a firm's name is public", () => {
    const firm = { kind: "enterprise", name: "杭州某某有限公司", idNumber: "91330100MA00000000" } as const;
    const text = says(acceptanceDocument(paper({ applicant: firm }, true)));
    expect(text).toContain("【补打】");
    expect(text).toContain("杭州某某有限公司");
  });
});
