import type { QueueId } from "../../contract/ids.ts";
import type { OrderConfig } from "../../contract/order-config.ts";
import type { ShadowFigures, ShadowPolicy, ShadowReport } from "../../contract/shadow.ts";
import { kindKey } from "../../dispatcher/learning.ts";
import type { Scenario, SimulatedTicket } from "../simulate/scenario.ts";
import { simulate } from "../simulate/simulate.ts";
import type { Happened, ShadowDay } from "./day-scenario.ts";
import { figuresOf, type Outcome } from "./figures.ts";
import { biasSays, notesOf, policySays } from "./words.ts";

const MINUTE = 60_000;

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

/** The day under the rules in force: what every other order is compared with. */
export const playPresent = (needs: Omit<ShadowNeeds, "policies">): ShadowFigures =>
  play(needs, needs.present);

/** The day as it was, under the present rules (`played`), and under others. */
export function compare(needs: ShadowNeeds, played: ShadowFigures): ShadowReport {
  const { shadow, present, sectors, clock } = needs;
  const { stays, left } = peopleOf(shadow);
  const happened = figuresOf(outcomesOf(shadow), { sectors, clock, announced: false });
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
  return figuresOf(outcomesOf(shadow, day.tickets), {
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

/** Waits that ended with a call on the day itself; absent `played`: as they ended then. */
function outcomesOf({ happened, scenario }: ShadowDay, played?: readonly SimulatedTicket[]): Outcome[] {
  return happened.flatMap((one): Outcome[] => {
    const { stay, calledAt, finishedAt, window } = one;
    if (calledAt === null) return [];
    const asked = {
      at: calledAt - ((stay.call?.calledAt ?? stay.at) - stay.at) / MINUTE,
      class: stay.class,
      queue: stay.queue,
      kind: kindKey(stay.queue, stay.matter),
    };
    if (!played) return [{ ...asked, calledAt, finishedAt, window, promises: [] }];
    const at = scenario.tickets[one.ticket]?.at ?? 0;
    return [{ ...asked, ...outcomeOf(one, played[one.ticket] as SimulatedTicket, at) }];
  });
}

type Ended = Pick<Outcome, "at" | "calledAt" | "finishedAt" | "window" | "promises">;

/** Somebody called more than once has a call a wait. */
function outcomeOf({ matter, missed }: Happened, ticket: SimulatedTicket, at: number): Ended {
  const { services, promises } = ticket;
  if (!services) {
    const { calledAt, finishedAt, servedBy: window } = ticket;
    return { at, calledAt, finishedAt, window, promises };
  }
  const service = missed ? services[0] : services.find((s) => s.matters.includes(matter));
  if (!service) return { at, calledAt: null, finishedAt: null, window: null, promises: [] };
  const { waitsFrom, calledAt, finishedAt, servedBy: window } = service;
  const told = promises.filter(([moment]) => waitsFrom <= moment && moment <= calledAt);
  return { at: waitsFrom, calledAt, finishedAt, window, promises: told };
}

function peopleOf({ happened }: ShadowDay): { readonly stays: number; readonly left: number } {
  return {
    stays: happened.filter((h) => h.stay.first).length,
    left: happened.filter((h) => h.calledAt === null).length,
  };
}
