import type { QueueId, StaffId } from "../contract/ids.ts";

/**
 * What the log has taught: service times by kind (sector and matter), speeds of the people at the windows, the walk.
 * Sums keep it small and replayable; old ones fade so that a quicker form is believed within some weeks.
 */
export interface Learned {
  /** By kindKey. `sumLog`, `sumLogSq` of minutes give the spread of a lognormal. */
  readonly kinds: Map<string, { count: number; sumMs: number; sumLog: number; sumLogSq: number }>;
  /** By member of staff: time taken and time expected of everybody for the same kinds, milliseconds. */
  readonly people: Map<StaffId, Share>;
  /** By member of staff and kind. */
  readonly peopleKinds: Map<string, Share>;
  walk: { count: number; sumMs: number };
  /** Calls, and those nobody came to: how many, and how long they held a window. */
  calls: { count: number; missed: number; missedMs: number };
  /** Pauses that no plan foresaw, and services between them. */
  pauses: { count: number; sumMs: number; services: number };
  /** Of the last hours: how today compares with what was learned. */
  pace: { taken: number; expected: number };
  /** Grows with every lesson: tables made from this know when they are old. */
  version: number;
}

export interface Share {
  count: number;
  taken: number;
  expected: number;
}

/** A configured or sector-wide mean counts as much as this many services: little data never counts much. */
const PRIOR_WEIGHT = 20;
/** A person's speed begins at everybody's, a person's speed with one matter at the person's. */
const PERSON_WEIGHT = 25;
const PERSON_KIND_WEIGHT = 30;
/** Older services fade beyond this many. */
const MEMORY = 600;
const PACE_MEMORY = 80;
const PACE_WEIGHT = 25;
const PRIOR_CV = 0.6;
const PRIOR_CV_WEIGHT = 20;
/** A service shorter than this after an inferred start was a wrong key, not a service. */
export const SHORTEST_PLAUSIBLE_MS = 20_000;

/** Longer a case takes nobody: a clerk went home without ending it. */
const LONGEST_PLAUSIBLE_MS = 4 * 3_600_000;

/** What is expected of a kind before anything was seen. */
export interface Prior {
  readonly meanMs: number;
  readonly cv: number;
}

export function nothingLearned(): Learned {
  return {
    kinds: new Map(),
    people: new Map(),
    peopleKinds: new Map(),
    walk: { count: 0, sumMs: 0 },
    calls: { count: 0, missed: 0, missedMs: 0 },
    pauses: { count: 0, sumMs: 0, services: 0 },
    pace: { taken: 0, expected: 0 },
    version: 0,
  };
}

export function kindKey(queue: QueueId, matter: string | null): string {
  return matter === null ? queue : `${queue} ${matter}`;
}

export function meanWalkMs(learned: Learned, configuredMs: number): number {
  return (configuredMs * PRIOR_WEIGHT + learned.walk.sumMs) / (PRIOR_WEIGHT + learned.walk.count);
}

export function learnWalk(learned: Learned, ms: number): void {
  learned.walk.count++;
  learned.walk.sumMs += ms;
  if (learned.walk.count > MEMORY) {
    learned.walk.sumMs *= MEMORY / learned.walk.count;
    learned.walk.count = MEMORY;
  }
}

const NO_SHOW = { share: 0.06, holdMs: 90_000, weight: 40 };
const PAUSE = { share: 0.02, meanMs: 360_000, weight: 60, lengthWeight: 5 };
/** A longer absence is lunch or the end of the work, which are planned: it teaches nothing of pauses. */
const LONGEST_PAUSE_MS = 25 * 60_000;

/** Share of calls to which nobody comes. */
export function noShowShare({ calls }: Learned): number {
  return (NO_SHOW.share * NO_SHOW.weight + calls.missed) / (NO_SHOW.weight + calls.count);
}

/** How long such a call holds a window, milliseconds. */
export function meanNoShowMs({ calls }: Learned): number {
  const weight = NO_SHOW.weight * NO_SHOW.share;
  return (NO_SHOW.holdMs * weight + calls.missedMs) / (weight + calls.missed);
}

export function learnCall(learned: Learned, missedMs: number | null): void {
  const { calls } = learned;
  calls.count++;
  if (missedMs !== null) {
    calls.missed++;
    calls.missedMs += missedMs;
  }
  // Halved when they have become long, so that newer ones count more.
  if (calls.count < 4 * MEMORY) return;
  calls.count /= 2;
  calls.missed /= 2;
  calls.missedMs /= 2;
}

/** Share of services after which the window pauses unforeseen. */
export function pauseShare({ pauses }: Learned): number {
  return (PAUSE.share * PAUSE.weight + pauses.count) / (PAUSE.weight + pauses.services);
}

export function meanPauseMs({ pauses }: Learned): number {
  return (PAUSE.meanMs * PAUSE.lengthWeight + pauses.sumMs) / (PAUSE.lengthWeight + pauses.count);
}

export function learnPause(learned: Learned, ms: number): void {
  if (ms > LONGEST_PAUSE_MS) return;
  learned.pauses.count++;
  learned.pauses.sumMs += ms;
}

/** Mean of a kind over all windows: its own services, then its sector's, then the configured mean, milliseconds. */
export function meanServiceMs(
  learned: Learned,
  queue: QueueId,
  matter: string | null,
  prior: Prior | null,
  sectorMs: number,
): number {
  if (prior !== null) return prior.meanMs;
  const sector = shrink(learned.kinds.get(queue), sectorMs);
  return matter === null ? sector : shrink(learned.kinds.get(kindKey(queue, matter)), sector);
}

function shrink(seen: { count: number; sumMs: number } | undefined, priorMs: number): number {
  return seen ? (priorMs * PRIOR_WEIGHT + seen.sumMs) / (PRIOR_WEIGHT + seen.count) : priorMs;
}

/** Standard deviation of ln(service time). */
export function spreadOf(
  learned: Learned,
  queue: QueueId,
  matter: string | null,
  prior: Prior | null,
): number {
  const cv = prior?.cv ?? PRIOR_CV;
  const base = Math.log(1 + cv * cv);
  const seen = learned.kinds.get(kindKey(queue, matter));
  if (prior !== null || !seen || seen.count < 2) return Math.sqrt(base);
  const mean = seen.sumLog / seen.count;
  const variance = Math.max(0, seen.sumLogSq / seen.count - mean * mean);
  return Math.sqrt((base * PRIOR_CV_WEIGHT + variance * seen.count) / (PRIOR_CV_WEIGHT + seen.count));
}

/** Time this person takes for the kind, as a multiple of everybody's. */
export function factorOf(learned: Learned, staff: StaffId, kind: string): number {
  const person = ratio(learned.people.get(staff), 1, PERSON_WEIGHT);
  return ratio(learned.peopleKinds.get(`${staff} ${kind}`), person, PERSON_KIND_WEIGHT);
}

function ratio(seen: Share | undefined, prior: number, weight: number): number {
  if (!seen || seen.expected <= 0 || seen.count === 0) return prior;
  const typical = seen.expected / seen.count;
  return (prior * weight * typical + seen.taken) / (weight * typical + seen.expected);
}

/** How today's services compare with what was expected of them: 1.15 is a day 15 % slower. */
export function paceOf(learned: Learned): number {
  const { taken, expected } = learned.pace;
  const weight = PACE_WEIGHT * PACE_UNIT;
  return (weight + taken) / (weight + expected);
}

/** The pace is kept in parts of an expected service, so that long matters do not outweigh short ones. */
const PACE_UNIT = 1;

/**
 * One service seen. `usualMs`: what everybody was expected to take for it, `ownMs`: what this person was.
 * `count` like cases are one service of that many times the length.
 */
export function learnService(
  learned: Learned,
  seen: {
    readonly queue: QueueId;
    readonly matter: string | null;
    readonly staff: StaffId;
    readonly ms: number;
    readonly count: number;
    readonly usualMs: number;
    readonly ownMs: number;
  },
): void {
  const { queue, matter, staff, usualMs, ownMs } = seen;
  const ms = seen.ms / seen.count;
  if (!(ms >= 0 && ms <= LONGEST_PLAUSIBLE_MS)) return;
  addKind(learned, queue, ms);
  if (matter !== null) addKind(learned, kindKey(queue, matter), ms);
  addShare(learned.people, staff, ms, usualMs);
  addShare(learned.peopleKinds, `${staff} ${kindKey(queue, matter)}`, ms, usualMs);
  // One odd service must not move the day's pace: it counts for at most three times its expectation.
  learned.pace.taken += Math.min(ms / ownMs, 3);
  learned.pace.expected += 1;
  if (learned.pace.expected > PACE_MEMORY) {
    const fade = PACE_MEMORY / learned.pace.expected;
    learned.pace.taken *= fade;
    learned.pace.expected *= fade;
  }
  learned.pauses.services++;
  learned.version++;
}

function addKind(learned: Learned, key: string, ms: number): void {
  const seen = learned.kinds.get(key) ?? { count: 0, sumMs: 0, sumLog: 0, sumLogSq: 0 };
  const log = Math.log(Math.max(ms, 1_000) / 60_000);
  seen.count++;
  seen.sumMs += ms;
  seen.sumLog += log;
  seen.sumLogSq += log * log;
  if (seen.count > MEMORY) {
    const fade = MEMORY / seen.count;
    for (const field of ["count", "sumMs", "sumLog", "sumLogSq"] as const) seen[field] *= fade;
  }
  learned.kinds.set(key, seen);
}

function addShare<K>(shares: Map<K, Share>, key: K, taken: number, expected: number): void {
  const seen = shares.get(key) ?? { count: 0, taken: 0, expected: 0 };
  seen.count++;
  seen.taken += taken;
  seen.expected += expected;
  if (seen.count > MEMORY) {
    const fade = MEMORY / seen.count;
    for (const field of ["count", "taken", "expected"] as const) seen[field] *= fade;
  }
  shares.set(key, seen);
}
