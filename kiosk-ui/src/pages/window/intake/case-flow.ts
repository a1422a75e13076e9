import type { CaseView } from "../../../../../src/contract/case.ts";
import type { TicketId } from "../../../../../src/contract/ids.ts";
import type { Problem } from "../../../../../src/contract/problem.ts";
import type { Answer } from "../../../shared/api.ts";
import { type IntakeForm, materialStates, materialsChanged, openCaseBody } from "./intake-form.ts";

/** What the clerk decides on a case. */
export type CaseDecision =
  | { readonly kind: "accept" }
  | { readonly kind: "correct"; readonly missing: readonly string[]; readonly note: string }
  | { readonly kind: "refuse"; readonly reasons: readonly string[] };

/** Sends one step under its Idempotency-Key, again while the answer is lost. */
export type SendStep = (path: string, body: unknown, key: string) => Promise<Answer<CaseView>>;

/**
 * Idempotency-Keys of the steps: the same step with the same body keeps its key until it has been answered, so that
 * pressing again after a lost answer opens no second case.
 */
export interface StepKeys {
  readonly keyFor: (path: string, body: unknown) => string;
  readonly answered: (path: string, body: unknown) => void;
}

export function createStepKeys(freshKey: () => string): StepKeys {
  const open = new Map<string, string>();
  const name = (path: string, body: unknown) => `${path} ${JSON.stringify(body)}`;
  return {
    keyFor: (path, body) => {
      const key = open.get(name(path, body)) ?? freshKey();
      open.set(name(path, body), key);
      return key;
    },
    answered: (path, body) => {
      open.delete(name(path, body));
    },
  };
}

/** How far it came: the case as the server last showed it (null: none was opened), and what stopped it. */
export interface CaseOutcome {
  readonly view: CaseView | null;
  readonly problem: Problem | null;
}

/**
 * Opens the case if it is not open, hands in what has changed on it, then decides. Stops at the first refusal; what was
 * reached stays and the next press goes on from there.
 */
export async function decideCase(
  form: IntakeForm,
  ticket: TicketId,
  decision: CaseDecision,
  parts: { readonly send: SendStep; readonly keys: StepKeys },
): Promise<CaseOutcome> {
  let view = form.opened;
  for (const step of stepsOf(form, ticket, decision)) {
    const path = step.path(view?.id ?? "");
    const answer = await parts.send(path, step.body, parts.keys.keyFor(path, step.body));
    const isAnswered = answer.ok || (answer.problem.code !== "network" && answer.status < 502);
    if (isAnswered) parts.keys.answered(path, step.body);
    if (!answer.ok) return { view, problem: answer.problem };
    view = answer.data;
  }
  return { view, problem: null };
}

interface Step {
  readonly path: (id: string) => string;
  readonly body: unknown;
}

function stepsOf(form: IntakeForm, ticket: TicketId, decision: CaseDecision): readonly Step[] {
  const on = (verb: string, body: unknown): Step => ({
    path: (id) => `/cases/${encodeURIComponent(id)}/${verb}`,
    body,
  });
  const steps: Step[] = [];
  // A corrected case must come back to "received" before it can be decided.
  const returned = form.opened?.state === "correctionPending";
  if (!form.opened) steps.push({ path: () => "/cases", body: openCaseBody(form, ticket) });
  else if (returned || materialsChanged(form))
    steps.push(on("supplement", { materials: materialStates(form) }));
  switch (decision.kind) {
    case "accept":
      steps.push(on("accept", {}));
      break;
    case "correct": {
      const note = decision.note.trim();
      steps.push(on("correct", { missing: [...decision.missing], ...(note ? { note } : {}) }));
      break;
    }
    case "refuse":
      steps.push(on("refuse", { reasons: [...decision.reasons] }));
      break;
  }
  return steps;
}
