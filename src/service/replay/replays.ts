import type { HallConfig } from "../../contract/hall-config.ts";
import type { Refusal } from "../../contract/problem.ts";
import type {
  ReplayDays,
  ReplayFacts,
  ReplayFactsQuery,
  ReplayMoment,
  ReplayMomentQuery,
} from "../../contract/replay.ts";
import type { Calendar } from "../../kernel/calendar.ts";
import { isRefusal, refuse } from "../../kernel/errors.ts";
import { openPastDays, type PastDaysNeeds } from "../past-days.ts";
import { DayReplay } from "./day-replay.ts";
import { factView, momentView, type Place, type ViewNeeds } from "./replay-view.ts";

/** Days held ready at once: each holds its list and some copies of memory. */
const MOST_OPEN = 2;

export type Replays = ReturnType<typeof openReplays>;

/** Everything that can be asked of past days, over a connection of its own that only reads. Synchronous: see thread.ts. */
export function openReplays(needs: PastDaysNeeds) {
  const { config, now } = needs;
  const { calendar, reads, rules, find } = openPastDays(needs);
  const view: ViewNeeds = { names: namesOf(config), iso: calendar.iso };
  const open: DayReplay[] = [];

  const dayOf = (day: string): DayReplay | Refusal => {
    const found = find(day);
    if (isRefusal(found)) return found;
    const known = open.findIndex((d) => d.day === day);
    const replay = open[known] ?? new DayReplay({ day: found, reads, rules, names: view.names });
    if (known >= 0) open.splice(known, 1);
    open.unshift(replay);
    open.length = Math.min(open.length, MOST_OPEN);
    replay.extend(found);
    return replay;
  };

  return {
    days: ({
      before,
      limit,
    }: {
      readonly before?: string | undefined;
      readonly limit: number;
    }): ReplayDays => {
      const all = reads.days().filter((d) => before === undefined || d.day < before);
      const page = all.slice(-limit);
      const issued = reads.issued(page[0]?.day ?? "", page.at(-1)?.day ?? "");
      return {
        days: page
          .map((d) => ({
            day: d.day,
            tickets: issued.get(d.day) ?? 0,
            facts: d.upTo - d.after,
            ended: d.ended,
          }))
          .reverse(),
        more: all.length > page.length,
      };
    },
    moment: (day: string, query: ReplayMomentQuery): ReplayMoment | Refusal => {
      const replay = dayOf(day);
      if (isRefusal(replay)) return replay;
      const place = placeOf(replay, query, calendar, now());
      return isRefusal(place) ? place : momentView(replay, place, view);
    },
    events: (day: string, query: ReplayFactsQuery): ReplayFacts | Refusal => {
      const replay = dayOf(day);
      return isRefusal(replay) ? replay : factsOf(replay, query, view);
    },
    close: reads.close,
  };
}

function namesOf(config: HallConfig): ViewNeeds["names"] {
  const of = (list: readonly { readonly id: string; readonly name: string }[]) => {
    const byId = new Map(list.map((x) => [x.id, x.name] as const));
    return (id: string) => byId.get(id) ?? id;
  };
  return { window: of(config.windows), sector: of(config.sectors), staff: of(config.staff) };
}

function placeOf(
  replay: DayReplay,
  { at, seq }: ReplayMomentQuery,
  calendar: Calendar,
  now: number,
): Place | Refusal {
  const begin = calendar.moment(replay.day, "00:00");
  const end = calendar.dayEnd(begin);
  if (seq !== undefined) {
    if (seq < replay.after || seq > replay.last)
      return refuse(
        "day.outside",
        `${replay.day}的位置从${replay.after}到${replay.last}，没有${seq}（positions of that day）`,
      );
    return { seq, at: replay.atOf(seq) ?? begin, end };
  }
  if (at === undefined) return { seq: replay.last, at: Math.min(replay.span?.to ?? begin, end), end };
  const moment = at.includes("T") ? Date.parse(at) : clockOf(calendar, replay.day, at);
  const until = replay.ended ? end : Math.min(end, now);
  if (!(moment >= begin && moment <= until))
    return refuse(
      "day.outside",
      `${at}不在${replay.day}（${calendar.iso(begin)} – ${calendar.iso(until)}）之内（outside that day）`,
    );
  // What the next start did to end a day stands behind its midnight: it belongs to the day's end.
  return { seq: moment >= end ? replay.last : replay.seqAt(moment), at: moment, end };
}

function clockOf(calendar: Calendar, day: string, text: string): number {
  const [minute, seconds] = [text.slice(0, 5), Number(text.slice(6) || 0)];
  return calendar.moment(day, minute) + seconds * 1000;
}

function factsOf(replay: DayReplay, query: ReplayFactsQuery, { iso }: ViewNeeds): ReplayFacts {
  const { after = replay.after, before = Number.POSITIVE_INFINITY, limit, type, number } = query;
  const { entries } = replay;
  const begin = replay.entriesUpTo(after);
  const end = before === Number.POSITIVE_INFINITY ? entries.length : replay.entriesUpTo(before - 1);
  const found = entries
    .slice(begin, end)
    .filter((e) => (type === undefined || e.type === type) && (number === undefined || e.number === number));
  const page =
    query.before !== undefined && query.after === undefined ? found.slice(-limit) : found.slice(0, limit);
  return { events: page.map((e) => factView(e, iso)), more: found.length > page.length };
}
