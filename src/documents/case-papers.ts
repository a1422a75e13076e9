import type { CaseView } from "../contract/case.ts";
import type { PrintDocument, PrintLine } from "../contract/print.ts";

// The written answers at the window (guide 三（四）1 (1)): acceptance receipt, the one complete correction notice,
// refusal with reasons.

export interface CasePaper {
  readonly hall: string;
  readonly file: CaseView;
  readonly number: string;
  readonly handler: string;
  /** Local date and time of printing. */
  readonly printedAt: string;
  readonly reprint: boolean;
}

const KIND_WORDS = { person: "个人", enterprise: "企业", organisation: "其他组织" } as const;

export function acceptanceDocument(paper: CasePaper): PrintDocument {
  const { file } = paper;
  const deferred = file.materials.filter((m) => m.state === "deferred");
  return document("受理凭证", paper, [
    ...materials(
      "已收材料",
      file.materials.filter((m) => m.state === "present").map((m) => m.name),
    ),
    ...materials(
      "容缺材料（请按时补交）",
      deferred.map((m) => `${m.name}${m.dueOn ? `，${m.dueOn}前` : ""}`),
    ),
    ...(file.promisedBy ? [{ kind: "text", text: `承诺办结：${file.promisedBy}`, bold: true } as const] : []),
  ]);
}

export function correctionDocument(paper: CasePaper): PrintDocument {
  const { correction, materials: all } = paper.file;
  const names = (correction?.missing ?? []).map((id) => all.find((m) => m.id === id)?.name ?? id);
  return document("一次性补正告知书", paper, [
    ...materials("需补正的全部材料", names),
    ...(correction?.note ? [{ kind: "text", text: `说明：${correction.note}` } as const] : []),
  ]);
}

export function refusalDocument(paper: CasePaper): PrintDocument {
  return document("不予受理通知书", paper, [
    ...materials("不予受理的理由", paper.file.refusal?.reasons ?? []),
    { kind: "text", text: "如不服，可依法申请行政复议或提起行政诉讼。" },
  ]);
}

function document(
  title: string,
  { hall, file, number, handler, printedAt, reprint }: CasePaper,
  body: readonly PrintLine[],
): PrintDocument {
  return {
    title: `${title} ${file.number}`,
    lines: [
      { kind: "text", text: hall, align: "center" },
      { kind: "text", text: title, align: "center", width: 2, height: 2, bold: true },
      ...(reprint ? [{ kind: "text", text: "【补打】", align: "center", bold: true } as const] : []),
      { kind: "rule" },
      { kind: "text", text: `办件编号：${file.number}` },
      { kind: "text", text: `事项：${file.matter.name}` },
      {
        kind: "text",
        text: `申请人：${maskName(file.applicant.name, file.applicant.kind)}（${KIND_WORDS[file.applicant.kind]}）`,
      },
      { kind: "text", text: `票号：${number}` },
      { kind: "rule" },
      ...body,
      { kind: "rule" },
      { kind: "text", text: `首办责任人：${handler}` },
      { kind: "text", text: `打印时间：${printedAt}` },
      { kind: "feed", lines: 1 },
      { kind: "text", text: "（加盖受理专用章）", align: "right" },
    ],
  };
}

function materials(title: string, names: readonly string[]): PrintLine[] {
  if (names.length === 0) return [];
  return [
    { kind: "text", text: `${title}：`, bold: true },
    ...names.map((name, i) => ({ kind: "text", text: `${i + 1}. ${name}` }) as const),
  ];
}

/** 张三 → 张*, a firm's name stays: a slip may be lost in the hall. */
export function maskName(name: string, kind: CaseView["applicant"]["kind"]): string {
  if (kind !== "person") return name;
  const [first = ""] = name;
  return `${first}${"*".repeat(Math.max(1, [...name].length - 1))}`;
}
