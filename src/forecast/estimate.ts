import type { ForwardModel } from "../dispatcher/forward/forward-model.ts";
import { runForward } from "../dispatcher/forward/run.ts";
import { type Uniform, uniformOf } from "../dispatcher/forward/sample.ts";
import { type Calibration, quantile } from "../kernel/calibration.ts";

/** Waiting time told, minutes from the model's moment until the call: a median and an 80 % bound, not yet rounded. */
export interface Told {
  readonly minutes: number;
  readonly upTo: number;
  /** Index of the window that called most often in the runs; null: no run reached the call. */
  readonly window: number | null;
}

/** As many runs as one estimate takes (30 to 40 in the reference's figures). */
export const RUNS = 40;
/** Nobody is told more than this; who is not called within it waits at least so long. */
const HORIZON_MS = 300 * 60_000;

/** Estimates one waiting person; `person` is an index of the model's people. Null when no run could call them. */
export function estimateOne(
  model: ForwardModel,
  person: number,
  needs: { readonly seed: number; readonly runs: number; readonly calibration: Calibration },
): Told | null {
  const random = uniformOf(needs.seed);
  const waits: number[] = [];
  const votes = new Map<number, number>();
  for (let i = 0; i < needs.runs; i++) {
    const wait = waitIn(model, person, random, votes);
    if (wait !== null) waits.push(wait);
  }
  return told(waits, needs.runs, votes, needs.calibration);
}

function waitIn(
  model: ForwardModel,
  person: number,
  random: Uniform,
  votes: Map<number, number>,
): number | null {
  let at: number | null = null;
  runForward(
    model,
    { random, until: model.now + HORIZON_MS, done: () => at !== null },
    (who, when, window) => {
      if (who !== person) return;
      at = when;
      votes.set(window, (votes.get(window) ?? 0) + 1);
    },
  );
  return at === null ? null : (at - model.now) / 60_000;
}

function told(
  waits: number[],
  runs: number,
  votes: ReadonlyMap<number, number>,
  calibration: Calibration,
): Told | null {
  if (waits.length * 2 < runs) return null;
  waits.sort((a, b) => a - b);
  const minutes = quantile(waits, calibration.middle);
  const upTo = Math.max(minutes, quantile(waits, calibration.upper));
  let window: number | null = null;
  let most = 0;
  for (const [index, count] of votes) {
    if (count <= most) continue;
    most = count;
    window = index;
  }
  return { minutes, upTo, window };
}
