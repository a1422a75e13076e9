import type { QueueId } from "../../contract/ids.ts";
import type { ForwardModel, ForwardPerson } from "../../dispatcher/forward/forward-model.ts";
import { runForward } from "../../dispatcher/forward/run.ts";
import { type Uniform, uniformOf } from "../../dispatcher/forward/sample.ts";
import { quantile } from "../../kernel/calibration.ts";

/** Of one sector. Minutes; who is not called in time counts as waiting until the run's end. */
export interface Outlook {
  readonly waiting: Waits;
  readonly coming: Waits;
  /** Median moment of the last call, epoch ms; null: most runs call nobody. */
  readonly lastCalled: number | null;
  /** People, and nobody in any run who calls one: no window does it, now or as planned. */
  readonly stranded: boolean;
}

export interface Waits {
  /** A run. */
  readonly people: number;
  readonly mean: number | null;
  readonly upTo: number | null;
}

export interface OutlookRequest {
  readonly model: ForwardModel;
  readonly changed: ForwardModel;
  readonly seed: number;
  readonly runs: number;
  /** Fewer runs rather than longer work than this, ms of `clock`; null: all runs. */
  readonly budgetMs: number | null;
  /** People come until then, epoch ms. */
  readonly comingUntil: number;
  /** Who comes later than this is served, but not told of. */
  readonly countUntil: number;
}

export interface OutlookPair {
  readonly runs: number;
  readonly sectors: readonly { readonly queue: QueueId; readonly before: Outlook; readonly after: Outlook }[];
}

/** So long after the last may come everybody should be served. */
const AFTER_MS = 4 * 3_600_000;
const LEAST_RUNS = 8;

/**
 * The hall as it stands and as it would be, each run twice with the same people coming and each person's service drawn the
 * same: what differs is the change.
 */
export function outlookOf(request: OutlookRequest, clock: () => number): OutlookPair {
  const { model, changed, runs, budgetMs } = request;
  const began = clock();
  const before = new Tally(model);
  const after = new Tally(changed);
  let run = 0;
  for (; run < runs; run++) {
    if (budgetMs !== null && run >= LEAST_RUNS && clock() - began > budgetMs) break;
    runOnce(request, model, run, before);
    runOnce(request, changed, run, after);
  }
  const queues = [...new Set(model.kinds.map((k) => k.queue))];
  return {
    runs: run,
    sectors: queues.map((queue) => ({
      queue,
      before: before.outlook(queue, run),
      after: after.outlook(queue, run),
    })),
  };
}

function runOnce(request: OutlookRequest, model: ForwardModel, run: number, tally: Tally): void {
  const { seed, comingUntil, countUntil } = request;
  const until = Math.max(comingUntil, model.now) + AFTER_MS;
  tally.begin();
  runForward(
    model,
    {
      random: uniformOf(mixed(seed, run)),
      drawsOf: (key): Uniform => uniformOf(mixed(mixed(seed, run), key)),
      until,
      comingUntil,
      done: () => false,
      onComing: (person) => tally.comes(person, countUntil),
      onNewcomer: (person, at) => tally.newcomer(person, at),
    },
    (index, at) => tally.called(index, at),
  );
  tally.end(until);
}

/** Scatters seeds, so that neighbours draw differently. */
function mixed(seed: number, key: number): number {
  let x = (seed ^ Math.imul((key % 2_147_483_647) | 0, 0x9e37_79b1)) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85eb_ca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2_ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

interface Sector {
  readonly waiting: number[];
  readonly coming: number[];
  readonly last: number[];
  lastNow: number;
  missed: number;
}

class Tally {
  readonly #model: ForwardModel;
  readonly #sectors = new Map<QueueId, Sector>();
  readonly #missing = new Set<number>();
  /** Those who came and have not been called, by arrival number. */
  readonly #expected = new Map<number, ForwardPerson>();

  constructor(model: ForwardModel) {
    this.#model = model;
    for (const { queue } of model.kinds)
      this.#sectors.set(queue, { waiting: [], coming: [], last: [], lastNow: Number.NaN, missed: 0 });
  }

  begin(): void {
    this.#missing.clear();
    this.#expected.clear();
    for (let i = 0; i < this.#model.people.length; i++) this.#missing.add(i);
    for (const sector of this.#sectors.values()) sector.lastNow = Number.NaN;
  }

  called(index: number, at: number): void {
    this.#missing.delete(index);
    const sector = this.#of(this.#model.people[index] as ForwardPerson);
    sector.waiting.push((at - this.#model.now) / 60_000);
    sector.lastNow = at;
  }

  comes(person: ForwardPerson, countUntil: number): void {
    if (person.origin <= countUntil) this.#expected.set(person.arrival, person);
  }

  newcomer(person: ForwardPerson, at: number): void {
    const sector = this.#of(person);
    sector.lastNow = at;
    if (this.#expected.delete(person.arrival)) sector.coming.push((at - person.origin) / 60_000);
  }

  end(until: number): void {
    for (const index of this.#missing) {
      const sector = this.#of(this.#model.people[index] as ForwardPerson);
      sector.waiting.push((until - this.#model.now) / 60_000);
      sector.missed++;
    }
    for (const person of this.#expected.values()) {
      const sector = this.#of(person);
      sector.coming.push((until - person.origin) / 60_000);
      sector.missed++;
    }
    for (const sector of this.#sectors.values())
      if (!Number.isNaN(sector.lastNow)) sector.last.push(sector.lastNow);
  }

  outlook(queue: QueueId, runs: number): Outlook {
    const sector = this.#sectors.get(queue) as Sector;
    const last = sector.last.sort((a, b) => a - b);
    const people = sector.waiting.length + sector.coming.length;
    return {
      waiting: waitsOf(sector.waiting, runs),
      coming: waitsOf(sector.coming, runs),
      lastCalled: last.length * 2 < runs || last.length === 0 ? null : quantile(last, 0.5),
      stranded: people > 0 && sector.missed === people,
    };
  }

  #of({ kind }: ForwardPerson): Sector {
    return this.#sectors.get(this.#model.kinds[kind]?.queue as QueueId) as Sector;
  }
}

function waitsOf(waits: number[], runs: number): Waits {
  if (waits.length === 0) return { people: 0, mean: null, upTo: null };
  waits.sort((a, b) => a - b);
  return {
    people: waits.length / Math.max(1, runs),
    mean: waits.reduce((a, b) => a + b, 0) / waits.length,
    upTo: quantile(waits, 0.8),
  };
}
