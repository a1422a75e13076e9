import type { CaseState } from "../contract/case.ts";
import type { CaseMaterial } from "../contract/events.ts";
import type { CaseId, StaffId, TicketId, WindowId } from "../contract/ids.ts";
import type { Actor } from "../contract/session.ts";

/** What was done to a case and accepted, in order. `at` is epoch ms, days are `YYYY-MM-DD`. */
export type CaseAction = { readonly at: number } & (
  | { readonly kind: "open"; readonly materials: readonly CaseMaterial[] }
  | { readonly kind: "supplement"; readonly materials: readonly CaseMaterial[] }
  | {
      readonly kind: "accept";
      readonly by: Actor;
      readonly promisedBy: string | null;
      readonly deferred: readonly { readonly id: string; readonly dueOn: string }[];
    }
  | {
      readonly kind: "correct";
      readonly by: Actor;
      readonly missing: readonly string[];
      readonly note: string | null;
    }
  | { readonly kind: "refuse"; readonly by: Actor; readonly reasons: readonly string[] }
);
export type CaseActionKind = CaseAction["kind"];

/** One case as it is kept and stored: plain JSON. Its state and materials follow from its actions alone. */
export interface CaseRecord {
  readonly id: CaseId;
  readonly number: string;
  readonly matter: string;
  readonly matterVersion: string;
  readonly ticket: TicketId;
  readonly leg: number;
  readonly window: WindowId;
  readonly firstHandler: StaffId;
  /** The applicant's id in the store's vault; name and number stand only there. */
  readonly applicant: string;
  readonly applicantKind: "person" | "enterprise" | "organisation";
  readonly actions: readonly CaseAction[];
  readonly score: number | null;
}

/**
 * The moves this slice knows (matters-and-cases.md, "A model that fits the guide"). `supplement` on a received case
 * moves nothing: the citizen found the paper in the bag. A corrected case comes back to `received` first.
 */
const MOVES: Readonly<Partial<Record<CaseState, Readonly<Partial<Record<CaseActionKind, CaseState>>>>>> = {
  draft: { open: "received" },
  received: {
    supplement: "received",
    accept: "accepted",
    correct: "correctionPending",
    refuse: "notAccepted",
  },
  correctionPending: { supplement: "received" },
};

/** Where the action leads from that state; null: it is not allowed there. */
export function moveOf(from: CaseState, action: CaseActionKind): CaseState | null {
  return MOVES[from]?.[action] ?? null;
}

/** The state that the actions add up to; an action that was not allowed counts for nothing. */
export function stateOf(actions: readonly CaseAction[]): CaseState {
  return actions.reduce<CaseState>((state, action) => moveOf(state, action.kind) ?? state, "draft");
}

/** What lies on the table after the actions: the last word on each material; one sent back is missing again. */
export function materialsOf(actions: readonly CaseAction[]): ReadonlyMap<string, CaseMaterial["state"]> {
  const states = new Map<string, CaseMaterial["state"]>();
  for (const action of actions) {
    if (action.kind === "open" || action.kind === "supplement") {
      for (const m of action.materials) states.set(m.id, m.state);
    } else if (action.kind === "correct") {
      for (const id of action.missing) states.set(id, "missing");
    }
  }
  return states;
}

/** The last accepted action of a kind. */
export function lastOf<K extends CaseActionKind>(
  actions: readonly CaseAction[],
  kind: K,
): Extract<CaseAction, { kind: K }> | null {
  return (actions.findLast((a) => a.kind === kind) as Extract<CaseAction, { kind: K }> | undefined) ?? null;
}
