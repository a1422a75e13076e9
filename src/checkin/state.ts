import type { QueueId, TicketId } from "../contract/ids.ts";
import type { NoShowCoolDown } from "../contract/plan-config.ts";
import type { GreenReason } from "../contract/ticket.ts";
import type { DayPlans } from "../kernel/day-plan.ts";

export interface CheckinRules {
  readonly sectors: ReadonlyMap<QueueId, SectorRules>;
  readonly green: {
    readonly kiosk: "allow" | "ask-staff" | "off";
    readonly reasons: readonly GreenReason[];
  };
  readonly plans: DayPlans;
  /** The first moment of the day that lies `days` days after `at`'s, for whoever must stay away until then. */
  readonly dayAfter: (at: number, days: number) => number;
  /** `12月3日` */
  readonly dateText: (at: number) => string;
}

export interface SectorRules {
  readonly name: string;
  readonly prefix: string;
  readonly realName: "off" | "optional" | "required";
  readonly perIdPerDay: number | null;
  readonly coolDown: NoShowCoolDown | null;
}

export interface CheckinState {
  readonly rules: CheckinRules;
  day: string;
  /** The day on which a manager stopped giving numbers; null: none. */
  stopped: string | null;
  /**
   * Last sequence given, by day and prefix, of the days that came last. A clock that was wrong after a power cut brings
   * a day back, and its numbers must not be given twice.
   */
  readonly sequences: Map<string, number>;
  /** Numbers still held by a person, so that a new day gives none of them to someone else. */
  readonly held: Map<string, number>;
  readonly live: Map<TicketId, LiveTicket>;
  /** Tickets of a contact that still wait. */
  readonly waiting: Map<string, TicketId[]>;
  /** Numbers given today that count towards a quota: by sector, and by the band they were given in. */
  readonly given: Map<QueueId, Given>;
  /** Numbers given today to one identity, by its key and the sector. */
  readonly perIdentity: Map<string, number>;
  /** Calls that were missed and not made good, by the key of the identity or phone; the oldest first. */
  readonly noShows: Map<string, NoShow[]>;
}

export const sequenceKey = (day: string, prefix: string): string => `${day} ${prefix}`;

export interface Given {
  day: number;
  /** By the band's begin, epoch ms. */
  readonly bands: Map<number, number>;
}

export interface NoShow {
  readonly ticket: TicketId;
  readonly at: number;
}

interface Counted {
  readonly queue: QueueId;
  readonly band: number | null;
  readonly day: string;
}

/** The sectors of a visit, each once. */
export const queuesOf = (legs: readonly { readonly queue: QueueId }[]): readonly QueueId[] => [
  ...new Set(legs.map((leg) => leg.queue)),
];

export interface LiveTicket {
  readonly number: string;
  readonly contact: string | null;
  queue: QueueId;
  /** Where it counts and may still be given back, every sector of the visit once; not where an appointment is kept. */
  counted: readonly Counted[];
  /** Keys of the identity and of the phone that took it. */
  readonly keys: readonly string[];
  /** The identity's key, under which it is found when the same card asks again; null without one. */
  readonly document: string | null;
}

export function initial(rules: CheckinRules): CheckinState {
  return {
    rules,
    day: "",
    stopped: null,
    sequences: new Map(),
    held: new Map(),
    live: new Map(),
    waiting: new Map(),
    given: new Map(),
    perIdentity: new Map(),
    noShows: new Map(),
  };
}

/** The ticket with which this contact or document already waits in the queue, the newest first. */
export function alreadyWaiting(state: CheckinState, holder: string, queue: QueueId): readonly TicketId[] {
  return (state.waiting.get(holder) ?? []).filter((id) => state.live.get(id)?.queue === queue).reverse();
}
