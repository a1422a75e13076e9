import { announce } from "../announce/announce.ts";
import { type AnnounceRules, type AnnounceState, initial as initialAnnounce } from "../announce/state.ts";
import { booking } from "../booking/booking.ts";
import { type BookingRules, type BookingState, initialBooking } from "../booking/state.ts";
import { checkin } from "../checkin/checkin.ts";
import { type CheckinRules, type CheckinState, initial as initialCheckin } from "../checkin/state.ts";
import type { HallEvent } from "../contract/events.ts";
import { dispatcher, initial as initialDispatcher } from "../dispatcher/dispatcher.ts";
import type { Outlook } from "../dispatcher/outlook.ts";
import { react as dispatcherReact } from "../dispatcher/react.ts";
import type { DispatcherRules, DispatcherState } from "../dispatcher/state.ts";
import { intake } from "../intake/intake.ts";
import { type IntakeRules, type IntakeState, initialIntake } from "../intake/state.ts";
import type { Moment } from "../kernel/feature.ts";
import type { Memory } from "../kernel/turn.ts";
import { rating } from "../rating/rating.ts";
import { initialRating, type RatingState } from "../rating/state.ts";
import { initialStatistics, type StatisticsState } from "../statistics/state.ts";
import { statistics } from "../statistics/statistics.ts";

export interface HallRules {
  readonly booking: BookingRules;
  readonly checkin: CheckinRules;
  readonly dispatcher: DispatcherRules;
  readonly announce: AnnounceRules;
  readonly intake: IntakeRules;
  readonly rating: { readonly ratingSeconds: number };
}

/** Every feature's state; replaced as a whole when memory is rebuilt, so always read through `memory.states`. */
export interface States {
  readonly booking: BookingState;
  readonly checkin: CheckinState;
  readonly dispatcher: DispatcherState;
  readonly announce: AnnounceState;
  readonly intake: IntakeState;
  readonly rating: RatingState;
  readonly statistics: StatisticsState;
}

export interface HallMemory extends Memory {
  readonly states: States;
  /** Folds the journal after the latest snapshot; answers how many facts that were. */
  load(): number;
  save(at: number): void;
}

/** Raise when what a feature keeps changes its form: older snapshots are then left aside and the journal is folded. */
export const MEMORY_SHAPE = "19";

// In the order of a visit; rules stay out of a snapshot, they come from today's config.
const FEATURES = { booking, checkin, dispatcher, announce, intake, rating, statistics } as const;
const KEPT: { readonly [F in keyof States]: readonly (keyof States[F])[] } = {
  booking: ["bookings", "codes", "externals", "taken", "noShows"],
  checkin: ["day", "stopped", "sequences", "held", "live", "waiting", "given", "perIdentity", "noShows"],
  dispatcher: [
    "tickets",
    "tokens",
    "lines",
    "desks",
    "away",
    "learned",
    "sectors",
    "assigned",
    "later",
    "plans",
    "recent",
    "runs",
    "manned",
    "arrivals",
  ],
  announce: ["windows", "tickets", "waiting", "calls", "missed", "announcements"],
  intake: ["serving", "cases", "byTicket", "prints"],
  rating: ["asked", "asking"],
  statistics: ["queues", "open", "visitsServed", "voided", "ratings", "told"],
};

export function createMemory(needs: {
  readonly rules: HallRules;
  /** Where waiting times told come from. */
  readonly outlook: Outlook;
  readonly journal: { since(seq: number): Iterable<HallEvent>; lastSeq(): number };
  readonly snapshots: {
    latest(): { readonly seq: number; readonly state: unknown } | null;
    save(seq: number, at: number, state: unknown): void;
  };
}): HallMemory {
  const { rules, outlook, journal, snapshots } = needs;
  let states = empty(rules);
  const apply = (event: HallEvent) => {
    booking.apply(states.booking, event);
    checkin.apply(states.checkin, event);
    dispatcher.apply(states.dispatcher, event);
    announce.apply(states.announce, event);
    intake.apply(states.intake, event);
    rating.apply(states.rating, event);
    statistics.apply(states.statistics, event);
  };
  const load = () => {
    states = empty(rules);
    const snapshot = snapshots.latest();
    if (snapshot) restore(states, snapshot.state as Saved);
    let folded = 0;
    for (const event of journal.since(snapshot?.seq ?? 0)) {
      apply(event);
      folded++;
    }
    return folded;
  };
  return {
    get states() {
      return states;
    },
    apply,
    react: (event: HallEvent, now: Moment) => [
      ...(booking.react?.(states.booking, event, now) ?? []),
      ...dispatcherReact(states.dispatcher, event, now, outlook),
      ...(announce.react?.(states.announce, event, now) ?? []),
      ...(intake.react?.(states.intake, event, now) ?? []),
      ...(rating.react?.(states.rating, event, now) ?? []),
    ],
    rebuild: () => void load(),
    load,
    save: (at) => snapshots.save(journal.lastSeq(), at, kept(states)),
  };
}

function empty(rules: HallRules): States {
  return {
    booking: initialBooking(rules.booking),
    checkin: initialCheckin(rules.checkin),
    dispatcher: initialDispatcher(rules.dispatcher),
    announce: initialAnnounce(rules.announce),
    intake: initialIntake(rules.intake),
    rating: initialRating(rules.rating),
    statistics: initialStatistics(),
  };
}

type Saved = { readonly [feature: string]: { readonly [field: string]: unknown } };

function kept(states: States): Saved {
  const pick = (feature: keyof States) =>
    Object.fromEntries(KEPT[feature].map((field) => [field, (states[feature] as never)[field]]));
  return Object.fromEntries(Object.keys(FEATURES).map((f) => [f, pick(f as keyof States)]));
}

/** Lays what was saved over today's rules: a window that is new in the config keeps its fresh entry. */
function restore(states: States, saved: Saved): void {
  for (const [feature, fields] of Object.entries(saved)) {
    const target = states[feature as keyof States] as unknown as Record<string, unknown>;
    for (const [field, value] of Object.entries(fields)) {
      const fresh = target[field];
      if (fresh instanceof Map && value instanceof Map)
        for (const [key, entry] of value) fresh.set(key, entry);
      else target[field] = value;
    }
  }
}
