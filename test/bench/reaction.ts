import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { boardEnd } from "../crash/lib/board-end.ts";
import { delay, HallProcess, TOKEN } from "../crash/lib/hall-process.ts";
import { until } from "../sim/support/until.ts";
import { benchHall } from "./bench-hall.ts";
import { type Figure, figure, median, ms, percentile } from "./figures.ts";

const CALLS = 200;

/** The machine-wide monotonic clock in milliseconds. */
const clock = () => Number(process.hrtime.bigint()) / 1e6;

interface Patch {
  readonly text: string;
  readonly at: number;
}

/** From the clerk's request leaving to the first LED byte arriving, and to the last of many screens having it. */
export async function benchReaction(screens: readonly number[]): Promise<Figure[]> {
  let firstByteAt: number | null = null;
  const board = await boardEnd(
    () => {},
    () => {
      firstByteAt ??= clock();
    },
  );
  const hall = new HallProcess(benchHall({ boardPort: board.port }));
  try {
    await hall.start();
    await hall.call("POST", "/windows/w01/open", { staff: "s01" });
    await until("the board", () => board.shows(1));
    const figures: Figure[] = [];
    const led = await measure(
      hall,
      async (sent) => {
        const at = await until("an LED byte", () => firstByteAt, 5_000);
        return at - sent;
      },
      () => {
        firstByteAt = null;
      },
    );
    figures.push(figure(`call-next → first LED byte, p50 of ${CALLS}`, ms(median(led))));
    figures.push(
      figure(
        "call-next → first LED byte, p95",
        ms(percentile(led, 0.95)),
        "25 ms",
        percentile(led, 0.95) <= 25,
      ),
    );
    for (const count of screens) figures.push(...(await benchScreens(hall, count)));
    return figures;
  } finally {
    await hall.dispose();
    await board.close();
  }
}

async function benchScreens(hall: HallProcess, count: number): Promise<Figure[]> {
  const patches: Patch[] = [];
  const client = await startScreens(hall, count, (patch) => patches.push(patch));
  try {
    const samples = await measure(
      hall,
      async (sent, number) =>
        (await until("the last screen", () => patches.find((p) => p.text.includes(number)), 10_000)).at -
        sent,
      () => {
        patches.length = 0;
      },
    );
    const aim = count <= 200 ? 25 : 80;
    const p95 = percentile(samples, 0.95);
    return [
      figure(`call-next → last of ${count} screens, p50 of ${samples.length}`, ms(median(samples))),
      figure(`call-next → last of ${count} screens, p95`, ms(p95), `${aim} ms`, p95 <= aim),
    ];
  } finally {
    client.disconnect();
    await delay(500);
  }
}

function startScreens(
  hall: HallProcess,
  count: number,
  onPatch: (patch: Patch) => void,
): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("./screens-client.ts", import.meta.url));
  const child = fork(file, [String(hall.port), String(count), TOKEN], { execArgv: ["--import", "tsx"] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${count} screens did not join within 60 s`)), 60_000);
    child.on("message", (message: { ready?: true; refused?: object } & Partial<Patch>) => {
      if (message.refused) reject(new Error(`a screen was refused: ${JSON.stringify(message.refused)}`));
      if (message.at !== undefined && message.text !== undefined)
        onPatch({ at: message.at, text: message.text });
      if (!message.ready) return;
      clearTimeout(timer);
      resolve(child);
    });
    child.on("error", reject);
  });
}

/** Calls people one by one; `arrived` answers the milliseconds since the request was sent. */
async function measure(
  hall: HallProcess,
  arrived: (sent: number, number: string) => Promise<number>,
  reset: () => void,
): Promise<number[]> {
  for (let i = 0; i < CALLS; i++) await hall.call("POST", "/tickets", { queue: "comprehensive" });
  await delay(300);
  const samples: number[] = [];
  for (let i = 0; i < CALLS; i++) {
    reset();
    const sent = clock();
    const answer = await hall.call("POST", "/windows/w01/call-next", {});
    const number = (answer.json as { ticket: { number: string } | null }).ticket?.number;
    if (number === undefined)
      throw new Error(`call-next answered ${answer.status} ${answer.text.slice(0, 300)}`);
    samples.push(await arrived(sent, number));
    await delay(30);
  }
  return samples;
}
