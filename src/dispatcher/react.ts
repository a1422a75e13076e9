import type { HallEvent, HallEvents } from "../contract/events.ts";
import { event, type Moment } from "../kernel/feature.ts";
import { aheadOf } from "./ahead.ts";
import { bindNew, handOver, reclaim } from "./binding.ts";
import { endedBy } from "./close-day.ts";
import { batchWindows, serves, windowsFor } from "./eligibility.ts";
import type { Place } from "./line.ts";
import { type Outlook, plainOutlook } from "./outlook.ts";
import { ageOf, keepsOrder } from "./policy.ts";
import { changesOfFreeWindows, changeWhenFree } from "./rota.ts";
import { type DispatcherState, matterOf, type QueueTicket } from "./state.ts";

/** Facts after which someone may have come to the head of a line. */
const MOVES_THE_LINE: ReadonlySet<HallEvent["type"]> = new Set<HallEvent["type"]>([
  "ticket.called",
  "ticket.cancelled",
  "ticket.expired",
  "ticket.yielded",
  "ticket.transferred",
  "window.opened",
  "window.resumed",
  "window.closed",
  "window.next-set",
  "window.sectors-changed",
  "ticket.reclassified",
]);

/** What a person is told when their leg begins, and who is now about to be served. */
export function react(
  state: DispatcherState,
  fact: HallEvent,
  now: Moment,
  outlook: Outlook = plainOutlook,
): readonly HallEvent[] {
  switch (fact.type) {
    case "ticket.issued":
    case "ticket.advanced":
    case "ticket.transferred":
    case "ticket.rejoined": {
      const ticket = state.tickets.get(fact.data.ticket);
      const bound = bindNew(state, ticket, "begun", now);
      return [...(bound.length > 0 ? bound : placed(state, ticket, now, outlook)), ...near(state, fact, now)];
    }
    case "ticket.bound":
      return fact.data.why === "begun"
        ? placed(state, state.tickets.get(fact.data.ticket), now, outlook)
        : [];
    case "ticket.returned":
      return bindNew(state, state.tickets.get(fact.data.ticket), "again", now);
    case "ticket.reclassified":
      return andNear(state, fact, now, bindNew(state, state.tickets.get(fact.data.ticket), "again", now));
    case "window.closed":
      return andNear(state, fact, now, handOver(state, fact.data.window, "closed", now));
    case "window.opened":
      return andNear(state, fact, now, reclaim(state, fact.data.window, now));
    case "window.sectors-changed":
      return andNear(state, fact, now, handOver(state, fact.data.window, "unable", now));
    // What was set for the day ends with it.
    case "day.ended":
      return changesOfFreeWindows(state, now);
    case "ticket.dismissed":
    case "ticket.rebooked":
      return endedBy(fact, now);
    case "service.finished":
    case "ticket.missed":
      return changeWhenFree(state, fact.data.window, now.at);
    case "ticket.cancelled":
      return [...changesOfFreeWindows(state, now), ...near(state, fact, now)];
    default:
      return near(state, fact, now);
  }
}

function placed(
  state: DispatcherState,
  ticket: QueueTicket | undefined,
  now: Moment,
  outlook: Outlook,
): HallEvent[] {
  if (ticket?.phase.state !== "waiting") return [];
  const ahead = aheadOf(state, ticket, now.at);
  const told = outlook.place(state, ticket, ahead, now.at);
  return [
    event("ticket.placed", now.at, {
      ticket: ticket.id,
      leg: ticket.leg,
      queue: ticket.queue,
      ahead,
      estimate: told?.estimate ?? null,
      likelyWindow: ticket.phase.only ?? told?.likely ?? null,
      bound: ticket.bound !== null,
      near: ahead <= state.rules.remindAhead && isCalled(state, ticket),
      by: told?.by ?? null,
      headOfLine: headOfLine(state, ticket, now.at),
      ...batchOf(state, ticket),
    }),
  ];
}

/** How many cases, and which windows call them, where only batch windows do. */
function batchOf(state: DispatcherState, ticket: QueueTicket): Pick<HallEvents["ticket.placed"], "batch"> {
  if (!ticket.batch) return {};
  const count = ticket.planned[ticket.plannedDone]?.count ?? 1;
  return {
    batch: { count, windows: batchWindows(state, ticket.queue, matterOf(ticket)).map((w) => w.id) },
  };
}

/** How long whoever is first in the sector's line has waited: what the simplest predictor would have told, minutes. */
function headOfLine(state: DispatcherState, ticket: QueueTicket, now: number): number {
  let first = now;
  for (const lane of state.lines.lanes.values()) {
    if (lane.queue !== ticket.queue) continue;
    const head = lane.places[0];
    if (head && head.ticket !== ticket.id && head.origin < first) first = head.origin;
  }
  for (const held of state.lines.held.values())
    for (const { ticket: id, queue, origin } of held)
      if (queue === ticket.queue && id !== ticket.id && origin < first) first = origin;
  return Math.round((now - first) / 6_000) / 10;
}

/** Whoever is told another window now is told that they are near by a later fact: one message at a time. */
function andNear(
  state: DispatcherState,
  fact: HallEvent,
  now: Moment,
  bound: readonly HallEvent[],
): HallEvent[] {
  const told = new Set(
    bound.flatMap((e) => (e.type === "ticket.bound" && e.data.occurrence > 0 ? [e.data.ticket] : [])),
  );
  const others = near(state, fact, now).filter((e) => e.type !== "ticket.near" || !told.has(e.data.ticket));
  return [...bound, ...others];
}

/** Somebody sits where they may be called: nobody is near while all are at lunch or not open yet, however few are ahead. */
function isCalled(state: DispatcherState, ticket: QueueTicket): boolean {
  const { queue, batch, phase } = ticket;
  const matter = matterOf(ticket);
  return windowsFor(state, queue, matter, batch).some((window) => {
    if (phase.state === "waiting" && phase.only !== null && phase.only !== window.id) return false;
    const desk = state.desks.get(window.id);
    if (!desk || desk.state === "closed" || desk.state === "paused") return false;
    return serves(state, window, desk.staff, queue, matter, batch);
  });
}

/** Only the first few of each queue can be within `remindAhead`, however long the lines are. */
function near(state: DispatcherState, fact: HallEvent, now: Moment): HallEvent[] {
  if (!MOVES_THE_LINE.has(fact.type)) return [];
  // Whoever begins a leg with this fact is told by ticket.placed.
  const justPlaced = fact.type === "ticket.transferred" ? fact.data.ticket : null;
  const events: HallEvent[] = [];
  for (const places of heads(state, now.at)) {
    for (const place of places) {
      const ticket = state.tickets.get(place.ticket);
      if (!ticket || ticket.nearTold || ticket.id === justPlaced || !isCalled(state, ticket)) continue;
      const ahead = aheadOf(state, ticket, now.at, state.rules.remindAhead);
      if (ahead > state.rules.remindAhead) continue;
      const occurrence = ticket.nears + 1;
      events.push(event("ticket.near", now.at, { ticket: ticket.id, leg: ticket.leg, ahead, occurrence }));
    }
  }
  return events;
}

/** The first few of every lane and of those held for each window: nobody else can be near. */
function heads(state: DispatcherState, now: number): readonly (readonly Place[])[] {
  const most = state.rules.remindAhead + 1;
  return [
    ...[...state.lines.lanes.values()].map((lane) =>
      keepsOrder(state.rules.policy, lane.class)
        ? lane.places.slice(0, most)
        : eldest(state, lane.places, most, now),
    ),
    ...[...state.lines.held.values()].map((held) => eldest(state, held, most, now)),
  ];
}

/** The `most` eldest of those held for a window, or of a lane that age does not keep in order: they may be hundreds. */
function eldest(
  { rules }: DispatcherState,
  held: readonly Place[],
  most: number,
  now: number,
): readonly Place[] {
  if (held.length <= most) return held;
  const first: { readonly place: Place; readonly age: number }[] = [];
  for (const place of held) {
    const age = ageOf(rules.policy, place, now);
    const last = first[most - 1];
    if (last && (age < last.age || (age === last.age && place.arrival > last.place.arrival))) continue;
    first.push({ place, age });
    first.sort((a, b) => b.age - a.age || a.place.arrival - b.place.arrival);
    first.length = Math.min(first.length, most);
  }
  return first.map(({ place }) => place);
}
