import type { TicketClass } from "../contract/ticket.ts";
import type { OrderPolicy } from "./policy.ts";

/** Someone a window may call: the oldest of a lane, or one bound to the window. */
export interface Candidate {
  age: number;
  class: TicketClass;
  /**
   * How much longer than usual this window takes for the matter: ln(its time ÷ the mean of all windows that can do
   * it), plus a little for matters that are long everywhere. Lower is better; 0 where nothing is known.
   */
  cost: number;
  arrival: number;
}

/** A minute of age is worth so much of `cost`: two per cent of speed. */
const AGE_PULL_PER_MS = 0.02 / 60_000;
/** A comprehensive window evens the sectors out: for it, age weighs more. */
const FLEXIBLE_PULL = 1.5;
/** Of two equal claims the shorter matter goes first: so much of ln(mean minutes). */
export const SHORT_FIRST = 0.05;

/**
 * Index of the candidate to call; -1: none. Among those whose age is within the slack of the oldest's, the one this
 * window is relatively best at, age and speed weighed (reference: skill slack under accumulating priority). `run` is
 * how many of the priority classes the window called since its last walk-in (for `ratio`). `flexible`: the window
 * serves several sectors.
 */
export function choose(
  policy: OrderPolicy,
  candidates: readonly Candidate[],
  count: number,
  flexible: boolean,
  run: number,
): number {
  const eldest = eldestOf(policy, candidates, count, run);
  const first = candidates[eldest];
  if (first === undefined || policy.slackMs === 0) return eldest;
  const limit = first.age - policy.slackMs;
  const pull = flexible ? AGE_PULL_PER_MS * FLEXIBLE_PULL : AGE_PULL_PER_MS;
  let best = eldest;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const candidate = candidates[i] as Candidate;
    if (candidate.age < limit) continue;
    const score = candidate.cost - pull * candidate.age;
    if (score > least || (score === least && !before(candidate, candidates[best] as Candidate))) continue;
    least = score;
    best = i;
  }
  return best;
}

function eldestOf(policy: OrderPolicy, candidates: readonly Candidate[], count: number, run: number): number {
  const walkInsTurn = policy.kind === "ratio" ? turnOf(policy, candidates, count, run) : null;
  let eldest = -1;
  for (let i = 0; i < count; i++) {
    const candidate = candidates[i] as Candidate;
    if (walkInsTurn !== null && walkInsTurn !== (candidate.class === "walk")) continue;
    if (eldest < 0 || before(candidate, candidates[eldest] as Candidate)) eldest = i;
  }
  return eldest;
}

/** True: a walk-in's turn; false: a priority class's; null: only one of the two waits. */
function turnOf(
  policy: OrderPolicy,
  candidates: readonly Candidate[],
  count: number,
  run: number,
): boolean | null {
  let walk = false;
  let priority = false;
  for (let i = 0; i < count; i++) {
    if ((candidates[i] as Candidate).class === "walk") walk = true;
    else priority = true;
  }
  return walk && priority ? run >= policy.ratio : null;
}

/** The line: who is older goes before, then who joined it sooner. */
export function before(a: Candidate, b: Candidate): boolean {
  return a.age > b.age || (a.age === b.age && a.arrival < b.arrival);
}
