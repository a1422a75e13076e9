import type { HallEvent } from "../../contract/events.ts";
import type { QueueId, StaffId, TicketId, VisitToken, WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { TicketClass } from "../../contract/ticket.ts";
import { isRefusal } from "../../kernel/errors.ts";
import { event, type Moment } from "../../kernel/feature.ts";
import { noRota } from "../../kernel/rota.ts";
import type { DispatcherCommand } from "../commands.ts";
import { dispatcher, initial } from "../dispatcher.ts";
import { ACCUMULATING } from "../policy.ts";
import type { DispatcherRules, DispatcherState } from "../state.ts";

export const MINUTE = 60_000;
export const W = (n: number) => `w0${n}` as WindowId;
export const S = (n: number) => `s0${n}` as StaffId;
export const A = "a" as QueueId;
export const B = "b" as QueueId;

const WINDOWS: DispatcherRules["windows"] = [
  { id: W(1), name: "1号窗口", sectors: [A], matters: null, batch: false, transferTo: { queue: B } },
  { id: W(2), name: "2号窗口", sectors: [A, B], matters: null, batch: false, transferTo: { window: W(3) } },
  { id: W(3), name: "3号窗口", sectors: [B], matters: null, batch: false, transferTo: null },
];

export const RULES: DispatcherRules = {
  sectors: [
    { id: A, name: "甲", meanMs: 8 * MINUTE, announceAhead: false, binding: "atCall", batchAbove: null },
    { id: B, name: "乙", meanMs: 8 * MINUTE, announceAhead: false, binding: "atCall", batchAbove: null },
  ],
  windows: WINDOWS,
  policy: {
    ...ACCUMULATING,
    classes: { ...ACCUMULATING.classes, green: { ...ACCUMULATING.classes.walk, headStartMs: 30 * MINUTE } },
  },
  staff: new Map(),
  levels: new Map(),
  known: null,
  walkMs: MINUTE,
  rejoin: { position: "after", after: 2, times: 1 },
  parked: "clerk",
  remindAhead: 1,
  rebindAfterMs: 10 * MINUTE,
  rota: noRota(WINDOWS),
};

/** A dispatcher driven by hand: every fact it made is kept, and applied the way a turn does. */
export class DeskHall {
  readonly state: DispatcherState;
  readonly facts: HallEvent[] = [];
  at = Date.UTC(2026, 10, 23, 1, 0);
  #issued = 0;

  constructor(rules: DispatcherRules = RULES) {
    this.state = initial(rules);
  }

  /** A hall that knows nothing but the facts of another, at that moment. */
  static folded(rules: DispatcherRules, facts: readonly HallEvent[], at: number): DeskHall {
    const hall = new DeskHall(rules);
    for (const fact of facts) dispatcher.apply(hall.state, fact);
    hall.facts.push(...facts);
    hall.#issued = facts.filter((f) => f.type === "ticket.issued").length;
    hall.at = at;
    return hall;
  }

  get now(): Moment {
    return { at: this.at, day: "2026-11-23" };
  }

  wait(ms: number): void {
    this.at += ms;
  }

  /** Facts of this command, or the refusal's code. */
  do(command: DispatcherCommand): readonly HallEvent[] | string {
    const decision = dispatcher.decide(this.state, command, this.now);
    if (isRefusal(decision)) return decision.refused;
    const before = this.facts.length;
    this.#take(decision);
    return this.facts.slice(before);
  }

  /** Why this command is refused; fails when it is not. */
  refusal(command: DispatcherCommand): Refusal {
    const decision = dispatcher.decide(this.state, command, this.now);
    if (!isRefusal(decision)) throw new Error(`${command.type} was not refused`);
    return decision;
  }

  issue(
    queue: QueueId,
    ticketClass: TicketClass = "walk",
    legs: readonly QueueId[] = [queue],
    matters: readonly string[] = [],
    count = 1,
    slot: number | null = null,
  ): TicketId {
    const sequence = ++this.#issued;
    const ticket = `t${sequence}` as TicketId;
    this.#take([
      event("ticket.issued", this.at, {
        ticket,
        token: `token-${sequence}` as VisitToken,
        day: "2026-11-23",
        prefix: "Z",
        sequence,
        number: `Z${String(sequence).padStart(3, "0")}`,
        legs: legs.map((q) => ({ queue: q, matters, count })),
        class: ticketClass,
        slot,
        green:
          ticketClass === "green" ? { reason: "elderly", grantedBy: { kind: "device", id: "k1" } } : null,
        contact: null,
        channel: "api",
        kiosk: null,
        declaration: null,
      }),
    ]);
    return ticket;
  }

  open(...windows: readonly number[]): void {
    for (const n of windows) this.do({ type: "open", window: W(n), staff: S(n), placed: false });
  }

  /** The ticket that call-next brings to the window; null when nobody waits, a code when refused. */
  next(n: number): TicketId | null | string {
    const done = this.do({ type: "call-next", window: W(n) });
    if (typeof done === "string") return done;
    const desk = this.state.desks.get(W(n));
    return desk?.state === "calling" ? desk.ticket : null;
  }

  stateOf(ticket: TicketId): string | undefined {
    return this.state.tickets.get(ticket)?.phase.state;
  }

  #take(batch: readonly HallEvent[]): void {
    for (const fact of batch) {
      dispatcher.apply(this.state, fact);
      this.facts.push(fact);
    }
    for (const fact of batch) {
      const reactions = dispatcher.react?.(this.state, fact, this.now) ?? [];
      if (reactions.length > 0) this.#take(reactions);
    }
  }
}
