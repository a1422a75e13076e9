import type { QueueId, TicketId, WindowId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import type { Claim } from "./policy.ts";

/** One person's place among those who wait. */
export interface Place extends Claim {
  readonly ticket: TicketId;
  readonly queue: QueueId;
  /** What is to be done first, as far as known: speeds are learned by it. */
  readonly matter: string | null;
  /** Like cases of an agent: the service is so many times as long. */
  readonly count: number;
  /** So many of them that only batch windows call. */
  readonly batch: boolean;
  /** Settles equal ages. */
  readonly arrival: number;
  /** Only this window may call: a transfer to it, a return to one's clerk, or an announcement made. */
  readonly only: WindowId | null;
}

/**
 * People of one sector, matter and class, those of many like cases by themselves, by origin: within it nobody ever
 * passes anybody.
 */
export interface Lane {
  readonly queue: QueueId;
  readonly matter: string | null;
  readonly class: TicketClass;
  readonly batch: boolean;
  readonly places: Place[];
}

/** All who wait. Lanes once made stay, so that they can be listed once. */
export interface Lines {
  readonly lanes: Map<string, Lane>;
  /** Those that only one window may call: few, in the order they were bound. */
  readonly held: Map<WindowId, Place[]>;
}

export function emptyLines(): Lines {
  return { lanes: new Map(), held: new Map() };
}

function laneKey({ queue, matter, class: ticketClass, batch }: Place): string {
  const key = `${queue} ${matter ?? ""} ${ticketClass}`;
  return batch ? `${key} batch` : key;
}

/** Who stands in a line first. */
export function earlier(a: Place, b: Place): boolean {
  return a.origin < b.origin || (a.origin === b.origin && a.arrival < b.arrival);
}

/** How many places of the lane stand before `place`, by origin. */
function indexIn(lane: Lane, place: Place): number {
  let low = 0;
  let high = lane.places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (earlier(lane.places[middle] as Place, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insert(lines: Lines, place: Place): void {
  if (place.only !== null) {
    const held = lines.held.get(place.only) ?? [];
    held.push(place);
    lines.held.set(place.only, held);
    return;
  }
  const key = laneKey(place);
  let lane = lines.lanes.get(key);
  if (!lane) {
    lane = { queue: place.queue, matter: place.matter, class: place.class, batch: place.batch, places: [] };
    lines.lanes.set(key, lane);
  }
  lane.places.splice(indexIn(lane, place), 0, place);
}

/** Takes a place out; it must be given exactly as it was put in, so that a lane of thousands is not searched. */
export function remove(lines: Lines, place: Place): void {
  if (place.only !== null) {
    const held = lines.held.get(place.only) ?? [];
    const at = held.findIndex((p) => p.ticket === place.ticket);
    if (at >= 0) held.splice(at, 1);
    if (held.length === 0) lines.held.delete(place.only);
    return;
  }
  const lane = lines.lanes.get(laneKey(place));
  if (!lane) return;
  const at = indexIn(lane, place);
  if (lane.places[at]?.ticket === place.ticket) lane.places.splice(at, 1);
}

/** How many wait in a queue, whoever may call them. */
export function waitingIn(lines: Lines, queue: QueueId): number {
  let waiting = 0;
  for (const lane of lines.lanes.values()) if (lane.queue === queue) waiting += lane.places.length;
  for (const held of lines.held.values()) for (const place of held) if (place.queue === queue) waiting++;
  return waiting;
}

export function waitingInAll(lines: Lines): number {
  let waiting = 0;
  for (const lane of lines.lanes.values()) waiting += lane.places.length;
  for (const held of lines.held.values()) waiting += held.length;
  return waiting;
}
