import { describe, expect, it } from "vitest";
import { caseView, openCase } from "../../../../../src/contract/case.ts";
import { ticketId } from "../../../../../src/contract/ids.ts";
import { type Material, matter as matterSchema } from "../../../../../src/contract/matter.ts";
import {
  acceptNotes,
  allPresent,
  applicantNotes,
  deferredOf,
  type IntakeForm,
  lackingOf,
  materialsChanged,
  newIntake,
  notesOfProblem,
  openCaseBody,
  resumeIntake,
  setMaterial,
  toggleReviewed,
} from "./intake-form.ts";

const material = (id: string, more: Partial<Material> = {}) => ({
  id,
  name: `材料${id}`,
  required: true,
  deferrable: false,
  deferDays: null,
  form: "original" as const,
  originals: 1,
  copies: 0,
  medium: "paper" as const,
  shared: false,
  source: null,
  reviewPoints: [{ kind: "form" as const, text: "在有效期内" }],
  ...more,
});
const MATTER = matterSchema.parse({
  id: "m1",
  code: "330110-1",
  name: "食品经营许可",
  department: "市场监管局",
  sector: "comprehensive",
  caseType: "promised",
  legalDays: 20,
  promiseDays: 5,
  version: "abc",
  materials: [
    material("id-card"),
    material("lease", { deferrable: true, deferDays: 5 }),
    material("photo", { required: false }),
  ],
});
const TICKET = ticketId.parse("t1");
const filled = (form: IntakeForm): IntakeForm => ({
  ...form,
  name: " 张三 ",
  idNumber: "11010519491231002x",
});
const opened = (materials: readonly { id: string; state: string }[]) =>
  caseView.parse({
    id: "c1",
    number: "20261123-1",
    state: "received",
    matter: { id: "m1", name: MATTER.name, version: "abc" },
    ticket: "t1",
    firstHandler: "s01",
    applicant: { kind: "person", name: "张三", idNumber: "1101**********002X" },
    materials: materials.map((m) => ({ ...m, name: m.id, dueOn: null })),
    correction: null,
    refusal: null,
    promisedBy: null,
    openedAt: "2026-11-23T09:00:00+08:00",
    acceptedAt: null,
    receipt: "none",
    rating: null,
    version: 1,
  });

describe("the intake form", () => {
  it("starts with every material lacking: nothing counts as handed in unseen", () => {
    const form = newIntake(MATTER);
    expect(lackingOf(form).map((m) => m.id)).toEqual(["id-card", "lease"]);
  });

  it("makes a body that the server's schema takes", () => {
    const form = setMaterial(
      setMaterial(filled(newIntake(MATTER)), "id-card", "present"),
      "lease",
      "deferred",
    );
    const body = openCaseBody(form, TICKET);
    expect(openCase.parse(body)).toEqual({
      ticket: "t1",
      matter: "m1",
      applicant: { kind: "person", name: "张三", idNumber: "11010519491231002X" },
      materials: [
        { id: "id-card", state: "present" },
        { id: "lease", state: "deferred" },
        { id: "photo", state: "missing" },
      ],
    });
  });

  it("names every field that is not right", () => {
    expect(applicantNotes(newIntake(MATTER)).map((n) => n.field)).toEqual([
      "applicant-name",
      "applicant-id-number",
    ]);
    const notes = acceptNotes(filled(newIntake(MATTER)));
    expect(notes.map((n) => n.field)).toEqual(["material-id-card", "material-lease"]);
    expect(notes[0]?.message).toContain("不可容缺");
    expect(notes[1]?.message).toContain("容缺");
  });

  it("has nothing to note when a deferrable material is deferred and an optional one lacks", () => {
    const form = setMaterial(
      setMaterial(filled(newIntake(MATTER)), "id-card", "present"),
      "lease",
      "deferred",
    );
    expect(acceptNotes(form)).toEqual([]);
    expect(deferredOf(form).map((m) => m.id)).toEqual(["lease"]);
  });

  it("asks for a unit's code when the applicant is an enterprise", () => {
    const form: IntakeForm = { ...filled(newIntake(MATTER)), kind: "enterprise" };
    expect(applicantNotes(form)).toHaveLength(1);
    expect(applicantNotes({ ...form, idNumber: "91350100M000100Y43" })).toEqual([]);
  });

  it("marks all present at once", () => {
    expect(lackingOf(allPresent(newIntake(MATTER)))).toEqual([]);
  });

  it("ticks and unticks a review point", () => {
    const once = toggleReviewed(newIntake(MATTER), "id-card", 0);
    expect(once.reviewed["id-card"]).toEqual([0]);
    expect(toggleReviewed(once, "id-card", 0).reviewed["id-card"]).toEqual([]);
  });

  it("puts the server's notes at their fields, by the names on the page", () => {
    const problem = {
      type: "about:blank",
      title: "请求内容有误",
      status: 400,
      code: "request.invalid",
      problems: [
        { path: "applicant.name", message: "1至100字" },
        { path: "materials[1].state", message: "present、deferred、missing 之一" },
      ],
    };
    expect(notesOfProblem(newIntake(MATTER), problem)).toEqual([
      { field: "", message: "请求内容有误" },
      { field: "applicant-name", message: "姓名：1至100字" },
      { field: "material-lease", message: "材料lease：present、deferred、missing 之一" },
    ]);
    const checkDigit = {
      ...problem,
      code: "applicant.id-invalid",
      title: "证件号码校验不通过",
      problems: [],
    };
    expect(notesOfProblem(newIntake(MATTER), checkDigit)).toEqual([
      { field: "applicant-id-number", message: "证件号码校验不通过" },
    ]);
  });

  it("goes on with an opened case and knows when its materials changed", () => {
    const held = opened([
      { id: "id-card", state: "present" },
      { id: "lease", state: "missing" },
      { id: "photo", state: "missing" },
    ]);
    const form = resumeIntake(MATTER, held);
    expect(applicantNotes(form)).toEqual([]);
    expect(materialsChanged(form)).toBe(false);
    expect(materialsChanged(setMaterial(form, "lease", "present"))).toBe(true);
    expect(materialsChanged(newIntake(MATTER))).toBe(false);
  });
});
