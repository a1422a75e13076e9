import type { BindingCost, BindingCostRequest } from "../../contract/binding-cost.ts";
import type { HallConfig } from "../../contract/hall-config.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { RotaReport, RotaRequest } from "../../contract/rota-proposal.ts";
import type { ShadowReport, ShadowRequest } from "../../contract/shadow.ts";
import { plainOutlook } from "../../dispatcher/outlook.ts";
import type { DispatcherState } from "../../dispatcher/state.ts";
import { createCalendar } from "../../kernel/calendar.ts";
import { refuse } from "../../kernel/errors.ts";
import { bindingCost } from "../../planning/shadow/binding-cost.ts";
import { type ShadowDay, scenarioOfDay } from "../../planning/shadow/day-scenario.ts";
import { recordDay } from "../../planning/shadow/recorded.ts";
import { compare, type ShadowNeeds } from "../../planning/shadow/shadow.ts";
import { type JournalDay, openDays } from "../../store/days.ts";
import { mattersOf } from "../matters.ts";
import { createMemory, MEMORY_SHAPE } from "../memory.ts";
import { bindingOf, orderRules, rulesOf } from "../rules.ts";
import { proposeRota } from "./rotas.ts";

export type Shadows = ReturnType<typeof openShadows>;

/** More waits than this in a day would take minutes to play. */
const MOST_WAITS = 20_000;
const MINUTE = 60_000;

/** Past days played again under other rules, over a connection of its own that only reads. Synchronous: see thread.ts. */
export function openShadows(needs: {
  readonly config: HallConfig;
  readonly data: string;
  readonly root: string;
  readonly now: () => number;
}) {
  const { config, data, root, now } = needs;
  const calendar = createCalendar(config.hall);
  const reads = openDays(data, { shape: MEMORY_SHAPE, dayOf: calendar.day });
  const matters = { offered: mattersOf(config, root), earlier: reads.keptMatters() };
  const rules = rulesOf(config, matters, null, calendar);

  const foundDay = (day: string): JournalDay | Refusal =>
    reads.days().find((d) => d.day === day) ??
    (day > calendar.day(now())
      ? refuse("day.future", `${day}还没有到（that day has not come yet）`)
      : refuse("day.unknown", `${day}没有记录（nothing is recorded of that day）`));

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
    const facts = function* () {
      for (const { fact } of reads.facts(found.after, found.upTo)) yield fact;
    };
    return scenarioOfDay({
      recorded: recordDay(atBegin(found), facts()),
      before: atBegin(found),
      start: calendar.moment(found.day, "00:00"),
      plannedBreaks: (window, staff) => rules.dispatcher.rota.plannedBreaks(window, found.day, staff),
    });
  };

  /** All that a comparison needs of a day; or why there is none. */
  const needsOf = (day: string): Omit<ShadowNeeds, "policies"> | Refusal => {
    const found = foundDay(day);
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
      const needs = needsOf(day);
      return "refused" in needs ? needs : compare({ ...needs, policies });
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
    close: reads.close,
  };
}
