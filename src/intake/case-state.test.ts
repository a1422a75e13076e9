import fc from "fast-check";
import { expect, test } from "vitest";
import type { HallEvent } from "../contract/events.ts";
import type { CaseId, StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Matter } from "../contract/matter.ts";
import type { Actor } from "../contract/session.ts";
import { isRefusal } from "../kernel/errors.ts";
import { event } from "../kernel/feature.ts";
import { materialsOf, stateOf } from "./case-state.ts";
import type { IntakeCommand } from "./command.ts";
import { intake } from "./intake.ts";
import { initialIntake } from "./state.ts";

const ID = "c-1" as CaseId;
const TICKET = "t-1" as TicketId;
const actor: Actor = { kind: "staff", id: "s01" };
const common = {
  form: "original",
  originals: 1,
  copies: 0,
  medium: "paper",
  shared: false,
  source: null,
  reviewPoints: [],
} as const;
const fixed = { ...common, deferrable: false, deferDays: null };
const MATTER: Matter = {
  id: "m",
  code: "",
  name: "m",
  department: "",
  sector: "q" as Matter["sector"],
  caseType: "promised",
  legalDays: 1,
  promiseDays: 1,
  version: "v",
  materials: [
    { ...fixed, id: "form", name: "form", required: true, reviewPoints: [] },
    {
      ...common,
      id: "lease",
      name: "lease",
      required: true,
      deferrable: true,
      deferDays: 5,
      reviewPoints: [],
    },
    { ...fixed, id: "letter", name: "letter", required: false, reviewPoints: [] },
  ],
};
const fresh = () => {
  const printers = { byWindow: {}, otherwise: null };
  const state = initialIntake({ matters: [MATTER], earlier: [], printers });
  const facts = { window: "w" as WindowId, staff: "s01" as StaffId, startedAt: 0, inferred: false };
  return intake.apply(state, event("service.started", 0, { ticket: TICKET, leg: 1, ...facts }));
};

const list = fc.array(
  fc.record({
    id: fc.constantFrom("form", "lease", "letter", "ghost"),
    state: fc.constantFrom("present" as const, "missing" as const, "deferred" as const),
  }),
  { maxLength: 4 },
);
const whole = fc.constant(MATTER.materials.map((m) => ({ id: m.id, state: "present" as const })));
const dates = { promisedBy: "2026-11-24", dueOn: { lease: "2026-11-30" } };
const applicant = { vaultId: "v", kind: "person", idNumber: "11010519491231002X" } as const;
const command: fc.Arbitrary<IntakeCommand> = fc.oneof(
  fc.oneof(list, whole).map((materials) => ({ type: "supplement" as const, case: ID, materials, actor })),
  fc.constant({ type: "accept" as const, case: ID, actor, dates }),
  fc
    .subarray(["form", "lease", "letter", "ghost"])
    .map((missing) => ({ type: "correct" as const, case: ID, missing, note: null, actor })),
  fc.constant({ type: "refuse" as const, case: ID, reasons: ["r"], actor }),
);
const opening = fc.oneof(list, whole).map((materials) => ({
  type: "open" as const,
  case: ID,
  number: "1",
  ticket: TICKET,
  matter: "m",
  applicant,
  materials,
  actor,
}));

test("whatever is asked in whatever order: at most one notice, one end, and no acceptance over a missing paper", () => {
  let accepted = 0;
  fc.assert(
    fc.property(opening, fc.array(command, { maxLength: 12 }), (first, commands) => {
      const state = fresh();
      const happened: HallEvent[] = [];
      for (const c of [first, ...commands]) {
        const answer = intake.decide(state, c, { at: 1, day: "2026-11-23" });
        for (const fact of isRefusal(answer) ? [] : answer) {
          happened.push(fact);
          intake.apply(state, fact);
        }
      }
      const count = (type: HallEvent["type"]) => happened.filter((e) => e.type === type).length;
      expect(count("case.correction-notified")).toBeLessThanOrEqual(1);
      expect(count("case.accepted") + count("case.refused")).toBeLessThanOrEqual(1);
      const actions = state.cases.get(ID)?.actions ?? [];
      if (stateOf(actions) === "accepted") {
        accepted++;
        expect(materialsOf(actions).get("form")).toBe("present");
        expect(materialsOf(actions).get("lease")).not.toBe("missing");
      }
      // The journal alone gives the same cases again.
      const replayed = happened.reduce(intake.apply, fresh());
      expect(replayed.cases).toEqual(state.cases);
    }),
    { numRuns: 500 },
  );
  expect(accepted).toBeGreaterThan(20); // the runs did reach the end they judge
});

test("an action that its state does not allow counts for nothing", () => {
  const open = { kind: "open", at: 0, materials: [] } as const;
  const accept = { kind: "accept", at: 0, by: actor, promisedBy: null, deferred: [] } as const;
  const refuse = { kind: "refuse", at: 0, by: actor, reasons: [] } as const;
  expect(stateOf([])).toBe("draft");
  expect(stateOf([accept])).toBe("draft");
  expect(stateOf([open, accept, refuse])).toBe("accepted");
});
