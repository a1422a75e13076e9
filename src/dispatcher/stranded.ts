import type { QueueId } from "../contract/ids.ts";
import { type Decision, event, type Moment } from "../kernel/feature.ts";
import { serves, staffAt, willCall } from "./eligibility.ts";
import { type DispatcherState, type WindowRule, windowRules } from "./state.ts";

/** What people wait for together, as far as windows are concerned. */
export interface LaneKey {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly batch: boolean;
}

/** A lane that no window serves any more, and what its people are told. */
export interface LostLane extends LaneKey {
  /** Since when. Who joined later was told with the number. */
  readonly since: number;
  readonly what: string;
  readonly today: boolean;
  readonly next: string | null;
}

/** The lanes in which people wait and that nobody who sits anywhere serves; a pause is no end. */
export function unserved(state: DispatcherState): readonly (LaneKey & { readonly people: number })[] {
  const open = windowRules(state).filter((w) => willCall(state, w.id));
  const lost = new Map<string, LaneKey & { people: number }>();
  for (const { queue, matter, batch, places } of state.lines.lanes.values()) {
    if (places.length === 0 || open.some((w) => servesNow(state, w, { queue, matter, batch }))) continue;
    const key = laneId({ queue, matter, batch });
    const known = lost.get(key);
    if (known) known.people += places.length;
    else lost.set(key, { queue, matter, batch, people: places.length });
  }
  return [...lost.values()];
}

const servesNow = (state: DispatcherState, window: WindowRule, { queue, matter, batch }: LaneKey): boolean =>
  serves(state, window, staffAt(state, window.id), queue, matter, batch);

export const laneId = ({ queue, matter, batch }: LaneKey): string => `${queue} ${matter ?? ""} ${batch}`;

/** Whoever waited there before it was lost is told, once a leg. */
export function strand(state: DispatcherState, lost: readonly LostLane[], now: Moment): Decision {
  const lanes = [...state.lines.lanes.values()];
  return lost.flatMap(({ since, what, today, next, ...key }) =>
    lanes
      .filter((lane) => laneId(lane) === laneId(key))
      .flatMap((lane) => lane.places)
      .flatMap((place) => state.tickets.get(place.ticket) ?? [])
      .filter((t) => t.strandedLeg !== t.leg && t.phase.since <= since)
      .map((t) => event("ticket.stranded", now.at, { ticket: t.id, leg: t.leg, what, today, next })),
  );
}
