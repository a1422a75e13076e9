import type { HallConfig } from "../contract/hall-config.ts";
import { hallDay } from "../contract/replay.ts";
import { isRefusal } from "../kernel/errors.ts";
import type { Replays } from "../service/replay/replays.ts";
import { configOf } from "./config-of.ts";
import type { CliOutput } from "./output.ts";

export interface ReplayOptions {
  readonly day?: string | undefined;
  readonly data: string;
  readonly config?: string | undefined;
  /** Only what concerns this number. */
  readonly number?: string | undefined;
  /** Everything that happened, not only the calls. */
  readonly events?: boolean | undefined;
}

const PAGE = 500;

/** `replay --day D`: the day's calls with their reasons, or all its events; without a day, which days there are. */
export function replayVerb(
  options: ReplayOptions,
  {
    out,
    err,
    openReplays,
  }: CliOutput & { readonly openReplays: (config: HallConfig, data: string) => Replays },
): number {
  const config = configOf(options.config, err);
  if (!config) return 2;
  if (options.day !== undefined && !hallDay.safeParse(options.day).success) {
    err(`--day ${options.day}: 日期应写作 2026-11-23（a day is YYYY-MM-DD）`);
    return 2;
  }
  const replays = openReplays(config, options.data);
  try {
    return options.day === undefined
      ? listDays(replays, out)
      : listDay(options.day, options, replays, { out, err });
  } finally {
    replays.close();
  }
}

function listDays(replays: Replays, out: CliOutput["out"]): number {
  const { days, more } = replays.days({ limit: 400 });
  for (const { day, tickets, facts, ended } of days)
    out(`${day}  ${tickets} 个号  ${facts} 条记录${ended ? "" : "  （进行中）"}`);
  if (days.length === 0) out("还没有记录（nothing is recorded yet）");
  if (more) out("……更早的日子请用 --day 指定（older days exist: name one with --day）");
  return 0;
}

function listDay(day: string, options: ReplayOptions, replays: Replays, { out, err }: CliOutput): number {
  const type = options.events ? undefined : "ticket.called";
  let told = 0;
  for (let after: number | undefined; ; ) {
    const page = replays.events(day, { after, limit: PAGE, type, number: options.number });
    if (isRefusal(page)) {
      err(page.detail);
      return 1;
    }
    for (const { at, text, why } of page.events) out(`${at.slice(11, 19)}  ${text}${why ? `：${why}` : ""}`);
    told += page.events.length;
    after = page.events.at(-1)?.seq;
    if (!page.more) break;
  }
  if (told === 0) out(options.number ? `${options.number}在${day}没有记录` : `${day}没有呼叫`);
  return 0;
}
