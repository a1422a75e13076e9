import type { HallEvents } from "../contract/events.ts";
import type { StaffId, TicketId, WindowId } from "../contract/ids.ts";

export type Via = HallEvents["rating.given"]["via"];

/** One service that may be rated. `until`: when the rater at the window stops asking, epoch ms. */
export interface Asked {
  readonly ticket: TicketId;
  readonly leg: number;
  readonly window: WindowId;
  readonly staff: StaffId;
  readonly until: number;
  readonly given: Given | null;
}

interface Given {
  readonly score: 1 | 2 | 3 | 4 | 5;
  readonly reasons: readonly string[];
  readonly comment: string | null;
  readonly via: Via;
  readonly at: number;
}

/** The day's services that were asked about. */
export interface RatingState {
  readonly ratingMs: number;
  /** The legs of each ticket, the last one asked about at the end. */
  readonly asked: Map<TicketId, Asked[]>;
  /** What the rater of each window asks about right now. */
  readonly asking: Map<WindowId, { readonly ticket: TicketId; readonly leg: number }>;
}

export function initialRating(rules: { readonly ratingSeconds: number }): RatingState {
  return { ratingMs: rules.ratingSeconds * 1000, asked: new Map(), asking: new Map() };
}

/** What the rater at this window asks about at `at`; null when it rests. */
export function askingAt(state: RatingState, window: WindowId, at: number): Asked | null {
  const now = state.asking.get(window);
  const asked = now && find(state, now.ticket, now.leg);
  return asked && at < asked.until && !asked.given ? asked : null;
}

/** The latest service of a ticket that may be rated or was; null when none has ended. */
export function lastAsked(state: RatingState, ticket: TicketId): Asked | null {
  return state.asked.get(ticket)?.at(-1) ?? null;
}

export function find(state: RatingState, ticket: TicketId, leg: number): Asked | null {
  return state.asked.get(ticket)?.find((a) => a.leg === leg) ?? null;
}
