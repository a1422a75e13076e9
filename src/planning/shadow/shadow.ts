import type { QueueId } from "../../contract/ids.ts";
import type { OrderConfig } from "../../contract/order-config.ts";
import type { ShadowFigures, ShadowPolicy, ShadowReport } from "../../contract/shadow.ts";
import { kindKey } from "../../dispatcher/learning.ts";
import type { Scenario } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import type { ShadowDay } from "./day-scenario.ts";
import { figuresOf, type Outcome } from "./figures.ts";
import { biasSays, notesOf, policySays } from "./words.ts";

/** The rules in force: an order, the sectors whose windows are announced ahead, and those that bind with the number. */
export interface PresentRules {
  readonly order: OrderConfig;
  readonly announceAhead: readonly QueueId[];
  readonly bound: readonly QueueId[];
  readonly rebindAfterMinutes: number;
}

/** Rules to play a day under: sectors, or all of them, or none. */
interface PlayedRules extends Omit<PresentRules, "announceAhead" | "bound"> {
  readonly announceAhead: boolean | readonly QueueId[];
  readonly bound: boolean | readonly QueueId[];
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
  const played = play(needs, present);
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
      const figures = play(needs, {
        ...present,
        order: policy.order,
        announceAhead: policy.announceAhead ?? present.announceAhead,
        bound: policy.binding === undefined ? present.bound : policy.binding === "atTicket",
      });
      return { name: policy.name, figures, says: policySays(policy.name, figures, played) };
    }),
  };
}

export function play(
  { shadow, sectors, clock }: Omit<ShadowNeeds, "policies">,
  { order, announceAhead, bound, rebindAfterMinutes }: PlayedRules,
): ShadowFigures {
  const announce = announced(shadow.scenario, announceAhead);
  const binding = announced(shadow.scenario, bound);
  const scenario: Scenario = {
    ...shadow.scenario,
    policy: order,
    announce,
    binding,
    rebindAfter: rebindAfterMinutes,
  };
  const day = simulate(scenario, false);
  const tickets = day.tickets.map((t) => ({
    calledAt: t.calledAt,
    finishedAt: t.finishedAt,
    window: t.servedBy,
    promises: t.promises,
  }));
  return figuresOf(outcomesOf(shadow, tickets), {
    sectors,
    clock,
    announced: announce !== false || binding !== false,
  });
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
