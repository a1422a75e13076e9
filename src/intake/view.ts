import type { CaseView } from "../contract/case.ts";
import type { CaseId, TicketId } from "../contract/ids.ts";
import { type CaseRecord, lastOf, materialsOf, stateOf } from "./case-state.ts";
import { type IntakeState, pinnedMatter } from "./state.ts";

/** What a view needs that intake doesn't know: the vault's personal data, the receipt's fate, the hall's clock. */
export interface CaseViewFacts {
  readonly applicant: { readonly name: string; readonly idNumber: string };
  readonly receipt: CaseView["receipt"];
  readonly iso: (at: number) => string;
}

/** The case as `GET /cases/{id}` shows it; null when it is not in memory. */
export function caseView(state: IntakeState, id: CaseId, facts: CaseViewFacts): CaseView | null {
  const record = state.cases.get(id);
  if (!record) return null;
  const { actions } = record;
  const matter = pinnedMatter(state, record);
  const opened = actions[0];
  const accepted = lastOf(actions, "accept");
  const corrected = lastOf(actions, "correct");
  const refused = lastOf(actions, "refuse");
  const { iso } = facts;
  return {
    id,
    number: record.number,
    state: stateOf(actions),
    matter: { id: record.matter, name: matter?.name ?? record.matter, version: record.matterVersion },
    ticket: record.ticket,
    firstHandler: record.firstHandler,
    applicant: { kind: record.applicantKind, ...facts.applicant },
    materials: [...materialsOf(actions)].map(([material, lies]) => ({
      id: material,
      name: matter?.materials.find((m) => m.id === material)?.name ?? material,
      state: lies,
      dueOn: accepted?.deferred.find((d) => d.id === material)?.dueOn ?? null,
    })),
    correction: corrected && { missing: [...corrected.missing], note: corrected.note, at: iso(corrected.at) },
    refusal: refused && { reasons: [...refused.reasons], at: iso(refused.at) },
    promisedBy: accepted?.promisedBy ?? null,
    openedAt: iso(opened?.at ?? 0),
    acceptedAt: accepted && iso(accepted.at),
    receipt: facts.receipt,
    rating: record.score === null ? null : { score: record.score },
    version: actions.length,
  };
}

/** The day's cases of a ticket, in the order they were opened. */
export function casesOf(state: IntakeState, ticket: TicketId): readonly CaseRecord[] {
  return (state.byTicket.get(ticket) ?? []).flatMap((id) => state.cases.get(id) ?? []);
}

/**
 * The working days that the shell must turn into dates before it sends `accept`: the promise, and each material now
 * deferred. Null when the case or its matter is not at hand: `accept` will say so.
 */
export function daysToCount(
  state: IntakeState,
  id: CaseId,
): { readonly promise: number; readonly defer: Readonly<Record<string, number>> } | null {
  const record = state.cases.get(id);
  const matter = record && pinnedMatter(state, record);
  if (!matter) return null;
  const states = materialsOf(record.actions);
  const defer = matter.materials
    .filter((m) => states.get(m.id) === "deferred")
    .map((m) => [m.id, m.deferDays ?? 0] as const);
  return { promise: matter.promiseDays, defer: Object.fromEntries(defer) };
}
