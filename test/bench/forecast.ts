// How long the event loop is held while everybody's waiting time is kept fresh, with the real thread, and without.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { ForecastOutlook } from "../../src/forecast/outlook.ts";
import { busyHall } from "../../src/forecast/testing/busy-hall.ts";
import { createForecastThread } from "../../src/forecast/thread/forecast-thread.ts";
import { FRESH } from "../../src/kernel/calibration.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { silentLog } from "../../src/kernel/log.ts";
import { noRota } from "../../src/kernel/rota.ts";
import { createForecaster } from "../../src/service/forecaster.ts";
import { delay } from "../crash/lib/hall-process.ts";
import { type Figure, figure, ms } from "./figures.ts";

const LOOKS_MS = 10;

export async function benchForecast(seconds: number): Promise<Figure[]> {
  return [
    ...(await holding("a usual hall, 200 waiting at 40 windows", 200, 40, seconds)),
    ...(await holding("5,000 waiting at 200 windows", 5_000, 200, seconds)),
  ];
}

async function holding(name: string, waiting: number, windows: number, seconds: number): Promise<Figure[]> {
  const offset = Date.now() - 31 * 60_000;
  const state = busyHall(waiting, windows);
  // The simulated hall counts from its day's start: the forecaster's clock does, too.
  const clock = { ...systemClock, now: () => Date.now() - offset, at: shifted(offset) };
  let refreshed = 0;
  const thread = createForecastThread({ clock: systemClock, log: silentLog, program: null });
  const forecaster = createForecaster({
    memory: { states: { dispatcher: state } } as never,
    outlook: new ForecastOutlook(),
    thread,
    rota: noRota([]),
    config: { windows: [] },
    calendar: { day: () => "2000-01-03", openPeriods: () => [], profile: () => null, weekday: () => 1 },
    calibration: () => FRESH,
    clock,
    log: silentLog,
    onWeighed: () => {},
    onRefreshed: () => {
      refreshed++;
    },
  });
  const without = await delays(seconds, () => {});
  forecaster.start();
  // Something happens all the time, each time with a lesson that makes the tables of speeds old.
  await delay(2_000);
  refreshed = 0;
  const during = await delays(seconds, () => {
    state.learned.version++;
    forecaster.changed();
  });
  forecaster.stop();
  await thread.stop();
  const p999 = (h: { percentile(p: number): number }) => Math.max(0, h.percentile(99.9) / 1e6 - LOOKS_MS);
  return [
    figure(
      `event loop's delay p99.9, ${name}, ${refreshed} forecasts in ${seconds} s`,
      ms(p999(during)),
      "≤ 5 ms",
      p999(during) <= 5,
    ),
    figure(
      "  without forecasts; ratio",
      `${ms(p999(without))}; ${(p999(during) / Math.max(0.1, p999(without))).toFixed(1)}`,
    ),
    figure(
      "  longest with; without",
      `${ms(during.max / 1e6 - LOOKS_MS)}; ${ms(without.max / 1e6 - LOOKS_MS)}`,
    ),
  ];
}

const shifted = (offset: number) => (at: number, callback: () => void) =>
  systemClock.at(at + offset, callback);

async function delays(seconds: number, happen: () => void) {
  const histogram = monitorEventLoopDelay({ resolution: LOOKS_MS });
  const timer = setInterval(happen, 50);
  await delay(200);
  histogram.enable();
  await delay(seconds * 1_000);
  histogram.disable();
  clearInterval(timer);
  return histogram;
}
