import { expect, test } from "vitest";
import type { HallConfig } from "../contract/hall-config.ts";
import type { QueueId } from "../contract/ids.ts";
import { type Forecast, forecastAll } from "../forecast/everybody.ts";
import { ForecastOutlook } from "../forecast/outlook.ts";
import { unpackModel, unpackProbes } from "../forecast/pack.ts";
import type { PackedRequest } from "../forecast/thread/forecast-thread.ts";
import { FRESH } from "../kernel/calibration.ts";
import { silentLog } from "../kernel/log.ts";
import { createForecaster } from "./forecaster.ts";
import { CoreHall } from "./testing/core-hall.ts";

/** A thread whose answers come when the test says so. */
class HeldThread {
  readonly asked: {
    readonly request: PackedRequest;
    readonly answer: (f: Forecast) => void;
    readonly fail: () => void;
  }[] = [];
  runPacked(request: PackedRequest): Promise<Forecast> {
    return new Promise((answer, reject) => {
      this.asked.push({ request, answer, fail: () => reject(new Error("the thread died")) });
    });
  }
  answer(): void {
    const last = this.asked.at(-1);
    if (!last) throw new Error("nothing was asked");
    const { model, probes, ...how } = last.request;
    const request = { ...how, model: unpackModel(model), probes: unpackProbes(probes) };
    last.answer(forecastAll(request, () => 0));
  }
}

function hallWithForecaster(config: (demo: HallConfig) => HallConfig = (demo) => demo) {
  const outlook = new ForecastOutlook();
  const hall = new CoreHall(config);
  const thread = new HeldThread();
  const warnings: object[] = [];
  let refreshed = 0;
  const forecaster = createForecaster({
    ...hall.core,
    outlook,
    thread,
    calibration: () => FRESH,
    log: { ...silentLog, warn: (facts: object) => void warnings.push(facts) },
    onWeighed: () => {},
    onRefreshed: () => {
      refreshed++;
    },
  });
  hall.core.start();
  forecaster.start();
  return { hall, outlook, thread, forecaster, warnings, refreshed: () => refreshed };
}

const open = (hall: CoreHall, window: string, staff: string) => hall.open(window, staff);

test("one forecast at a time, the next only when something happened, and none in an empty hall", async () => {
  const { hall, outlook, thread, forecaster, refreshed } = hallWithForecaster();
  await hall.advance(5_000);
  expect(thread.asked).toHaveLength(0);
  const [window] = hall.config.windows;
  const [clerk] = hall.config.staff;
  if (!window || !clerk) throw new Error("the demo has windows");
  await open(hall, window.id, clerk.id);
  forecaster.changed();
  await hall.advance(1);
  expect(thread.asked).toHaveLength(1);
  for (let n = 0; n < 3; n++) {
    await hall.issue({ queue: window.sectors[0] as QueueId });
    forecaster.changed();
  }
  await hall.advance(5_000);
  expect(thread.asked).toHaveLength(1);
  thread.answer();
  await hall.settled();
  expect(refreshed()).toBe(1);
  const state = hall.core.memory.states.dispatcher;
  expect(outlook.standing(state, hall.clock.now())).toMatchObject({ runs: 40 });
  // What came while it ran is in the next one, which does not begin at once.
  expect(thread.asked).toHaveLength(1);
  await hall.advance(6_000);
  expect(thread.asked).toHaveLength(2);
  expect(thread.asked[1]?.request.model.people.kind).toHaveLength(3);
  thread.answer();
  await hall.settled();
  await hall.advance(6_000);
  expect(thread.asked).toHaveLength(2);
  await hall.advance(15_000);
  expect(thread.asked).toHaveLength(3);
  forecaster.stop();
  await hall.stop();
});

test("a thread that dies is told once; the next try goes on", async () => {
  const { hall, outlook, thread, forecaster, warnings } = hallWithForecaster();
  const [window] = hall.config.windows;
  const [clerk] = hall.config.staff;
  await open(hall, window?.id ?? "", clerk?.id ?? "");
  forecaster.changed();
  for (let n = 0; n < 3; n++) {
    await hall.advance(2_000);
    thread.asked.at(-1)?.fail();
    await hall.settled();
  }
  expect(thread.asked.length).toBeGreaterThan(1);
  expect(warnings).toEqual([expect.objectContaining({ cause: "the thread died" })]);
  expect(outlook.standing(hall.core.memory.states.dispatcher, hall.clock.now())).toBeNull();
  await hall.advance(2_000);
  thread.answer();
  await hall.settled();
  expect(outlook.standing(hall.core.memory.states.dispatcher, hall.clock.now())).not.toBeNull();
  forecaster.stop();
  await hall.stop();
});

test("who takes a number before any window is open is told by when they are planned to open", async () => {
  // It is 09:00; all windows are staffed from 10:00.
  const { hall, outlook, thread, forecaster } = hallWithForecaster((demo) => ({
    ...demo,
    windows: demo.windows.map((w) => ({ ...w, hours: [{ from: "10:00", to: "24:00" }] })),
  }));
  const queue = hall.config.windows[0]?.sectors[0] as QueueId;
  await hall.issue({ queue });
  forecaster.changed();
  await hall.advance(1);
  expect(thread.asked).toHaveLength(1);
  thread.answer();
  await hall.settled();
  const state = hall.core.memory.states.dispatcher;
  expect(outlook.ofQueue(state, queue, hall.clock.now())?.minutes).toBeGreaterThanOrEqual(59);
  expect(outlook.ofQueue(state, queue, hall.clock.now())?.minutes).toBeLessThan(90);
  forecaster.stop();
  await hall.stop();
});
