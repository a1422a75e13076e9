import type { StaffId, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { WhatIfReport, WhatIfRequest } from "../../contract/what-if.ts";
import { serves, staffAt, willCall } from "../../dispatcher/eligibility.ts";
import { type ForwardModel, modelOf } from "../../dispatcher/forward/model.ts";
import { factorAt } from "../../dispatcher/speeds.ts";
import { type DispatcherState, windowRules } from "../../dispatcher/state.ts";
import type { Outlook, OutlookPair, Waits } from "../../planning/what-if/outlook.ts";
import { type HallNow, resolve, type WindowNow } from "../../planning/what-if/resolve.ts";
import { allSays, longer, notesOf, sectorSays } from "../../planning/what-if/words.ts";
import type { HallCore } from "../hall-core.ts";
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
const SHORTEST_SPAN_MS = 15 * 60_000;
const NOTHING: Outlook = {
  waiting: { people: 0, mean: null, upTo: null },
  coming: { people: 0, mean: null, upTo: null },
  lastCalled: null,
};

/** The present hall run forward as it is and as it would be. */
export async function whatIf(
  core: Core,
  thread: PlanningThread,
  { changes, hours }: WhatIfRequest,
): Promise<WhatIfReport | Refusal> {
  const now = core.clock.now();
  const state = core.memory.states.dispatcher;
  const model = forwardModel(core, state, now);
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
  return reportOf(core, { now, until, closesIn: until === closing, answer, hall, resolved, model });
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
      waiting: rounded(outlook.waiting),
      coming: rounded(outlook.coming),
      lastCalled: facts.closesIn && outlook.lastCalled !== null ? calendar.iso(outlook.lastCalled) : null,
    });
    return {
      queue: id,
      name,
      before: view(before, count(hall.windows)),
      after: view(after, windows),
      says: sectorSays(name, { before, after, windows }),
      longer: longer(before, after),
      windows,
    };
  });
  const emptied = sectors.filter((s) => s.windows === 0 && s.before.waiting.people > 0);
  return {
    at: calendar.iso(facts.now),
    until: calendar.iso(facts.until),
    runs: answer.runs,
    says: allSays(
      sectors.filter((s) => s.windows > 0 || emptied.includes(s)),
      resolved.made.length,
    ),
    notes: notesOf({
      arrivals: model.recent.arrivals.length,
      spanMinutes: model.recent.spanMs / 60_000,
      uncalled: emptied.length > 0,
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
    sectors: sectors.map(({ longer: _, windows: __, ...view }) => view),
  };
}

function rounded({ people, mean, upTo }: Waits): Waits {
  const tenth = (value: number) => Math.round(value * 10) / 10;
  return {
    people: tenth(people),
    mean: mean === null ? null : tenth(mean),
    upTo: upTo === null ? null : tenth(upTo),
  };
}

function forwardModel({ calendar, rota }: Core, state: DispatcherState, now: number): ForwardModel {
  const day = calendar.day(now);
  const model = modelOf(state, now, (window, from) =>
    rota
      .plannedBreaks(window, day, staffAt(state, window))
      .filter((b) => b.to > from)
      .map((b) => [b.from, b.to] as const),
  );
  // A hall that has just begun to give numbers: ten in the first minute are not six hundred an hour.
  const spanMs = Math.max(model.recent.spanMs, SHORTEST_SPAN_MS);
  return { ...model, recent: { ...model.recent, spanMs } };
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
