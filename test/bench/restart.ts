import { HallProcess } from "../crash/lib/hall-process.ts";
import { benchHall } from "./bench-hall.ts";
import { fillDay } from "./fill-day.ts";
import { type Figure, figure, median } from "./figures.ts";
import { writeHistory } from "./history.ts";

const TIMES = 5;
const seconds = (value: number) => `${(value / 1_000).toFixed(2)} s`;

/** From spawning the process to `hall ready`, with years of journal behind it and a full day in memory. */
export async function benchRestart(size: { readonly history: number; readonly today: number }): Promise<Figure[]> {
  const hall = new HallProcess(benchHall({ boardPort: null }));
  try {
    const begun = performance.now();
    const { rows, bytes } = writeHistory(hall.data, size.history);
    console.log(`  history of ${rows} journal rows (${(bytes / 2 ** 20).toFixed(0)} MiB) written in ${seconds(performance.now() - begun)}`);
    // The first start folds the whole history once, ends the last day and keeps a snapshot.
    const first = await hall.start(600_000);
    console.log(`  first start, folding all of it: ${seconds(first)}`);
    await fillDay(hall, size.today);
    const stopped: number[] = [];
    const killed: number[] = [];
    for (let i = 0; i < TIMES; i++) {
      await hall.kill("SIGKILL");
      killed.push(await hall.start());
      await hall.kill("SIGTERM");
      stopped.push(await hall.start());
    }
    const name = `with ${size.today} tickets today and ${rows} journal rows`;
    return [
      figure(`first start after an upgrade that folds ${rows} rows`, seconds(first)),
      figure(`restart after kill -9, ${name}`, seconds(median(killed)), "≤ 2 s", median(killed) <= 2_000),
      figure(`restart after SIGTERM, ${name}`, seconds(median(stopped)), "≤ 2 s", median(stopped) <= 2_000),
    ];
  } finally {
    await hall.dispose();
  }
}
