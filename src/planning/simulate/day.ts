import type { HallEvent, PlannedLeg } from "../../contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../../contract/ids.ts";
import type { DispatcherCommand } from "../../dispatcher/commands.ts";
import { dispatcher, initial } from "../../dispatcher/dispatcher.ts";
import { legsOf, plannedOrder } from "../../dispatcher/legs.ts";
import { orderOf as configuredOrder } from "../../dispatcher/order-config.ts";
import { ACCUMULATING, type OrderPolicy, policyOf } from "../../dispatcher/policy.ts";
import type { DispatcherRules, DispatcherState } from "../../dispatcher/state.ts";
import { HallError } from "../../kernel/errors.ts";
import { event, type Moment } from "../../kernel/feature.ts";
import type { PlannedBreak, Rota } from "../../kernel/rota.ts";
import type { Scenario } from "./scenario.ts";

export const MINUTE = 60_000;
const DAY = "2000-01-03";

/** The dispatcher of a scenario, moved by the same decide, apply and react as the hall's. */
export class SimulatedHall {
  readonly state: DispatcherState;
  readonly #scenario: Scenario;
  readonly #onFact: (fact: HallEvent) => void;
  #issued = 0;

  constructor(scenario: Scenario, onFact: (fact: HallEvent) => void) {
    this.#scenario = scenario;
    this.#onFact = onFact;
    this.state = initial(rulesOf(scenario));
  }

  /** Whether a command brought anything, `at` minutes. A refusal here is a fault of the simulation. */
  do(command: DispatcherCommand, at: number): boolean {
    const decided = dispatcher.decide(this.state, command, moment(at));
    if ("refused" in decided)
      throw new HallError("simulate.refused", `${command.type} at ${at}: ${decided.refused}`);
    this.#take(decided, moment(at));
    return decided.length > 0;
  }

  /** Something a rule may refuse: whether it was granted. */
  ask(command: DispatcherCommand, at: number): boolean {
    const decided = dispatcher.decide(this.state, command, moment(at));
    if ("refused" in decided) return false;
    this.#take(decided, moment(at));
    return true;
  }

  issue(ticket: Scenario["tickets"][number], at: number): void {
    const sequence = ++this.#issued;
    const fact = event("ticket.issued", at * MINUTE, {
      ticket: ticket.id as TicketId,
      token: ticket.id as unknown as VisitToken,
      day: DAY,
      prefix: "S",
      sequence,
      number: `S${sequence}`,
      legs: this.#legsOf(ticket),
      class: ticket.class,
      slot: ticket.slot === undefined || ticket.slot === null ? null : ticket.slot * MINUTE,
      green: null,
      contact: null,
      channel: "api",
      kiosk: null,
      declaration: null,
    });
    this.#take([fact], moment(at));
  }

  /** As at the hall's check-in: matters that the same windows do are one service, the scarce window first. */
  #legsOf({ matter, more, count }: Scenario["tickets"][number]): readonly PlannedLeg[] {
    const cases = count ?? 1;
    const asked = (of: string) => ({
      queue: (this.#scenario.matters.find((m) => m.id === of)?.sector ?? "") as QueueId,
      matter: of,
    });
    const together = (more ?? []).filter((m) => !m.apart).map((m) => asked(m.matter));
    const apart = (more ?? []).filter((m) => m.apart).map((m) => asked(m.matter));
    return plannedOrder(this.state, [
      ...legsOf(this.state, [asked(matter), ...together], cases),
      ...apart.flatMap((one) => legsOf(this.state, [one], cases)),
    ]);
  }

  #take(batch: readonly HallEvent[], now: Moment): void {
    for (const fact of batch) {
      dispatcher.apply(this.state, fact);
      this.#onFact(fact);
    }
    for (const fact of batch) {
      const reactions = dispatcher.react?.(this.state, fact, now) ?? [];
      if (reactions.length > 0) this.#take(reactions, now);
    }
  }
}

const moment = (at: number): Moment => ({ at: at * MINUTE, day: DAY });

export const staffOf = (id: string, staff?: string): StaffId => (staff ?? `at-${id}`) as StaffId;

export function rulesOf(scenario: Scenario): DispatcherRules {
  const { matters, announce } = scenario;
  const sectors = [...new Set(matters.map((m) => m.sector))];
  const meanOf = (sector: string): number => {
    const own = matters.filter((m) => m.sector === sector);
    return own.reduce((sum, m) => sum + m.mean, 0) / own.length;
  };
  return {
    sectors: sectors.map((s) => ({
      id: s as QueueId,
      name: s,
      meanMs: meanOf(s) * MINUTE,
      announceAhead:
        !bindsAtTicket(scenario, s) && (typeof announce === "boolean" ? announce : announce.includes(s)),
      binding: bindsAtTicket(scenario, s) ? "atTicket" : "atCall",
      batchAbove: batchAbove(scenario, s),
    })),
    windows: scenario.windows.map((w) => ({
      id: w.id as WindowId,
      name: w.id,
      sectors: sectorsOf(scenario, w),
      matters: w.serves ?? null,
      batch: w.batch ?? false,
      transferTo: null,
    })),
    policy: orderOf(scenario.policy),
    staff: new Map(
      (scenario.staff ?? []).map((s) => [s.id as StaffId, { skills: s.skills ?? null, level: s.level }]),
    ),
    levels: new Map(matters.flatMap((m) => (m.level === undefined ? [] : [[m.id, m.level] as const]))),
    known: {
      matters: new Map(matters.map((m) => [m.id, { meanMs: m.mean * MINUTE, cv: m.cv }])),
      factors: new Map(
        scenario.windows.map((w) => [
          w.id as WindowId,
          new Map(matters.map((m) => [m.id, w.factor[m.id] ?? 1])),
        ]),
      ),
    },
    walkMs: scenario.walk * MINUTE,
    rejoin: scenario.rejoin ?? { position: "end", after: 0, times: 0 },
    parked: scenario.parked ?? "clerk",
    remindAhead: 0,
    rebindAfterMs: (scenario.rebindAfter ?? 10) * MINUTE,
    rota: rotaOf(scenario),
  };
}

/** Whether a sector settles the window with the number; without a sector: whether any does. */
export function bindsAtTicket({ binding }: Scenario, sector?: string): boolean {
  if (Array.isArray(binding)) return sector === undefined ? binding.length > 0 : binding.includes(sector);
  return binding === true || binding === "atTicket";
}

/** As in the hall: where no window of the sector is a batch window, any number of cases goes anywhere. */
function batchAbove(scenario: Scenario, sector: string): number | null {
  const batch = scenario.windows.some(
    (w) =>
      w.batch &&
      (sectorsOf(scenario, w).includes(sector as QueueId) ||
        w.changes?.some((c) => c.sectors.includes(sector))),
  );
  return batch ? (scenario.sectors?.find((s) => s.id === sector)?.batchAbove ?? null) : null;
}

/** The sectors of whatever the window serves. */
function sectorsOf({ matters }: Scenario, { sector, serves }: Scenario["windows"][number]): QueueId[] {
  const served = matters.filter(
    (m) => (sector === null || m.sector === sector) && (serves === undefined || serves.includes(m.id)),
  );
  return [...new Set(served.map((m) => m.sector))] as QueueId[];
}

function orderOf(policy: Scenario["policy"]): OrderPolicy {
  if (typeof policy === "object") return configuredOrder(policy);
  return policy === "default" ? ACCUMULATING : policyOf(policy);
}

/** Known breaks and set changes of the scenario; its pauses are the future and are not in it. */
function rotaOf(scenario: Scenario): Rota {
  const breaks = new Map<string, PlannedBreak[]>(
    scenario.windows.map((w) => [
      w.id,
      [...w.known]
        .sort((a, b) => a[0] - b[0])
        .map(([from, to]) => ({ from: from * MINUTE, to: to * MINUTE, reason: "known" })),
    ]),
  );
  const sectors = new Map<string, QueueId[]>(scenario.windows.map((w) => [w.id, sectorsOf(scenario, w)]));
  const changes = new Map(
    scenario.windows.map((w) => [w.id as string, [...(w.changes ?? [])].sort((a, b) => b.at - a.at)]),
  );
  return {
    plannedBreaks: (window) => breaks.get(window) ?? [],
    sectorsAt: (window, at) => {
      const due = changes.get(window)?.find((c) => c.at * MINUTE <= at);
      return due ? (due.sectors as QueueId[]) : (sectors.get(window) ?? []);
    },
    nextChange: (at) =>
      Math.min(
        Number.POSITIVE_INFINITY,
        ...[...changes.values()].flatMap((list) => list.map((c) => c.at * MINUTE).filter((t) => t > at)),
      ),
  };
}
