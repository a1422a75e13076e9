import type { HallEvent } from "../contract/events.ts";
import type { TicketId } from "../contract/ids.ts";
import { perIdentity } from "./limits.ts";
import { forgetOld, identityKey, madeGood, missed, notLater, phoneKey } from "./no-shows.ts";
import { bandAt } from "./quota.ts";
import { type CheckinState, type LiveTicket, queuesOf, sequenceKey } from "./state.ts";

/** Days whose numbers are still known: today, and what a wrong clock may bring back. */
const DAYS_KEPT = 3;

/** Folds one fact into who holds which number, in place. */
export function apply(state: CheckinState, { type, at, data }: HallEvent): CheckinState {
  switch (type) {
    case "ticket.issued":
      issued(state, at, data);
      return state;
    case "ticket.advanced":
    case "ticket.transferred":
    case "ticket.rejoined": {
      const ticket = state.live.get(data.ticket);
      if (ticket) ticket.queue = data.queue;
      waits(state, data.ticket);
      return state;
    }
    case "ticket.returned":
      waits(state, data.ticket);
      return state;
    case "ticket.reclassified":
      if (data.window) waits(state, data.ticket);
      return state;
    case "ticket.called":
      waitsNoMore(state, data.ticket);
      return state;
    case "ticket.missed":
      waitsNoMore(state, data.ticket);
      missed(state, data.ticket, at);
      return state;
    case "service.started":
      madeGood(state, data.ticket);
      return state;
    case "service.finished":
      if (data.outcome === "served") used(state, data.ticket);
      if (data.last) letGo(state, data.ticket);
      return state;
    case "ticket.cancelled":
      giveBack(state, data.ticket);
      letGo(state, data.ticket);
      return state;
    case "ticket.expired":
      letGo(state, data.ticket);
      return state;
    case "day.stopped":
      state.stopped = data.day;
      return state;
    case "day.reopened":
      state.stopped = null;
      return state;
    case "clock.set-back":
      notLater(state, at);
      return state;
    case "day.ended":
      newDay(state, data.next);
      forgetOld(state, at);
      return state;
    default:
      return state;
  }
}

function newDay(state: CheckinState, day: string): void {
  keepLastDays(state.sequences);
  state.given.clear();
  state.perIdentity.clear();
  state.day = day;
}

/** Maps keep the order in which entries came: the days that came last stand last. */
function keepLastDays(sequences: CheckinState["sequences"]): void {
  const dayOf = (key: string) => key.slice(0, key.indexOf(" "));
  const kept = new Set([...new Set([...sequences.keys()].map(dayOf))].slice(-DAYS_KEPT));
  for (const key of [...sequences.keys()]) if (!kept.has(dayOf(key))) sequences.delete(key);
}

function issued(state: CheckinState, at: number, data: HallEvent<"ticket.issued">["data"]): void {
  if (state.day !== data.day) newDay(state, data.day);
  state.sequences.set(sequenceKey(data.day, data.prefix), data.sequence);
  state.held.set(data.number, (state.held.get(data.number) ?? 0) + 1);
  const queue = data.legs[0]?.queue;
  if (queue === undefined) return;
  const queues = queuesOf(data.legs);
  const ticket: LiveTicket = {
    number: data.number,
    contact: data.contact?.id ?? null,
    queue,
    counted: queues.filter((q) => !data.booking || q !== queue).map((q) => countedAt(state, q, data.day, at)),
    keys: [
      ...(data.identity ? [identityKey(data.identity.key)] : []),
      ...(data.contact?.key ? [phoneKey(data.contact.key)] : []),
    ],
    document: data.identity ? identityKey(data.identity.key) : null,
  };
  state.live.set(data.ticket, ticket);
  const taken = data.identity ? queues.map((q) => perIdentity(data.identity?.key ?? "", q)) : [];
  for (const key of taken) state.perIdentity.set(key, (state.perIdentity.get(key) ?? 0) + 1);
  count(state, ticket, 1);
  waits(state, data.ticket);
}

function countedAt(
  state: CheckinState,
  queue: LiveTicket["queue"],
  day: string,
  at: number,
): LiveTicket["counted"][number] {
  const band = bandAt(state.rules.plans.quota(queue, day), at);
  return { queue, day, band: band?.from ?? null };
}

function count(state: CheckinState, { counted }: LiveTicket, by: 1 | -1): void {
  for (const { queue, band, day } of counted) {
    if (day !== state.day) continue;
    const given = state.given.get(queue) ?? { day: 0, bands: new Map() };
    given.day += by;
    if (band !== null) given.bands.set(band, (given.bands.get(band) ?? 0) + by);
    state.given.set(queue, given);
  }
}

/** A sector that has served this number gave it for good: it is not given back with the rest of the visit. */
function used(state: CheckinState, id: TicketId): void {
  const ticket = state.live.get(id);
  if (ticket) ticket.counted = ticket.counted.filter(({ queue }) => queue !== ticket.queue);
}

/** A number that was given up before it was served goes to somebody else. */
function giveBack(state: CheckinState, id: TicketId): void {
  const ticket = state.live.get(id);
  if (ticket) count(state, ticket, -1);
}

/** By whom a ticket is found when the same person asks again: the phone's contact, the document's key. */
function holdersOf(state: CheckinState, id: TicketId): readonly string[] {
  const ticket = state.live.get(id);
  return ticket ? [ticket.contact, ticket.document].filter((holder) => holder !== null) : [];
}

function waits(state: CheckinState, id: TicketId): void {
  for (const holder of holdersOf(state, id)) {
    const tickets = state.waiting.get(holder) ?? [];
    if (!tickets.includes(id)) state.waiting.set(holder, [...tickets, id]);
  }
}

function waitsNoMore(state: CheckinState, id: TicketId): void {
  for (const holder of holdersOf(state, id)) {
    const left = (state.waiting.get(holder) ?? []).filter((t) => t !== id);
    if (left.length > 0) state.waiting.set(holder, left);
    else state.waiting.delete(holder);
  }
}

function letGo(state: CheckinState, id: TicketId): void {
  waitsNoMore(state, id);
  const ticket = state.live.get(id);
  if (!ticket) return;
  state.live.delete(id);
  const holders = (state.held.get(ticket.number) ?? 1) - 1;
  if (holders > 0) state.held.set(ticket.number, holders);
  else state.held.delete(ticket.number);
}
