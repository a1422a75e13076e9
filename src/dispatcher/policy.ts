import type { TicketClass } from "../contract/ticket.ts";

// Who is next, as data: how fast each class's age grows, how far a window may reach back for the matter it is good at.
// Accumulating priority after Stanford, Taylor and Ziedins (2014); the rest of the rule stands in choose.ts.

/** How the age of one class of people grows; ages are compared, the higher one is called. */
export interface ClassPace {
  /** Age gained a minute waited: 1 is plain waiting time. */
  readonly rate: number;
  readonly headStartMs: number;
  /** Age gained on top for each minute after `slot - slotLeadMs`; 0 where no slot is. */
  readonly slotRate: number;
  readonly slotLeadMs: number;
  /** The age is never more than this over the waiting time: however many of a quick class come, nobody starves. */
  readonly mostLeadMs: number;
}

export interface OrderPolicy {
  readonly kind: "accumulating" | "strict" | "ratio" | "fcfs";
  readonly classes: Readonly<Record<TicketClass, ClassPace>>;
  /** Nobody is passed by someone whose age is more than this lower. */
  readonly slackMs: number;
  /** With `ratio`: so many from the priority classes, then one walk-in, while both wait. */
  readonly ratio: number;
}

/** What a person's age is made of. */
export interface Claim {
  readonly class: TicketClass;
  /** The moment the age counts from: arrival, moved on by a rejoin or by letting others go first. Epoch ms. */
  readonly origin: number;
  /** Begin of the appointment's slot, epoch ms; null: none. */
  readonly slot: number | null;
}

const MINUTE = 60_000;
const PLAIN: ClassPace = {
  rate: 1,
  headStartMs: 0,
  slotRate: 0,
  slotLeadMs: 0,
  mostLeadMs: Number.POSITIVE_INFINITY,
};
const MOST_LEAD_MS = 60 * MINUTE;
/** Higher than any waiting time: with strict order a class goes before a lower one however long that has waited. */
const STRICT_STEP_MS = 1e12;

export const ACCUMULATING: OrderPolicy = {
  kind: "accumulating",
  classes: {
    walk: PLAIN,
    appointment: {
      rate: 1,
      headStartMs: 8 * MINUTE,
      slotRate: 1,
      slotLeadMs: 5 * MINUTE,
      mostLeadMs: MOST_LEAD_MS,
    },
    green: { rate: 3, headStartMs: 5 * MINUTE, slotRate: 0, slotLeadMs: 0, mostLeadMs: MOST_LEAD_MS },
  },
  slackMs: 12 * MINUTE,
  ratio: 2,
};

/** The policies that a hall can name; all but `accumulating` ignore paces and slack. */
export function policyOf(kind: OrderPolicy["kind"], from: OrderPolicy = ACCUMULATING): OrderPolicy {
  switch (kind) {
    case "accumulating":
      return { ...from, kind };
    case "fcfs":
    case "ratio":
      return { ...from, kind, slackMs: 0, classes: { walk: PLAIN, appointment: PLAIN, green: PLAIN } };
    case "strict":
      return {
        ...from,
        kind,
        slackMs: 0,
        classes: {
          walk: PLAIN,
          appointment: { ...PLAIN, headStartMs: STRICT_STEP_MS },
          green: { ...PLAIN, headStartMs: 2 * STRICT_STEP_MS },
        },
      };
  }
}

/** Age at `now`, milliseconds. */
export function ageOf(policy: OrderPolicy, claim: Claim, now: number): number {
  const pace = policy.classes[claim.class];
  const waited = now - claim.origin;
  let age = pace.rate * waited + pace.headStartMs;
  if (pace.slotRate !== 0 && claim.slot !== null) {
    const from = Math.max(claim.origin, claim.slot - pace.slotLeadMs);
    if (now > from) age += pace.slotRate * (now - from);
  }
  return Math.min(age, waited + pace.mostLeadMs);
}

/** The origin that gives a person without a slot this age at `now`. */
export function originOf(policy: OrderPolicy, ticketClass: TicketClass, age: number, now: number): number {
  const pace = policy.classes[ticketClass];
  return now - Math.max((age - pace.headStartMs) / pace.rate, age - pace.mostLeadMs);
}

/** Whether ages of one class keep their order for ever, so that a line sorted by origin is sorted by age. */
export function keepsOrder(policy: OrderPolicy, ticketClass: TicketClass): boolean {
  return policy.classes[ticketClass].slotRate === 0;
}
