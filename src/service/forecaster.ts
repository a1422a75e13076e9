import type { HallConfig } from "../contract/hall-config.ts";
import { countedOn } from "../dispatcher/forward/model.ts";
import { kindsToAsk } from "../forecast/asked.ts";
import type { ForecastOutlook } from "../forecast/outlook.ts";
import { indexOf, takeSnapshot } from "../forecast/snapshot.ts";
import { inSlices } from "../forecast/steps.ts";
import type { ForecastThread } from "../forecast/thread/forecast-thread.ts";
import { type Weighed, weighed } from "../forecast/weighed.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Calibration } from "../kernel/calibration.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { Rota } from "../kernel/rota.ts";
import type { HallMemory } from "./memory.ts";
import { plansAt } from "./plans.ts";

/** As many runs as one estimate takes (30 to 40 in the reference's figures), fewer where that takes too long. */
const RUNS = 40;
const BUDGET_MS = 1_500;
/** At least so long between two forecasts, or as long as the last one took. */
const LEAST_GAP_MS = 1_000;
/** Services draw to their end also while nothing happens. */
const AGAIN_MS = 15_000;
/** How often it is weighed what announced windows cost. */
const WEIGH_EVERY_MS = 300_000;
/** The event loop is held no longer than this at a time for a forecast. */
const SLICE_MS = 0.5;

export interface Forecaster {
  /** Something happened in the hall. */
  changed(): void;
  start(): void;
  stop(): void;
}

/** Keeps everybody's waiting time fresh: one forecast at a time, the next when something happened since. */
export function createForecaster(needs: {
  readonly config: Pick<HallConfig, "windows">;
  readonly memory: HallMemory;
  readonly outlook: ForecastOutlook;
  readonly thread: Pick<ForecastThread, "runPacked">;
  readonly rota: Rota;
  readonly calendar: Pick<Calendar, "day" | "openPeriods" | "profile" | "weekday">;
  readonly calibration: () => Calibration;
  readonly clock: Clock;
  readonly log: Log;
  /** What announcing windows costs those in line, weighed now and then while windows are announced. */
  readonly onWeighed: (costs: readonly Weighed[]) => void;
  /** New numbers are there. */
  readonly onRefreshed: () => void;
}): Forecaster {
  const { memory, outlook, thread, clock, log } = needs;
  let stopped = true;
  let running = false;
  let dirty = false;
  let seed = 0;
  let cancel: (() => void) | null = null;
  let notBefore = 0;
  let ended = 0;
  let weighAt = 0;
  /** The thread's own log says why; this one says it once, not every second. */
  let failing = false;

  /** Whether any window may call, or is counted on to: else nothing can be said anyway. */
  const somebodyThere = () => {
    const state = memory.states.dispatcher;
    const plans = plansAt(needs, state, clock.now());
    return state.rules.windows.some((window) => countedOn(state, window, plans));
  };
  const arm = (at: number) => {
    cancel?.();
    // A clock set back makes no pause longer.
    if (clock.now() < ended) notBefore = 0;
    cancel = clock.at(Math.max(at, notBefore), () => {
      cancel = null;
      void refresh();
    });
  };
  const look = () => {
    if (stopped || running) return;
    if (dirty) arm(clock.now());
    else if (somebodyThere()) arm(clock.now() + AGAIN_MS);
  };
  const ask = async () => {
    const state = memory.states.dispatcher;
    const asked = kindsToAsk(state, outlook.met());
    const plans = (now: number) => plansAt(needs, state, now);
    const taking = takeSnapshot({ state, asked, plansAt: plans, now: () => clock.now() });
    const { snapshot, model, probes } = await inSlices(taking, SLICE);
    const release = clock.now() >= weighAt ? snapshot.announced : [];
    if (release.length > 0) weighAt = clock.now() + WEIGH_EVERY_MS;
    const calibration = needs.calibration();
    const how = { seed: ++seed, runs: RUNS, budgetMs: BUDGET_MS, until: null, release, calibration };
    const [forecast, index] = await Promise.all([
      thread.runPacked({ ...how, model, probes }),
      inSlices(indexOf(snapshot), SLICE),
    ]);
    outlook.take(snapshot, index, forecast);
    failing = false;
    if (stopped) return;
    if (release.length > 0) needs.onWeighed(weighed(snapshot, forecast));
    needs.onRefreshed();
  };
  const failed = (error: unknown) => {
    if (!failing && !stopped)
      log.warn(
        { scope: "forecast", cause: messageOf(error) },
        "no forecast; waiting times by the plain rule",
      );
    failing = true;
    dirty = true;
  };
  const refresh = async () => {
    if (stopped || running) return;
    dirty = false;
    if (!somebodyThere()) {
      outlook.forget();
      return;
    }
    running = true;
    const began = clock.now();
    await ask().catch(failed);
    running = false;
    ended = clock.now();
    notBefore = ended + Math.max(LEAST_GAP_MS, ended - began);
    look();
  };
  return {
    changed: () => {
      if (dirty) return;
      dirty = true;
      look();
    },
    start: () => {
      stopped = false;
      dirty = true;
      look();
    },
    stop: () => {
      stopped = true;
      cancel?.();
    },
  };
}

const SLICE = {
  ms: SLICE_MS,
  clock: () => performance.now(),
  pause: () => new Promise<void>((resolve) => setImmediate(resolve)),
};
