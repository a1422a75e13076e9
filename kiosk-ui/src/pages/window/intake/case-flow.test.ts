import { describe, expect, it } from "vitest";
import { type CaseView, caseView } from "../../../../../src/contract/case.ts";
import { ticketId } from "../../../../../src/contract/ids.ts";
import { matter as matterSchema } from "../../../../../src/contract/matter.ts";
import type { Answer } from "../../../shared/api.ts";
import { type CaseDecision, createStepKeys, decideCase } from "./case-flow.ts";
import { allPresent, type IntakeForm, newIntake, resumeIntake, setMaterial } from "./intake-form.ts";

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
  materials: ["a", "b"].map((id) => ({
    id,
    name: id,
    required: true,
    deferrable: false,
    deferDays: null,
    form: "original",
    originals: 1,
    copies: 0,
    medium: "paper",
    shared: false,
    source: null,
    reviewPoints: [],
  })),
});
const TICKET = ticketId.parse("t1");
const caseIn = (
  state: CaseView["state"],
  materials: Record<string, string> = { a: "present", b: "present" },
) =>
  caseView.parse({
    id: "c1",
    number: "20261123-1",
    state,
    matter: { id: "m1", name: MATTER.name, version: "abc" },
    ticket: "t1",
    firstHandler: "s01",
    applicant: { kind: "person", name: "张三", idNumber: "1101**********002X" },
    materials: Object.entries(materials).map(([id, s]) => ({ id, name: id, state: s, dueOn: null })),
    correction: null,
    refusal: null,
    promisedBy: null,
    openedAt: "2026-11-23T09:00:00+08:00",
    acceptedAt: null,
    receipt: "none",
    rating: null,
    version: 1,
  });
const ok = (data: CaseView): Answer<CaseView> => ({ ok: true, status: 200, data });
const no = (status: number, code: string): Answer<CaseView> => ({
  ok: false,
  status,
  problem: { type: "about:blank", title: code, status, code },
});

/** A server that gives these answers in turn and keeps what it was asked. */
function play(...answers: Answer<CaseView>[]) {
  const asked: { path: string; body: unknown; key: string }[] = [];
  let made = 0;
  const keys = createStepKeys(() => `k${++made}`);
  const send = (path: string, body: unknown, key: string) => {
    asked.push({ path, body, key });
    const answer = answers.shift();
    if (!answer) throw new Error(`nobody expected ${path}`);
    return Promise.resolve(answer);
  };
  const decide = (form: IntakeForm, decision: CaseDecision = { kind: "accept" }) =>
    decideCase(form, TICKET, decision, { send, keys });
  return { asked, decide };
}
const full = allPresent({ ...newIntake(MATTER), name: "张三", idNumber: "11010519491231002X" });

describe("deciding a case", () => {
  it("opens and accepts", async () => {
    const { asked, decide } = play(ok(caseIn("received")), ok(caseIn("accepted")));
    expect(await decide(full)).toMatchObject({ view: { state: "accepted" }, problem: null });
    expect(asked.map((a) => a.path)).toEqual(["/cases", "/cases/c1/accept"]);
    expect(asked[0]?.key).not.toBe(asked[1]?.key);
  });

  it("goes on with the opened case when the decision was refused", async () => {
    const { asked, decide } = play(
      ok(caseIn("received")),
      no(409, "case.material-missing"),
      ok(caseIn("received")),
      ok(caseIn("accepted")),
    );
    const first = await decide(setMaterial(full, "b", "missing"));
    expect(first.problem?.code).toBe("case.material-missing");
    const held = resumeIntake(MATTER, caseIn("received", { a: "present", b: "missing" }));
    await decide(setMaterial(held, "b", "present"));
    expect(asked.map((a) => a.path)).toEqual([
      "/cases",
      "/cases/c1/accept",
      "/cases/c1/supplement",
      "/cases/c1/accept",
    ]);
  });

  it("opens no second case when the first answer was lost", async () => {
    const { asked, decide } = play(no(0, "network"), ok(caseIn("received")), ok(caseIn("accepted")));
    expect((await decide(full)).problem?.code).toBe("network");
    await decide(full);
    expect(asked[1]).toEqual(asked[0]);
  });

  it("uses a new key after a refusal: the clerk has changed something since", async () => {
    const { asked, decide } = play(
      no(422, "applicant.id-invalid"),
      ok(caseIn("received")),
      ok(caseIn("accepted")),
    );
    await decide(full);
    await decide(full);
    expect(asked[1]?.key).not.toBe(asked[0]?.key);
  });

  it("brings a corrected case back before accepting it", async () => {
    const { asked, decide } = play(ok(caseIn("received")), ok(caseIn("accepted")));
    await decide(resumeIntake(MATTER, caseIn("correctionPending")));
    expect(asked.map((a) => a.path)).toEqual(["/cases/c1/supplement", "/cases/c1/accept"]);
  });

  it("gives the whole correction notice and the reasons of a refusal", async () => {
    const correction = play(ok(caseIn("received")), ok(caseIn("correctionPending")));
    await correction.decide(full, { kind: "correct", missing: ["a", "b"], note: " 请盖章 " });
    expect(correction.asked[1]).toMatchObject({
      path: "/cases/c1/correct",
      body: { missing: ["a", "b"], note: "请盖章" },
    });
    const refusal = play(ok(caseIn("received")), ok(caseIn("notAccepted")));
    await refusal.decide(full, { kind: "refuse", reasons: ["不属于本机关职权范围"] });
    expect(refusal.asked[1]).toMatchObject({
      path: "/cases/c1/refuse",
      body: { reasons: ["不属于本机关职权范围"] },
    });
  });
});
