import type { CaseView, OpenCase } from "../../../../../src/contract/case.ts";
import type { TicketId } from "../../../../../src/contract/ids.ts";
import type { Material, Matter } from "../../../../../src/contract/matter.ts";
import type { Problem } from "../../../../../src/contract/problem.ts";
import { problemText } from "../../../shared/staff/problem-text.ts";
import { type ApplicantKind, idNumberHint, tidyIdNumber } from "./id-number.ts";

export type MaterialState = OpenCase["materials"][number]["state"];

/** What the clerk has entered for one matter of the person being served. */
export interface IntakeForm {
  readonly matter: Matter;
  readonly kind: ApplicantKind;
  readonly name: string;
  readonly idNumber: string;
  readonly materials: Readonly<Record<string, MaterialState>>;
  /** Review points found in order, by material id: their positions. */
  readonly reviewed: Readonly<Record<string, readonly number[]>>;
  /** The case that this form has already opened: a second try goes on with it instead of opening another. */
  readonly opened: CaseView | null;
}

/** A wrong or lacking entry; `field` is the id of the element to go to. */
export interface FieldNote {
  readonly field: string;
  readonly message: string;
}

export function newIntake(matter: Matter): IntakeForm {
  return {
    matter,
    kind: "person",
    name: "",
    idNumber: "",
    materials: Object.fromEntries(matter.materials.map((m) => [m.id, "missing" as const])),
    reviewed: {},
    opened: null,
  };
}

/** Goes on with a case that waits for materials, or was opened and not yet decided. */
export function resumeIntake(matter: Matter, opened: CaseView): IntakeForm {
  const known = new Map(opened.materials.map((m) => [m.id as string, m.state]));
  return {
    ...newIntake(matter),
    kind: opened.applicant.kind,
    name: opened.applicant.name,
    idNumber: opened.applicant.idNumber,
    materials: Object.fromEntries(matter.materials.map((m) => [m.id, known.get(m.id) ?? "missing"])),
    opened,
  };
}

export function setMaterial(form: IntakeForm, id: string, state: MaterialState): IntakeForm {
  return { ...form, materials: { ...form.materials, [id]: state } };
}

export function allPresent(form: IntakeForm): IntakeForm {
  return {
    ...form,
    materials: Object.fromEntries(form.matter.materials.map((m) => [m.id, "present" as const])),
  };
}

/** Ticks or unticks one review point. */
export function toggleReviewed(form: IntakeForm, material: string, point: number): IntakeForm {
  const now = form.reviewed[material] ?? [];
  const next = now.includes(point) ? now.filter((p) => p !== point) : [...now, point];
  return { ...form, reviewed: { ...form.reviewed, [material]: next } };
}

const stateOf = (form: IntakeForm, material: Material): MaterialState =>
  form.materials[material.id] ?? "missing";

/** Required materials that are not there; deferred ones count as there. */
export function lackingOf(form: IntakeForm): readonly Material[] {
  return form.matter.materials.filter((m) => m.required && stateOf(form, m) === "missing");
}

export function deferredOf(form: IntakeForm): readonly Material[] {
  return form.matter.materials.filter((m) => stateOf(form, m) === "deferred");
}

/** What must be put right before the server is asked. */
export function applicantNotes(form: IntakeForm): readonly FieldNote[] {
  if (form.opened) return [];
  const notes: FieldNote[] = [];
  if (form.name.trim() === "") {
    notes.push({
      field: "applicant-name",
      message: form.kind === "person" ? "请填写申请人姓名" : "请填写单位名称",
    });
  }
  const hint = idNumberHint(form.kind, form.idNumber);
  if (hint) notes.push({ field: "applicant-id-number", message: hint });
  return notes;
}

export function acceptNotes(form: IntakeForm): readonly FieldNote[] {
  const lacking = lackingOf(form).map((m) => ({
    field: materialField(m.id),
    message: m.deferrable
      ? `缺少“${m.name}”：收到后标为“齐”，或标为“容缺”`
      : `缺少“${m.name}”，该材料不可容缺，请办理补正`,
  }));
  return [...applicantNotes(form), ...lacking];
}

export function materialField(id: string): string {
  return `material-${id}`;
}

/** Body of `POST /api/v1/cases`. The server brands and checks it. */
export function openCaseBody(form: IntakeForm, ticket: TicketId) {
  return {
    ticket,
    matter: form.matter.id,
    applicant: { kind: form.kind, name: form.name.trim(), idNumber: tidyIdNumber(form.idNumber) },
    materials: materialStates(form),
  } satisfies OpenCase;
}

/** Body part of `POST /cases/{id}/supplement`. */
export function materialStates(form: IntakeForm): OpenCase["materials"] {
  return form.matter.materials.map((m) => ({ id: m.id, state: stateOf(form, m) }));
}

/** Whether the opened case still holds other material states than the form shows. */
export function materialsChanged(form: IntakeForm): boolean {
  if (!form.opened) return false;
  const held = new Map(form.opened.materials.map((m) => [m.id as string, m.state]));
  return form.matter.materials.some((m) => (held.get(m.id) ?? "missing") !== stateOf(form, m));
}

/** Where on the form a field of the request body stands: `applicant.idNumber`, `materials[1].state`. */
function fieldOfPath(form: IntakeForm, path: string): string | null {
  if (path.startsWith("applicant.name")) return "applicant-name";
  if (path.startsWith("applicant")) return "applicant-id-number";
  const index = /^materials\[(\d+)\]/.exec(path)?.[1];
  const material = index === undefined ? undefined : form.matter.materials[Number(index)];
  return material ? materialField(material.id) : null;
}

/** Notes from the server's refusal: each field by the name it has on the page, or the sentence alone. */
export function notesOfProblem(form: IntakeForm, problem: Problem): readonly FieldNote[] {
  const head = {
    field: problem.code === "applicant.id-invalid" ? "applicant-id-number" : "",
    message: problemText(problem),
  };
  const fields = (problem.problems ?? []).flatMap(({ path, message }) => {
    const field = fieldOfPath(form, path);
    return field ? [{ field, message: `${fieldName(form, field)}：${message}` }] : [];
  });
  if (fields.length === 0) return [head];
  const { problems: _, ...rest } = problem;
  return [{ field: "", message: problemText(rest) }, ...fields];
}

function fieldName(form: IntakeForm, field: string): string {
  if (field === "applicant-name") return form.kind === "person" ? "姓名" : "单位名称";
  if (field === "applicant-id-number") return form.kind === "person" ? "身份证号码" : "统一社会信用代码";
  return form.matter.materials.find((m) => materialField(m.id) === field)?.name ?? field;
}
