import type { CaseView } from "../../../../../src/contract/case.ts";
import type { Material, Matter } from "../../../../../src/contract/matter.ts";

export const CASE_STATE_WORDS: Readonly<Partial<Record<CaseView["state"], string>>> = {
  received: "已收件，未决定",
  correctionPending: "已告知补正",
  accepted: "已受理",
  notAccepted: "不予受理",
  withdrawn: "已撤回",
  lapsed: "已失效",
};

export const RECEIPT_WORDS: Readonly<Record<CaseView["receipt"], string>> = {
  none: "凭证未打印",
  pending: "凭证正在打印",
  printed: "凭证已打印",
  failed: "凭证打印失败",
};

export const CASE_TYPE_WORDS: Readonly<Record<Matter["caseType"], string>> = {
  promised: "承诺件",
  instant: "即办件",
  online: "网上件",
};

export const REFUSAL_REASONS = [
  "申请事项依法不需要取得行政许可",
  "申请事项不属于本机关职权范围",
  "申请人不具备申请资格",
  "申请材料虚假",
  "申请事项不符合法定条件",
] as const;

/** What has to lie on the table: `原件1份 · 复印件2份`. */
export function copiesWords(material: Pick<Material, "form" | "originals" | "copies" | "medium">): string {
  const parts: string[] = [];
  if (material.originals > 0) {
    parts.push(material.form === "verify-original-keep-copy" ? "核验原件" : `原件${material.originals}份`);
  }
  if (material.copies > 0) parts.push(`复印件${material.copies}份`);
  if (parts.length === 0) parts.push(material.form === "copy" ? "复印件" : "原件");
  if (material.medium === "electronic") parts.push("电子");
  if (material.medium === "either") parts.push("纸质或电子");
  return parts.join(" · ");
}

export const promiseWords = (days: number): string => (days === 0 ? "当场办结" : `承诺${days}个工作日`);

/** The matters a clerk is offered: those of the ticket first, then those of the window's sectors, then the rest. */
export function orderMatters(
  matters: readonly Matter[],
  wanted: readonly string[],
  sectors: readonly string[],
): readonly Matter[] {
  const rank = (m: Matter) => (wanted.includes(m.id) ? 0 : sectors.includes(m.sector) ? 1 : 2);
  return [...matters].sort((a, b) => rank(a) - rank(b));
}

/** Matters whose name, code or department holds every word typed. */
export function findMatters(matters: readonly Matter[], typed: string): readonly Matter[] {
  const words = typed.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  return matters.filter((m) => {
    const text = `${m.name} ${m.code} ${m.department} ${m.id}`.normalize("NFKC").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
