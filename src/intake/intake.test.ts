import { beforeEach, describe, expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { CaseId, StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Material, Matter } from "../contract/matter.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import { isRefusal } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import type { IntakeCommand } from "./command.ts";
import { intake } from "./intake.ts";
import { caseRecord, type IntakeState, initialIntake, restoreCase } from "./state.ts";
import { casesOf, caseView, daysToCount } from "./view.ts";

const NOW = { at: 1_000, day: "2026-11-23" };
const TICKET = "t-1" as TicketId;
const S01: Actor = { kind: "staff", id: "s01" };
const S02: Actor = { kind: "staff", id: "s02" };
const ADMIN: Actor = { kind: "admin" };

const material = (id: string, required: boolean, deferDays: number | null): Material => ({
  id,
  name: `材料${id}`,
  required,
  deferrable: deferDays !== null,
  deferDays,
  form: "original",
  originals: 1,
  copies: 0,
  medium: "paper",
  shared: false,
  source: null,
  reviewPoints: [],
});
const MATTER: Matter = {
  id: "setup",
  code: "X-1",
  name: "设立登记",
  department: "市场监督管理局",
  sector: "comprehensive" as Matter["sector"],
  caseType: "promised",
  legalDays: 20,
  promiseDays: 3,
  version: "v1",
  materials: [
    material("form", true, null),
    material("card", true, null),
    material("lease", true, 5),
    material("letter", false, null),
  ],
};
const ALL = MATTER.materials.map((m) => ({ id: m.id, state: "present" as const }));
const without = (id: string, state: "missing" | "deferred") =>
  ALL.map((m) => (m.id === id ? { ...m, state } : m));

let state: IntakeState;
let happened: HallEvent[];
beforeEach(() => {
  state = initialIntake({
    matters: [MATTER],
    earlier: [],
    printers: { byWindow: { w01: "printer-1" }, otherwise: "printer-2" },
  });
  happened = [];
  start("w01", "s01", TICKET, 1);
});

/** Applies a fact and what intake concludes from it. */
function tell(fact: HallEvent): void {
  happened.push(fact);
  intake.apply(state, fact);
  for (const next of intake.react?.(state, fact, NOW) ?? []) tell(next);
}
function start(window: string, staff: string, ticket: TicketId, leg: number): void {
  const ids = { window: window as WindowId, staff: staff as StaffId };
  tell(event("service.started", 0, { ticket, leg, ...ids, startedAt: 0, inferred: false }));
}
function finish(ticket = TICKET): void {
  const facts = {
    window: "w01" as WindowId,
    staff: "s01" as StaffId,
    startedAt: 0,
    learnable: true,
    last: true,
  };
  tell(event("service.finished", 500, { ticket, leg: 1, outcome: "served", ...facts }));
}
function run(command: IntakeCommand): Refusal | null {
  const answer = intake.decide(state, command, NOW);
  if (isRefusal(answer)) return answer;
  for (const fact of answer) tell(fact);
  return null;
}
const code = (command: IntakeCommand) => run(command)?.refused ?? "done";

type Part<T extends IntakeCommand["type"]> = Partial<Extract<IntakeCommand, { type: T }>>;
const C1 = "c-1" as CaseId;
const open = (part: Part<"open"> = {}): IntakeCommand => ({
  type: "open",
  case: C1,
  number: "20261123-0001",
  ticket: TICKET,
  matter: "setup",
  applicant: { vaultId: "v-1", kind: "person", idNumber: "11010519491231002X" },
  materials: ALL,
  actor: S01,
  ...part,
});
const accept = (part: Part<"accept"> = {}): IntakeCommand => ({
  type: "accept",
  case: C1,
  actor: S01,
  dates: { promisedBy: "2026-11-26", dueOn: { lease: "2026-11-30" } },
  ...part,
});
const correct = (missing: string[], part: Part<"correct"> = {}): IntakeCommand => ({
  type: "correct",
  case: C1,
  missing,
  note: null,
  actor: S01,
  ...part,
});
const refusal = (part: Part<"refuse"> = {}): IntakeCommand => ({
  type: "refuse",
  case: C1,
  reasons: ["不属于本辖区"],
  actor: S01,
  ...part,
});
const supplement = (materials: typeof ALL | ReturnType<typeof without>, actor = S01): IntakeCommand => ({
  type: "supplement",
  case: C1,
  materials,
  actor,
});
const view = (id = C1) =>
  caseView(state, id, { applicant: { name: "张三", idNumber: "…" }, receipt: "none", iso: String });

describe("opening", () => {
  test("pins the matter's version, the ticket, and the clerk at the window as first handler", () => {
    expect(code(open())).toBe("done");
    expect(view()).toMatchObject({
      state: "received",
      matter: { id: "setup", name: "设立登记", version: "v1" },
      ticket: TICKET,
      firstHandler: "s01",
      number: "20261123-0001",
      version: 1,
    });
  });
  test("an administrator acts for whoever holds the ticket", () => {
    run(open({ actor: ADMIN }));
    expect(view()?.firstHandler).toBe("s01");
  });
  test("what was not listed is missing", () => {
    run(open({ materials: [{ id: "card", state: "present" }] }));
    expect(view()?.materials.map((m) => m.state)).toEqual(["missing", "present", "missing", "missing"]);
  });
  test("no fact carries the identity number", () => {
    run(open());
    expect(JSON.stringify(happened)).not.toContain("1949");
  });
  test.each<[string, Part<"open">]>([
    ["case.not-serving", { ticket: "t-2" as TicketId }],
    ["case.not-serving", { actor: S02 }],
    ["auth.forbidden", { actor: { kind: "device", id: "rater" } }],
    ["auth.forbidden", { actor: { kind: "citizen", id: "x" } }],
    ["matter.unknown", { matter: "nothing" }],
    ["case.material-unknown", { materials: [{ id: "ghost", state: "present" }] }],
    ["request.invalid", { materials: [...ALL, { id: "card", state: "missing" }] }],
    ["case.material-not-deferrable", { materials: without("card", "deferred") }],
    ["applicant.id-invalid", { applicant: { vaultId: "v", kind: "person", idNumber: "110105194912310021" } }],
    [
      "applicant.id-invalid",
      { applicant: { vaultId: "v", kind: "enterprise", idNumber: "11010519491231002X" } },
    ],
  ])("%s", (expected, part) => {
    expect(code(open(part))).toBe(expected);
    expect(state.cases.size).toBe(0);
  });
  test("a finished service takes no new case", () => {
    finish();
    expect(code(open())).toBe("case.not-serving");
    expect(code(open({ actor: ADMIN }))).toBe("case.not-serving");
  });
  test("two cases of one ticket stand side by side", () => {
    run(open());
    run(open({ case: "c-2" as CaseId, number: "2" }));
    expect(casesOf(state, TICKET).map((c) => c.id)).toEqual(["c-1", "c-2"]);
  });
  test("the same case id twice is a fault of the shell", () => {
    run(open());
    expect(() => run(open())).toThrow(/used twice/);
  });
});

describe("accepting", () => {
  test("with everything there: the promise is kept and a receipt asked for at the window's printer", () => {
    run(open());
    expect(code(accept())).toBe("done");
    expect(view()).toMatchObject({
      state: "accepted",
      promisedBy: "2026-11-26",
      acceptedAt: "1000",
      version: 2,
    });
    expect(happened.at(-1)).toMatchObject({
      type: "print.requested",
      data: { kind: "acceptance", occurrence: 1, printer: "printer-1", case: C1, ticket: TICKET, leg: 1 },
    });
  });
  test("a missing required material is named; an optional one stops nothing", () => {
    run(open({ materials: without("card", "missing") }));
    const refused = run(accept());
    expect(refused?.refused).toBe("case.material-missing");
    expect(refused?.detail).toBe("缺少必需材料：材料card（card）");
    run(open({ case: "c-2" as CaseId, materials: without("letter", "missing") }));
    expect(code(accept({ case: "c-2" as CaseId }))).toBe("done");
  });
  test("a deferred material is accepted with the day it is due", () => {
    run(open({ materials: without("lease", "deferred") }));
    expect(daysToCount(state, C1)).toEqual({ promise: 3, defer: { lease: 5 } });
    expect(code(accept())).toBe("done");
    expect(view()?.materials.find((m) => m.id === "lease")).toEqual({
      id: "lease",
      name: "材料lease",
      state: "deferred",
      dueOn: "2026-11-30",
    });
  });
  test("a deferrable material that is missing and not deferred still stops it", () => {
    run(open({ materials: without("lease", "missing") }));
    expect(code(accept())).toBe("case.material-missing");
  });
  test("twice, or after a refusal, is the wrong state", () => {
    run(open());
    run(accept());
    for (const c of [accept(), correct(["card"]), refusal(), supplement(ALL)])
      expect(code(c)).toBe("case.wrong-state");
  });
  test("dates left out by the shell are a fault, not a case without a date", () => {
    run(open({ materials: without("lease", "deferred") }));
    expect(() => run(accept({ dates: { promisedBy: null, dueOn: {} } }))).toThrow(/dueOn\.lease/);
  });
});

describe("the one correction notice", () => {
  beforeEach(() => {
    run(open({ materials: [{ id: "form", state: "present" }] }));
  });
  test("must name every required material that is missing", () => {
    const refused = run(correct(["card"]));
    expect(refused?.refused).toBe("case.correction-incomplete");
    expect(refused?.detail).toContain("材料lease（lease）");
    expect(code(correct(["card", "lease", "card"], { note: " 请补齐 " }))).toBe("done");
    expect(view()?.correction).toEqual({ missing: ["card", "lease"], note: "请补齐", at: "1000" });
    expect(happened.at(-1)).toMatchObject({ type: "print.requested", data: { kind: "correction" } });
  });
  test("names only materials that exist, and at least one", () => {
    expect(code(correct(["card", "lease", "ghost"]))).toBe("case.material-unknown");
    run(open({ case: "c-2" as CaseId }));
    expect(code(correct([], { case: "c-2" as CaseId }))).toBe("request.invalid");
  });
  test("is given once, also after the case came back", () => {
    run(correct(["card", "lease"]));
    expect(code(correct(["card", "lease"]))).toBe("case.corrected-once");
    run(supplement(ALL));
    expect(code(correct(["letter"]))).toBe("case.corrected-once");
  });
  test("holds the case until the materials come, then it is accepted", () => {
    run(correct(["card", "lease"]));
    expect(code(accept())).toBe("case.wrong-state");
    expect(code(refusal())).toBe("case.wrong-state");
    run(supplement([{ id: "card", state: "present" }]));
    expect(view()?.state).toBe("received");
    expect(code(accept())).toBe("case.material-missing");
    run(supplement([{ id: "lease", state: "present" }]));
    expect(code(accept())).toBe("done");
    expect(view()?.version).toBe(5);
  });
  test("a paper sent back as wrong is missing again", () => {
    run(correct(["form", "card", "lease"]));
    run(
      supplement([
        { id: "card", state: "present" },
        { id: "lease", state: "present" },
      ]),
    );
    expect(run(accept())?.detail).toContain("材料form");
  });
});

describe("refusing", () => {
  test("keeps the reasons and prints them", () => {
    run(open());
    expect(code(refusal({ reasons: [" 不属于本辖区 ", ""] }))).toBe("done");
    expect(view()).toMatchObject({ state: "notAccepted", refusal: { reasons: ["不属于本辖区"] } });
    expect(happened.at(-1)).toMatchObject({ type: "print.requested", data: { kind: "refusal" } });
  });
  test("needs a reason that says something", () => {
    run(open());
    expect(code(refusal({ reasons: [" "] }))).toBe("request.invalid");
  });
});

describe("who may act", () => {
  beforeEach(() => {
    run(open());
  });
  test("while the ticket is served only its clerk", () => {
    start("w02", "s02", "t-2" as TicketId, 1);
    expect(code(accept({ actor: S02 }))).toBe("case.not-serving");
    expect(code(accept({ actor: ADMIN }))).toBe("done");
  });
  test("afterwards the first handler, or a clerk the citizen now sits with, who prints at the own window", () => {
    finish();
    expect(code(accept({ actor: S02 }))).toBe("case.not-serving");
    start("w02", "s02", "t-2" as TicketId, 1);
    expect(code(accept({ actor: S02 }))).toBe("done");
    expect(happened.at(-1)).toMatchObject({ data: { printer: "printer-2", ticket: TICKET } });
  });
  test("the first handler from anywhere, a device never", () => {
    finish();
    expect(code(accept({ actor: { kind: "device", id: "r" } }))).toBe("auth.forbidden");
    expect(code(accept())).toBe("done");
  });
  test("an unknown case", () => expect(code(accept({ case: "c-9" as CaseId }))).toBe("case.unknown"));
});

describe("prints", () => {
  test("two cases of one ticket get receipts of their own occurrence", () => {
    run(open());
    run(open({ case: "c-2" as CaseId, number: "2" }));
    run(accept());
    run(accept({ case: "c-2" as CaseId }));
    const prints = happened.filter((e) => e.type === "print.requested");
    expect(prints.map((p) => p.data.occurrence)).toEqual([1, 2]);
  });
  test("a hall without printers asks for none", () => {
    state = initialIntake({ matters: [MATTER], earlier: [], printers: { byWindow: {}, otherwise: null } });
    start("w01", "s01", TICKET, 1);
    run(open());
    run(accept());
    expect(happened.some((e) => e.type === "print.requested")).toBe(false);
  });
});

test("a rating hangs on each case of that ticket and leg, on no other", () => {
  run(open());
  finish();
  start("w01", "s01", TICKET, 2);
  run(open({ case: "c-2" as CaseId, number: "2" }));
  const ids = { window: "w01" as WindowId, staff: "s01" as StaffId };
  tell(
    event("rating.given", 900, {
      ticket: TICKET,
      leg: 1,
      ...ids,
      score: 4,
      reasons: [],
      comment: null,
      via: "touch",
    }),
  );
  expect(view()?.rating).toEqual({ score: 4 });
  expect(view("c-2" as CaseId)?.rating).toBeNull();
});

describe("older cases", () => {
  test("a stored case comes back whole and goes on, under the version it was opened with", () => {
    run(open({ materials: without("card", "missing") }));
    run(correct(["card"]));
    finish();
    const stored = JSON.parse(JSON.stringify(caseRecord(state, C1)));
    tell(event("day.ended", 2_000, { day: "2026-11-23", next: "2026-11-24" }));
    expect(view()).toBeNull();
    const later = { ...MATTER, version: "v2", materials: [material("form", true, null)] };
    state = initialIntake({
      matters: [later],
      earlier: [MATTER],
      printers: { byWindow: {}, otherwise: null },
    });
    restoreCase(state, stored);
    restoreCase(state, stored);
    start("w02", "s02", "t-9" as TicketId, 1);
    expect(code(supplement([{ id: "card", state: "present" }], S02))).toBe("done");
    expect(code(accept({ actor: S02 }))).toBe("done");
    expect(view()).toMatchObject({ state: "accepted", matter: { version: "v1" }, version: 4 });
    expect(casesOf(state, TICKET)).toHaveLength(1);
  });
  test("without its matter's snapshot a case can be seen but not decided", () => {
    run(open());
    const stored = caseRecord(state, C1);
    state = initialIntake({ matters: [], earlier: [], printers: { byWindow: {}, otherwise: null } });
    if (stored) restoreCase(state, stored);
    expect(view()?.matter).toEqual({ id: "setup", name: "setup", version: "v1" });
    expect(daysToCount(state, C1)).toBeNull();
    expect(code(accept({ actor: ADMIN }))).toBe("matter.unknown");
  });
});
