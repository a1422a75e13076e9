import { BusyHall, callTimes } from "../sim/support/busy-hall.ts";
import { seeded } from "../sim/support/seeded.ts";
import { benchCodecs } from "./codecs.ts";
import { type Figure, figure, ms } from "./figures.ts";
import { benchIdle } from "./idle.ts";

/** Frames a second of each protocol, the share of a core that idle devices take, and calls against the wire's limit. */
export async function benchDevices(quick: boolean): Promise<Figure[]> {
  return [
    ...benchCodecs(quick ? 100 : 1_000),
    ...(await benchIdle(quick ? 10_000 : 60_000)),
    ...(await lines(quick ? 2 : 10, "half on window pages", 30)),
    ...(await lines(quick ? 2 : 10, "all by keypad", 0)),
  ];
}

async function lines(minutes: number, how: string, byPage: number): Promise<Figure[]> {
  const needs = { lines: 3, perLine: 10, baud: 9600 };
  const hall = new BusyHall({ ...needs, random: seeded(1) });
  hall.start();
  await hall.clock.run(hall.clock.now() + 10_000);
  await hall.minutes(minutes, 60, byPage);
  await hall.clock.run(hall.clock.now() + 5_000);
  const times = callTimes(hall, needs.perLine, needs.baud);
  await hall.stop();
  const ratio = times.worst / times.limit;
  const what = "30 boards and 30 keypads, 3 lines at 9600 baud, 60 calls a minute";
  const lost = hall.calls.length - hall.presses - byPage * minutes;
  return [
    figure(
      `${what}, ${how}: calls; wire busy; collisions`,
      `${times.calls}; ${(times.load * 100).toFixed(0)} %; ${times.collisions}`,
    ),
    figure(`${how}: call → board, median; the wire's limit`, `${ms(times.median)}; ${ms(times.limitMedian)}`),
    figure(`${how}: call → board, worst; the wire's limit`, `${ms(times.worst)}; ${ms(times.limit)}`),
    figure(`${how}: presses lost or taken twice`, String(Math.abs(lost)), "0", lost === 0),
    figure(`${how}: worst : limit`, ratio.toFixed(2), "1.3", ratio <= 1.3),
  ];
}
