import { staffAt } from "../dispatcher/eligibility.ts";
import type { ForecastOutlook } from "../forecast/outlook.ts";
import { type Kind, kindsToAsk, prepare, snapshotOf } from "../forecast/snapshot.ts";
import type { ForecastThread } from "../forecast/thread/forecast-thread.ts";
import { type Weighed, weighed } from "../forecast/weighed.ts";
import type { Calendar } from "../kernel/calendar.ts";
import type { Calibration } from "../kernel/calibration.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { Rota } from "../kernel/rota.ts";
import type { HallMemory } from "./memory.ts";

/** As many runs as one estimate takes (30 to 40 in the reference's figures), fewer where that takes too long. */
const RUNS = 40;
const BUDGET_MS = 1_500;
/** At least so long between two forecasts, or as long as the last one took. */
const LEAST_GAP_MS = 1_000;
/** Services draw to their end also while nothing happens. */
const AGAIN_MS = 15_000;
/** How often it is weighed what announced windows cost. */
const WEIGH_EVERY_MS = 300_000;
/** The event loop is held no longer than this at a time while a forecast is prepared. */
const SLICE_MS = 1;

export interface Forecaster {
  /** Something happened in the hall. */
  changed(): void;
  start(): void;
  stop(): void;
}

/** Keeps everybody's waiting time fresh: one forecast at a time, the next when something happened since. */
export function createForecaster(needs: {
  readonly memory: HallMemory;
  readonly outlook: ForecastOutlook;
  readonly thread: Pick<ForecastThread, "runPacked">;
  readonly rota: Rota;
  readonly calendar: Pick<Calendar, "day">;
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
  let weighAt = 0;
  /** The thread's own log says why; this one says it once, not every second. */
  let failing = false;

  const arm = (at: number) => {
    cancel?.();
    cancel = clock.at(Math.max(at, notBefore), () => {
      cancel = null;
      void refresh();
    });
  };
  const look = () => {
    if (stopped || running) return;
    if (dirty) arm(clock.now());
    else if (somebodyThere(memory)) arm(clock.now() + AGAIN_MS);
  };
  const ask = async () => {
    const asked = kindsToAsk(memory.states.dispatcher, outlook.met());
    await prepared(memory, asked);
    const { snapshot, model, probes } = taken(needs, asked);
    const release = clock.now() >= weighAt ? snapshot.announced : [];
    if (release.length > 0) weighAt = clock.now() + WEIGH_EVERY_MS;
    const calibration = needs.calibration();
    const how = { seed: ++seed, runs: RUNS, budgetMs: BUDGET_MS, until: null, release, calibration };
    const forecast = await thread.runPacked({ ...how, model, probes });
    outlook.take(snapshot, forecast);
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
    if (!somebodyThere(memory)) {
      outlook.forget();
      return;
    }
    running = true;
    const began = clock.now();
    await ask().catch(failed);
    running = false;
    notBefore = clock.now() + Math.max(LEAST_GAP_MS, clock.now() - began);
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

/** Whether any window may call: else nothing can be said anyway. */
function somebodyThere(memory: HallMemory): boolean {
  for (const desk of memory.states.dispatcher.desks.values()) if (desk.state !== "closed") return true;
  return false;
}

/** A few kinds at a time, with the event loop free between. */
async function prepared(memory: HallMemory, asked: readonly Kind[]): Promise<void> {
  const work = prepare(memory.states.dispatcher, asked);
  for (;;) {
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) if (work.next().done) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function taken(
  {
    memory,
    rota,
    calendar,
    clock,
  }: Pick<Parameters<typeof createForecaster>[0], "memory" | "rota" | "calendar" | "clock">,
  asked: readonly Kind[],
) {
  const state = memory.states.dispatcher;
  const now = clock.now();
  const day = calendar.day(now);
  return snapshotOf(
    state,
    now,
    (window, from) =>
      rota
        .plannedBreaks(window, day, staffAt(state, window))
        .filter((b) => b.to > from)
        .map((b) => [b.from, b.to] as const),
    asked,
  );
}
