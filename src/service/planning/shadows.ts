import type { BindingCost, BindingCostRequest } from "../../contract/binding-cost.ts";
import type { HallConfig } from "../../contract/hall-config.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { RotaReport, RotaRequest } from "../../contract/rota-proposal.ts";
import type { ShadowFigures, ShadowReport, ShadowRequest } from "../../contract/shadow.ts";
import { plainOutlook } from "../../dispatcher/outlook.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import { refuse } from "../../kernel/errors.ts";
import { bindingCost } from "../../planning/shadow/binding-cost.ts";
import { dayBreaks } from "../../planning/shadow/day-breaks.ts";
import { type ShadowDay, scenarioOfDay } from "../../planning/shadow/day-scenario.ts";
import { recordDay } from "../../planning/shadow/recorded.ts";
import { compare, playPresent, type ShadowNeeds } from "../../planning/shadow/shadow.ts";
import type { LearnedArrivals } from "../../planning/what-if/learned-arrivals.ts";
import type { JournalDay } from "../../store/days.ts";
import { createMemory } from "../memory.ts";
import { openPastDays, type PastDaysNeeds } from "../past-days.ts";
import { bindingOf, orderRules } from "../rules.ts";
import { arrivalsLike } from "./rota-day.ts";
import { proposeRota } from "./rotas.ts";

export type Shadows = ReturnType<typeof openShadows>;

/** More waits than this in a day would take minutes to play. */
const MOST_WAITS = 20_000;
const MINUTE = 60_000;

/** Past days played again under other rules, over a connection of its own that only reads. Synchronous: see thread.ts. */
export function openShadows(needs: PastDaysNeeds) {
  const { config, now } = needs;
  const { calendar, reads, rules, find } = openPastDays(needs);

  /** The dispatcher as it was when the day began. */
  const atBegin = ({ after }: Pick<JournalDay, "after">): DispatcherState => {
    const memory = createMemory({
      outlook: plainOutlook,
      rules,
      journal: {
        *since(seq) {
          for (const { fact } of reads.facts(seq, after)) yield fact;
        },
        lastSeq: () => after,
      },
      snapshots: { latest: () => reads.snapshotAt(after), save: () => {} },
    });
    memory.load();
    return memory.states.dispatcher;
  };

  const scenarioOf = (found: JournalDay): ShadowDay => {
    const breaks = dayBreaks(rules.dispatcher.rota, found.day);
    const facts = function* () {
      for (const { fact } of reads.facts(found.after, found.upTo)) {
        breaks.see(fact);
        yield fact;
      }
    };
    return scenarioOfDay({
      recorded: recordDay(atBegin(found), facts()),
      before: atBegin(found),
      start: calendar.moment(found.day, "00:00"),
      plannedBreaks: breaks.of,
    });
  };

  /** All that a comparison needs of a day; or why there is none. */
  const needsOf = (day: string): Omit<ShadowNeeds, "policies"> | Refusal => {
    const found = find(day);
    if ("refused" in found) return found;
    const shadow = scenarioOf(found);
    if (!shadow.happened.some((h) => h.calledAt !== null))
      return refuse("shadow.no-calls", `${day}没有叫过号，无从比较（nobody was called that day）`);
    if (shadow.happened.length > MOST_WAITS)
      return refuse("shadow.too-large", `${day}有 ${shadow.happened.length} 次等候，最多 ${MOST_WAITS} 次`);
    const start = calendar.moment(day, "00:00");
    const sectorsThat = (holds: (s: HallConfig["sectors"][number]) => boolean) =>
      config.sectors.filter(holds).map((s) => s.id);
    return {
      day,
      ended: found.ended,
      shadow,
      present: {
        order: orderRules(config),
        announceAhead: sectorsThat((s) => s.announceAhead),
        bound: sectorsThat((s) => bindingOf(config, s) === "atTicket"),
        rebindAfterMinutes: config.policy.rebindAfterMinutes,
      },
      sectors: config.sectors,
      clock: (minute) => calendar.clock(start + minute * MINUTE),
    };
  };

  let last: { readonly needs: Omit<ShadowNeeds, "policies">; readonly present: ShadowFigures } | null = null;
  /** Kept for the next question about a day that is over: a page asks for one policy after another. */
  const playedDay = (day: string) => {
    if (last?.needs.day === day) return last;
    const needs = needsOf(day);
    if ("refused" in needs) return needs;
    const played = { needs, present: playPresent(needs) };
    last = needs.ended ? played : null;
    return played;
  };

  return {
    bindingCost: ({ day }: BindingCostRequest): BindingCost | Refusal => {
      const needs = needsOf(day);
      return "refused" in needs ? needs : bindingCost(needs);
    },
    shadow: ({ day, policies }: ShadowRequest): ShadowReport | Refusal => {
      const unknown = policies.flatMap((p) => (Array.isArray(p.announceAhead) ? p.announceAhead : []));
      const wrong = unknown.find((queue) => !config.sectors.some((s) => s.id === queue));
      if (wrong !== undefined)
        return refuse(
          "queue.unknown",
          `announceAhead：没有板块 ${wrong}，可用的有 ${config.sectors.map((s) => s.id).join("、")}（no such sector）`,
        );
      const played = playedDay(day);
      return "refused" in played ? played : compare({ ...played.needs, policies }, played.present);
    },
    rota: (request: RotaRequest): RotaReport | Refusal =>
      proposeRota(
        {
          config,
          calendar,
          reads,
          now,
          state: () => {
            const days = reads.days();
            return atBegin({ after: days.at(-1)?.upTo ?? 0 });
          },
        },
        request,
      ),
    /** Who came on days like this one, minutes of the day; null: there are none yet. */
    arrivals: (day: string): LearnedArrivals | null => {
      const state = atBegin({ after: reads.days().findLast((d) => d.day < day)?.upTo ?? 0 });
      return arrivalsLike({ calendar, reads }, state, day);
    },
    close: reads.close,
  };
}
