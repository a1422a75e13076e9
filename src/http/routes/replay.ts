import type { Refusal } from "../../contract/problem.ts";
import {
  hallDay,
  replayDays,
  replayDaysQuery,
  replayFacts,
  replayFactsQuery,
  replayMoment,
  replayMomentQuery,
} from "../../contract/replay.ts";
import { refuse } from "../../kernel/errors.ts";
import type { ReplayDesk } from "../replay-desk.ts";
import { type Outcome, type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

const manager = { do: "hall.manage" } as const;

/** 一天重放: the hall as it stood at any moment of a recorded day. */
export function replayRoutes({ replay }: { readonly replay: ReplayDesk }): readonly Route[] {
  const facts = { method: "GET", tag: "replay", access: "credential" } as const;
  const refusals = ["auth.forbidden", "request.invalid", "day.unknown", "day.future"] as const;
  return [
    route({
      ...facts,
      path: "/days",
      summary: "Days on which something happened, newest first",
      query: replayDaysQuery,
      answers: { 200: { description: "The days", schema: replayDays } },
      refusals: ["auth.forbidden"],
      handle: async ({ principal, query }) =>
        barred(principal, manager) ?? { status: 200, body: await replay.days(query) },
    }),
    route({
      ...facts,
      path: "/days/{day}/replay",
      summary: "The hall at one moment of a day: windows, who waited, calls with their reasons",
      query: replayMomentQuery,
      answers: { 200: { description: "The hall then", schema: replayMoment } },
      refusals: [...refusals, "day.outside"],
      handle: async ({ principal, params, query }) =>
        barred(principal, manager) ?? noDay(params.day) ?? answered(await replay.moment(params.day, query)),
    }),
    route({
      ...facts,
      path: "/days/{day}/events",
      summary: "What happened on a day, page by page",
      query: replayFactsQuery,
      answers: { 200: { description: "A page", schema: replayFacts } },
      refusals: [...refusals],
      handle: async ({ principal, params, query }) =>
        barred(principal, manager) ?? noDay(params.day) ?? answered(await replay.events(params.day, query)),
    }),
  ];
}

const answered = (answer: object | Refusal): Outcome =>
  "refused" in answer ? (answer as Refusal) : { status: 200, body: answer };

function noDay(day: string): Refusal | null {
  return hallDay.safeParse(day).success
    ? null
    : refuse("request.invalid", `日期“${day.slice(0, 20)}”应写作 2026-11-23（a day is YYYY-MM-DD）`);
}
