import type {
  ForwardModel,
  ForwardPerson,
  ForwardProbe,
  ForwardWindow,
} from "../dispatcher/forward/forward-model.ts";
import { runForward } from "../dispatcher/forward/run.ts";
import { uniformOf } from "../dispatcher/forward/sample.ts";
import { type Calibration, quantile } from "../kernel/calibration.ts";
import { released } from "./announcing.ts";

// Everybody's waiting time from one set of runs, and what newcomers would be told. Columns of numbers, because it
// crosses a thread's border with thousands of people in it.

/** One entry a person; NaN and -1 where too few runs came to the call. Minutes from the model's moment. */
export interface WaitColumns {
  readonly minutes: Float32Array;
  readonly upTo: Float32Array;
  readonly mean: Float32Array;
  /** Index of the window that called most often. */
  readonly window: Int16Array;
}

export interface Forecast {
  /** The model's moment, epoch ms. */
  readonly at: number;
  readonly runs: number;
  /** As `model.people`. */
  readonly people: WaitColumns;
  /** As the request's probes; `headway`: minutes that one more of the same sector before them would add. */
  readonly probes: WaitColumns & { readonly headway: Float32Array };
  /** Mean waits with the request's `release` free of their windows, as `people`; null where it named nobody. */
  readonly released: Float32Array | null;
  /** By kind: those who came after the model's moment and were called, a run, and their mean wait in minutes. */
  readonly newcomers: { readonly count: Float32Array; readonly minutes: Float32Array };
}

export interface ForecastRequest {
  readonly model: ForwardModel;
  /** Who might come at the model's moment: told beforehand what they would wait. They hold nobody up. */
  readonly probes: readonly ForwardProbe[];
  readonly seed: number;
  readonly runs: number;
  /** Fewer runs rather than longer work than this, ms of `clock`; null: all runs, whatever they take. */
  readonly budgetMs: number | null;
  readonly calibration: Calibration;
  /** Runs go on until then with people coming as lately, epoch ms; null: until all of `people` and `probes` are called. */
  readonly until: number | null;
  /** Indexes of people bound to a window: a second set of runs with the same draws tells what letting them go would do. */
  readonly release: readonly number[];
}

/** Nobody is told more than this. */
export const HORIZON_MINUTES = 300;
const HORIZON_MS = HORIZON_MINUTES * 60_000;
/** However slow they are, so many runs are made. */
const LEAST_RUNS = 8;

export function forecastAll(request: ForecastRequest, clock: () => number): Forecast {
  const forecast = forecastOnce(request, clock);
  if (request.release.length === 0) return forecast;
  const again = { ...request, runs: forecast.runs, budgetMs: null, probes: [] };
  const without = forecastOnce({ ...again, model: released(request.model, request.release) }, clock);
  return { ...forecast, released: without.people.mean };
}

function forecastOnce(request: ForecastRequest, clock: () => number): Forecast {
  const { model, probes, calibration } = request;
  const began = clock();
  const people = new Sample(model.people.length, request.runs);
  const asked = new Sample(probes.length, request.runs);
  const before = new Float64Array(probes.length);
  const came = new Float64Array(model.kinds.length);
  const waited = new Float64Array(model.kinds.length);
  const sectors = new Sectors(model);
  let run = 0;
  for (; run < request.runs; run++) {
    if (request.budgetMs !== null && run >= LEAST_RUNS && clock() - began > request.budgetMs) break;
    let left = model.people.length + probes.length;
    const random = uniformOf(request.seed * 1_009 + run);
    sectors.begin();
    runForward(
      model,
      {
        random,
        until: request.until ?? model.now + HORIZON_MS,
        ...(request.until === null ? {} : { comingUntil: request.until }),
        done: () => left === 0 && request.until === null,
        probes: {
          people: probes,
          onCall: (probe, at, window) => {
            left--;
            asked.put(probe, run, at - model.now, window);
            before[probe] = (before[probe] as number) + sectors.called((probes[probe] as ForwardPerson).kind);
          },
        },
        onNewcomer: ({ kind, origin }, at) => {
          came[kind] = (came[kind] as number) + 1;
          waited[kind] = (waited[kind] as number) + (at - origin) / 60_000;
        },
      },
      (person, at, window) => {
        left--;
        people.put(person, run, at - model.now, window);
        sectors.call((model.people[person] as ForwardPerson).kind);
      },
    );
  }
  const told = asked.columns(run, calibration);
  return {
    at: model.now,
    runs: run,
    people: people.columns(run, calibration),
    probes: { ...told, headway: headways(model, probes, told, before, run) },
    released: null,
    newcomers: {
      count: Float32Array.from(came, (n) => n / Math.max(1, run)),
      minutes: Float32Array.from(waited, (sum, k) => (came[k] ? sum / (came[k] as number) : Number.NaN)),
    },
  };
}

/** What one more person of the sector adds: the wait shared among those called before, or a service among its windows. */
function headways(
  model: ForwardModel,
  probes: readonly ForwardProbe[],
  told: WaitColumns,
  before: Float64Array,
  runs: number,
): Float32Array {
  const serviceAt = (kind: number, factor: number) =>
    ((model.kinds[kind]?.meanMs ?? 0) * factor + model.walkMs) / 60_000;
  return Float32Array.from(probes, ({ kind, only }, i) => {
    if (only !== null) return serviceAt(kind, model.windows[only]?.factors[kind] || 1);
    const called = (before[i] as number) / Math.max(1, runs);
    const wait = told.mean[i] as number;
    // The probe's own call is one more than those before it.
    if (called >= 3 && wait > 0) return wait / (called + 1);
    const open = model.now + (Number.isNaN(wait) ? 0 : wait) * 60_000;
    const windows = model.windows.filter((w) => w.factors[kind] && !isAway(w, open)).length;
    return serviceAt(kind, 1) / Math.max(1, windows);
  });
}

/** Whether a window is known to be away still at that moment. */
const isAway = ({ now }: ForwardWindow, at: number): boolean =>
  now.state === "away" && now.until !== null && now.until > at;

/** How many of each sector were called so far in a run. */
class Sectors {
  readonly #of: Int32Array;
  readonly #called: Int32Array;

  constructor({ kinds }: ForwardModel) {
    const ids = [...new Set(kinds.map((k) => k.queue))];
    this.#of = Int32Array.from(kinds, (k) => ids.indexOf(k.queue));
    this.#called = new Int32Array(ids.length);
  }

  begin(): void {
    this.#called.fill(0);
  }

  call(kind: number): void {
    const sector = this.#of[kind] as number;
    this.#called[sector] = (this.#called[sector] as number) + 1;
  }

  called(kind: number): number {
    return this.#called[this.#of[kind] as number] ?? 0;
  }
}

/** Waits of each person over the runs. */
class Sample {
  readonly #size: number;
  readonly #runs: number;
  readonly #waits: Float32Array;
  readonly #windows: Int16Array;

  constructor(size: number, runs: number) {
    this.#size = size;
    this.#runs = runs;
    this.#waits = new Float32Array(size * runs).fill(Number.NaN);
    this.#windows = new Int16Array(size * runs).fill(-1);
  }

  put(person: number, run: number, ms: number, window: number): void {
    this.#waits[person * this.#runs + run] = ms / 60_000;
    this.#windows[person * this.#runs + run] = window;
  }

  columns(runs: number, { middle, upper }: Calibration): WaitColumns {
    const size = this.#size;
    const columns = {
      minutes: new Float32Array(size).fill(Number.NaN),
      upTo: new Float32Array(size).fill(Number.NaN),
      mean: new Float32Array(size).fill(Number.NaN),
      window: new Int16Array(size).fill(-1),
    };
    for (let person = 0; person < size; person++) {
      const from = person * this.#runs;
      const sorted = this.#waits.slice(from, from + runs).sort();
      // NaN sorts to the end: those are the runs that never came to the call.
      let known = sorted.length;
      while (known > 0 && Number.isNaN(sorted[known - 1])) known--;
      if (known * 2 < runs || known === 0) continue;
      const waits = sorted.subarray(0, known);
      const minutes = quantile(waits, middle);
      columns.minutes[person] = minutes;
      columns.upTo[person] = Math.max(minutes, quantile(waits, upper));
      columns.mean[person] = waits.reduce((a, b) => a + b, 0) / known;
      columns.window[person] = this.#likeliest(from, runs);
    }
    return columns;
  }

  #likeliest(from: number, runs: number): number {
    const votes = new Map<number, number>();
    let best = -1;
    for (let i = from; i < from + runs; i++) {
      const window = this.#windows[i] as number;
      if (window < 0) continue;
      const count = (votes.get(window) ?? 0) + 1;
      votes.set(window, count);
      if (best < 0 || count > (votes.get(best) as number)) best = window;
    }
    return best;
  }
}
