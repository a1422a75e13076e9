import type { QueueId } from "../contract/ids.ts";
import type { TicketClass } from "../contract/ticket.ts";
import { serves, staffAt, windowsFor } from "./eligibility.ts";
import { KindTables } from "./kind-tables.ts";
import type { Lane, Place } from "./line.ts";
import { elder, placeOf } from "./order.ts";
import { ageOf, keepsOrder } from "./policy.ts";
import { type DispatcherState, type QueueTicket, type WindowRule, windowRules } from "./state.ts";

/** The windows that can do one kind of business, and the lines those windows work off as well. */
interface Reach {
  readonly windows: readonly WindowRule[];
  readonly lanes: readonly Lane[];
}

/** By the number of lanes: after each call it is asked of every line. */
const tables = new KindTables<Reach>();

/**
 * Waiting people whom the policy would now call before this one, at windows that can serve it. Once more than `most`
 * are found, no more are looked for.
 */
export function aheadOf(
  state: DispatcherState,
  ticket: QueueTicket,
  now: number,
  most = Number.POSITIVE_INFINITY,
): number {
  const place = placeOf(ticket);
  const reach = place.only
    ? reachOf(
        state,
        windowRules(state).filter((w) => w.id === place.only),
      )
    : reachOfKind(state, place.queue, place.matter, place.batch);
  if (state.rules.policy.kind !== "ratio") return eldersOf(state, place, reach, now, most);
  const walk = place.class === "walk";
  const ownKind = (one: { readonly class: TicketClass }) => (one.class === "walk") === walk;
  const lanes = reach.lanes.filter(ownKind);
  const elders = eldersOf(state, place, { ...reach, lanes }, now, most, ownKind);
  const held = reach.windows.flatMap((w) => state.lines.held.get(w.id) ?? []);
  const others = reach.lanes
    .filter((lane) => !ownKind(lane))
    .reduce((sum, lane) => sum + lane.places.length, held.filter((p) => !ownKind(p)).length);
  return inTurns(state, { windows: reach.windows, walk, elders, others, most });
}

/** Whose age is higher, of those in the lanes and of those held for a window whom `counts` lets count. */
function eldersOf(
  state: DispatcherState,
  place: Place,
  { windows, lanes }: Reach,
  now: number,
  most: number,
  counts: (other: Place) => boolean = () => true,
): number {
  const age = ageOf(state.rules.policy, place, now);
  let elders = 0;
  for (const lane of lanes) {
    elders += elderIn(state, lane, age, place.arrival, now, most - elders);
    if (elders > most) return elders;
  }
  const goes = (other: Place) =>
    other.ticket !== place.ticket && counts(other) && elder(state, other, age, place.arrival, now);
  for (const window of windows)
    for (const other of state.lines.held.get(window.id) ?? []) if (goes(other)) elders++;
  return elders;
}

/** With `ratio` the two kinds take turns at each window: of the other kind only those are ahead whose turn comes before. */
function inTurns(
  state: DispatcherState,
  line: {
    readonly windows: readonly WindowRule[];
    readonly walk: boolean;
    readonly elders: number;
    readonly others: number;
    readonly most: number;
  },
): number {
  const runs = line.windows.map((w) => state.runs.get(w.id) ?? 0);
  let { elders, others } = line;
  let ahead = 0;
  for (let w = 0; ahead <= line.most; w = (w + 1) % runs.length) {
    const run = runs[w] ?? 0;
    const ownTurn = others === 0 || run >= state.rules.policy.ratio === line.walk;
    if (ownTurn && elders === 0) return ahead;
    if (ownTurn) elders--;
    else others--;
    runs[w] = ownTurn === line.walk ? 0 : run + 1;
    ahead++;
  }
  return ahead;
}

function reachOfKind(state: DispatcherState, queue: QueueId, matter: string | null, batch: boolean): Reach {
  const kinds = tables.of(state, state.lines.lanes.size);
  const key = `${queue} ${matter ?? ""}${batch ? " batch" : ""}`;
  let reach = kinds.get(key);
  if (!reach) {
    reach = reachOf(state, windowsFor(state, queue, matter, batch));
    kinds.set(key, reach);
  }
  return reach;
}

function reachOf(state: DispatcherState, windows: readonly WindowRule[]): Reach {
  const lanes = [...state.lines.lanes.values()].filter((lane) =>
    windows.some((w) => serves(state, w, staffAt(state, w.id), lane.queue, lane.matter, lane.batch)),
  );
  return { windows, lanes };
}

/** How many of a lane are older; where ages keep their order the lane is halved instead of walked. */
function elderIn(
  state: DispatcherState,
  lane: Lane,
  age: number,
  arrival: number,
  now: number,
  most: number,
): number {
  if (keepsOrder(state.rules.policy, lane.class)) return eldersInOrder(state, lane, age, arrival, now);
  let elders = 0;
  for (const place of lane.places) {
    if (elder(state, place, age, arrival, now)) elders++;
    if (elders > most) break;
  }
  return elders;
}

function eldersInOrder(
  state: DispatcherState,
  lane: Lane,
  age: number,
  arrival: number,
  now: number,
): number {
  let low = 0;
  let high = lane.places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (elder(state, lane.places[middle] as Lane["places"][number], age, arrival, now)) low = middle + 1;
    else high = middle;
  }
  return low;
}
