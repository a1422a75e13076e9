import type { QueueId } from "../../contract/ids.ts";
import type { OrderConfig } from "../../contract/order-config.ts";
import type { ShadowFigures, ShadowPolicy, ShadowReport } from "../../contract/shadow.ts";
import { kindKey } from "../../dispatcher/learning.ts";
import type { Scenario } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import type { ShadowDay } from "./day-scenario.ts";
import { figuresOf, type Outcome } from "./figures.ts";
import { biasSays, notesOf, policySays } from "./words.ts";

/** The rules in force: an order, and the sectors whose windows are announced ahead. */
export interface PresentRules {
  readonly order: OrderConfig;
  readonly announceAhead: readonly QueueId[];
}

export interface ShadowNeeds {
  readonly day: string;
  readonly ended: boolean;
  readonly shadow: ShadowDay;
  readonly present: PresentRules;
  readonly policies: readonly ShadowPolicy[];
  readonly sectors: readonly { readonly id: QueueId; readonly name: string }[];
  /** HH:MM of a minute of the day. */
  readonly clock: (minute: number) => string;
}

/** The day as it was, under the present rules, and under others. */
export function compare(needs: ShadowNeeds): ShadowReport {
  const { shadow, present, sectors, clock } = needs;
  const { stays, left } = peopleOf(shadow);
  const happened = figuresOf(outcomesOf(shadow), { sectors, clock, announced: false });
  const played = play(needs, present.order, present.announceAhead);
  return {
    day: needs.day,
    people: stays,
    left,
    ended: needs.ended,
    notes: [...notesOf(shadow, needs.ended)],
    happened,
    present: played,
    bias: biasSays(happened, played),
    policies: needs.policies.map((policy) => {
      const figures = play(needs, policy.order, policy.announceAhead ?? present.announceAhead);
      return { name: policy.name, figures, says: policySays(policy.name, figures, played) };
    }),
  };
}

function play(
  { shadow, sectors, clock }: ShadowNeeds,
  order: OrderConfig,
  announceAhead: boolean | readonly QueueId[],
): ShadowFigures {
  const announce = announced(shadow.scenario, announceAhead);
  const scenario: Scenario = { ...shadow.scenario, policy: order, announce };
  const day = simulate(scenario, false);
  const tickets = day.tickets.map((t) => ({
    calledAt: t.calledAt,
    finishedAt: t.finishedAt,
    window: t.servedBy,
    promises: t.promises,
  }));
  return figuresOf(outcomesOf(shadow, tickets), { sectors, clock, announced: announce !== false });
}

/** Only sectors that somebody came to that day. */
function announced({ matters }: Scenario, wanted: boolean | readonly QueueId[]): boolean | string[] {
  if (typeof wanted === "boolean") return wanted;
  const there = wanted.filter((queue) => matters.some((m) => m.sector === queue));
  return there.length === 0 ? false : there;
}

type Played = Pick<Outcome, "calledAt" | "finishedAt" | "window" | "promises">;

/** Waits that ended with a call on the day itself; absent `played`: as they ended then. */
function outcomesOf({ happened, scenario }: ShadowDay, played?: readonly Played[]): Outcome[] {
  return happened.flatMap(({ stay, calledAt, finishedAt, window }, i): Outcome[] => {
    if (calledAt === null) return [];
    const asked = {
      at: scenario.tickets[i]?.at ?? 0,
      class: stay.class,
      queue: stay.queue,
      kind: kindKey(stay.queue, stay.matter),
    };
    const own: Played = { calledAt, finishedAt, window, promises: [] };
    return [{ ...asked, ...(played?.[i] ?? own) }];
  });
}

function peopleOf({ happened }: ShadowDay): { readonly stays: number; readonly left: number } {
  return {
    stays: happened.filter((h) => h.stay.first).length,
    left: happened.filter((h) => h.calledAt === null).length,
  };
}
