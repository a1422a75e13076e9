import type { StaffId, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { WhatIfReport, WhatIfRequest } from "../../contract/what-if.ts";
import { serves, staffAt, willCall } from "../../dispatcher/eligibility.ts";
import type { ForwardModel } from "../../dispatcher/forward/forward-model.ts";
import { Kinds } from "../../dispatcher/forward/kinds.ts";
import { plannedModelOf } from "../../dispatcher/forward/model.ts";
import { factorAt } from "../../dispatcher/speeds.ts";
import { type DispatcherState, windowRules } from "../../dispatcher/state.ts";
import type { Outlook, OutlookPair, Waits } from "../../planning/what-if/outlook.ts";
import { type HallNow, resolve, type WindowNow } from "../../planning/what-if/resolve.ts";
import { allSays, longer, notesOf, sectorSays } from "../../planning/what-if/words.ts";
import type { HallCore } from "../hall-core.ts";
import { plansAt } from "../plans.ts";
import { type ComingToday, comingToday, type LearnedToday } from "./learned-today.ts";
import type { PlanningThread } from "./planning-thread.ts";

type Core = Pick<HallCore, "config" | "memory" | "calendar" | "clock" | "rota">;

const RUNS = 80;
/** A page asks again every few seconds: the thread must not take a core for itself. */
const BUDGET_MS = 1_500;
const HOUR = 3_600_000;
/** Who comes later than this says nothing of the windows now. */
const LONGEST_MS = 10 * HOUR;
/** The same draws each time: what moves on the page is the hall, not the dice. */
const SEED = 20_261_125;
const NOTHING: Outlook = {
  waiting: { people: 0, mean: null, upTo: null },
  coming: { people: 0, mean: null, upTo: null },
  lastCalled: null,
  stranded: false,
};

/** The present hall run forward as it is and as it would be. */
export async function whatIf(
  core: Core,
  thread: PlanningThread,
  learnedToday: LearnedToday,
  { changes, hours }: WhatIfRequest,
): Promise<WhatIfReport | Refusal> {
  const learned = await learnedToday(core.calendar.day(core.clock.now()));
  const now = core.clock.now();
  const state = core.memory.states.dispatcher;
  const kinds = new Kinds(state);
  const coming = learned && comingToday(core, learned, kinds, now);
  const model = forwardModel(core, state, now, kinds, coming);
  const hall = hallNow(core, state, model, now);
  const resolved = resolve(changes, hall);
  if ("refused" in resolved) return resolved;
  const closing = core.calendar.openPeriods(core.calendar.day(now)).at(-1)?.to ?? now;
  const until = Math.min(Math.max(closing, now), now + LONGEST_MS);
  const answer = (await thread.ask({
    what: "what-if",
    model,
    changes: resolved.made.map((r) => r.model),
    how: {
      seed: SEED,
      runs: RUNS,
      budgetMs: BUDGET_MS,
      comingUntil: until,
      countUntil: Math.min(until, now + hours * HOUR),
    },
  })) as OutlookPair | Refusal;
  if ("refused" in answer) return answer;
  return reportOf(core, { now, until, closesIn: until === closing, answer, hall, resolved, model, coming });
}

function reportOf(
  { config, calendar }: Core,
  facts: {
    readonly now: number;
    readonly until: number;
    readonly closesIn: boolean;
    readonly answer: OutlookPair;
    readonly hall: HallNow;
    readonly resolved: Exclude<ReturnType<typeof resolve>, Refusal>;
    readonly model: ForwardModel;
    readonly coming: ComingToday | null;
  },
): WhatIfReport {
  const { answer, hall, resolved, model } = facts;
  const sectors = config.sectors.map(({ id, name }) => {
    const { before, after } = answer.sectors.find((s) => s.queue === id) ?? {
      before: NOTHING,
      after: NOTHING,
    };
    const count = (windows: readonly WindowNow[]) =>
      windows.filter((w) => w.staff !== null && w.sectors.includes(id)).length;
    const windows = count(resolved.windows);
    const view = (outlook: Outlook, windows: number) => ({
      windows,
      waiting: rounded(outlook, outlook.waiting),
      coming: rounded(outlook, outlook.coming),
      lastCalled: facts.closesIn && outlook.lastCalled !== null ? calendar.iso(outlook.lastCalled) : null,
    });
    const was = count(hall.windows);
    return {
      queue: id,
      name,
      before: view(before, was),
      after: view(after, windows),
      says: sectorSays(name, { before, after, was, windows }),
      longer: longer(before, after),
      windows,
      emptied: windows === 0 && was > 0,
      stranded: after.stranded,
    };
  });
  return {
    at: calendar.iso(facts.now),
    until: calendar.iso(facts.until),
    runs: answer.runs,
    says: allSays(
      // A sector that has no window anyway is no news of the change.
      sectors.filter((s) => s.windows > 0 || s.emptied),
      resolved.made.length,
    ),
    notes: notesOf({
      arrivals: model.recent.arrivals.length,
      spanMinutes: model.recent.spanMs / 60_000,
      learned: facts.coming,
      uncalled: sectors.some((s) => s.emptied && !s.stranded && s.longer !== null),
    }),
    changes: resolved.made.map((r) => r.view),
    choices: {
      windows: hall.windows.map((w) => ({ id: w.id, name: w.name, open: w.staff !== null })),
      sectors: config.sectors.map(({ id, name }) => ({ id, name })),
      staff: config.staff
        .filter((s) => s.role === "clerk")
        .map(({ id, name }) => ({
          id,
          name,
          window: hall.windows.find((w) => w.staff === id)?.name ?? null,
        })),
    },
    sectors: sectors.map(({ queue, name, before, after, says }) => ({ queue, name, before, after, says })),
  };
}

/** Whoever nobody calls waits no number of minutes. */
function rounded({ stranded }: Outlook, { people, mean, upTo }: Waits): Waits {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return {
    people: tenth(people),
    mean: mean === null || stranded ? null : tenth(mean),
    upTo: upTo === null || stranded ? null : tenth(upTo),
  };
}

function forwardModel(
  { config, calendar, rota }: Core,
  state: DispatcherState,
  now: number,
  kinds: Kinds,
  coming: ComingToday | null,
): ForwardModel {
  const model = plannedModelOf(state, now, plansAt({ config, calendar, rota }, state, now), kinds);
  return coming ? { ...model, coming: coming.spans } : model;
}

function hallNow(
  { config, calendar }: Core,
  state: DispatcherState,
  model: ForwardModel,
  now: number,
): HallNow {
  const rules = windowRules(state);
  return {
    now,
    windows: rules.map((w) => ({
      id: w.id,
      name: w.name,
      staff: willCall(state, w.id) ? staffAt(state, w.id) : null,
      sectors: w.sectors,
    })),
    sectors: config.sectors,
    staff: config.staff,
    moment: (clock) => calendar.moment(calendar.day(now), clock),
    clock: calendar.clock,
    factors: (window: WindowId | null, staff: StaffId | null, sectors) => {
      const rule = rules.find((w) => w.id === window);
      return model.kinds.map(({ queue, matter, batch }) => {
        const can = rule
          ? serves(state, { ...rule, sectors }, staff, queue, matter, batch)
          : !batch && sectors.includes(queue);
        if (!can) return 0;
        return rule ? factorAt(state, rule.id, staff, queue, matter) : 1;
      });
    },
  };
}
