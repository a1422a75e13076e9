import type { CaseMaterial } from "../contract/events.ts";
import type { Material, Matter } from "../contract/matter.ts";
import type { FieldProblem, Refusal } from "../contract/problem.ts";

/** Names of materials as a sentence: `营业执照（license）、公司章程（articles）`. */
const names = (materials: readonly Material[]): string =>
  materials.map((m) => `${m.name}（${m.id}）`).join("、");

/** Each material belongs to the matter and stands in the list once; only deferrable ones are deferred. */
export function checkList(matter: Matter, list: readonly CaseMaterial[]): Refusal | null {
  const unknown: FieldProblem[] = [];
  const twice: FieldProblem[] = [];
  const undeferrable: Material[] = [];
  const seen = new Set<string>();
  for (const [i, { id, state }] of list.entries()) {
    const known = matter.materials.find((m) => m.id === id);
    const path = `materials[${i}].id`;
    if (!known) unknown.push({ path, value: id, message: `须为该事项的材料：${allIds(matter)}` });
    else if (seen.has(id)) twice.push({ path, value: id, message: "每份材料只能列一次" });
    else if (state === "deferred" && !known.deferrable) undeferrable.push(known);
    seen.add(id);
  }
  if (unknown.length > 0) return unknownMaterial(matter, unknown);
  if (twice.length > 0) {
    return {
      refused: "request.invalid",
      detail: `材料重复：${twice.map((p) => p.value).join("、")}`,
      problems: twice,
    };
  }
  if (undeferrable.length > 0) {
    return { refused: "case.material-not-deferrable", detail: `不可容缺：${names(undeferrable)}` };
  }
  return null;
}

/** What the notice names belongs to the matter, and it names every required material that is missing. */
export function checkNotice(
  matter: Matter,
  states: ReadonlyMap<string, CaseMaterial["state"]>,
  named: readonly string[],
): Refusal | null {
  const unknown = named.flatMap((id, i): FieldProblem[] =>
    matter.materials.some((m) => m.id === id)
      ? []
      : [{ path: `missing[${i}]`, value: id, message: `须为该事项的材料：${allIds(matter)}` }],
  );
  if (unknown.length > 0) return unknownMaterial(matter, unknown);
  if (named.length === 0) {
    return {
      refused: "request.invalid",
      detail: "补正告知须列出需要补正的材料",
      problems: [{ path: "missing", value: [], message: "至少一份材料" }],
    };
  }
  const leftOut = requiredMissing(matter, states).filter((m) => !named.includes(m.id));
  if (leftOut.length === 0) return null;
  return { refused: "case.correction-incomplete", detail: `还缺少、须一并告知：${names(leftOut)}` };
}

/** No required material is missing; a deferred one is not missing. */
export function checkComplete(
  matter: Matter,
  states: ReadonlyMap<string, CaseMaterial["state"]>,
): Refusal | null {
  const missing = requiredMissing(matter, states);
  if (missing.length === 0) return null;
  return { refused: "case.material-missing", detail: `缺少必需材料：${names(missing)}` };
}

function requiredMissing(matter: Matter, states: ReadonlyMap<string, CaseMaterial["state"]>): Material[] {
  return matter.materials.filter((m) => m.required && (states.get(m.id) ?? "missing") === "missing");
}

function unknownMaterial(matter: Matter, problems: readonly FieldProblem[]): Refusal {
  const ids = problems.map((p) => String(p.value)).join("、");
  return { refused: "case.material-unknown", detail: `事项“${matter.name}”没有材料 ${ids}`, problems };
}

const allIds = (matter: Matter): string => matter.materials.map((m) => m.id).join("、");
