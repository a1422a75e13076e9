import type { ReplayFact, ReplayMoment } from "../../contract/replay.ts";
import { placeOf } from "../../dispatcher/order.ts";
import { ageOf } from "../../dispatcher/policy.ts";
import type { DispatcherState, QueueTicket } from "../../dispatcher/state.ts";
import type { DayReplay, Entry } from "./day-replay.ts";
import type { FactNames } from "./fact-says.ts";

const MOST_PEOPLE = 30;
const MOST_CALLS = 40;
const MOST_FACTS = 40;

export interface ViewNeeds {
  readonly names: Omit<FactNames, "number">;
  readonly iso: (at: number) => string;
}

/** A position, the moment that waits are counted to there, and the day's end. */
export interface Place {
  readonly seq: number;
  readonly at: number;
  readonly end: number;
}

/** The hall at one position of a day, as the page shows it. */
export function momentView(replay: DayReplay, { seq, at, end }: Place, needs: ViewNeeds): ReplayMoment {
  const { dispatcher } = replay.at(seq);
  const { iso, names } = needs;
  const listed = replay.entriesUpTo(seq);
  const { from, to } = replay.span ?? { from: at, to: at };
  const numbers = (state: "parked" | "missed") =>
    [...dispatcher.away].flatMap((id) => {
      const ticket = dispatcher.tickets.get(id);
      return ticket?.phase.state === state ? [ticket.number] : [];
    });
  return {
    day: replay.day,
    at: iso(at),
    seq,
    first: replay.after,
    last: replay.last,
    from: iso(from),
    to: iso(Math.min(to, end)),
    ended: replay.ended,
    windows: windowsOf(dispatcher, at, needs),
    queues: queuesOf(dispatcher, at, needs),
    parked: numbers("parked"),
    missed: numbers("missed"),
    calls: newest(replay.entries, listed, MOST_CALLS, (e) => e.call !== null).map((e) =>
      callOf(e, names, iso),
    ),
    events: newest(replay.entries, listed, MOST_FACTS, () => true).map((e) => factView(e, iso)),
  };
}

export function factView({ call, at, ...entry }: Entry, iso: ViewNeeds["iso"]): ReplayFact {
  return { ...entry, at: iso(at), why: call?.why ?? null };
}

function callOf(
  entry: Entry,
  names: ViewNeeds["names"],
  iso: ViewNeeds["iso"],
): ReplayMoment["calls"][number] {
  const { call, window } = entry as Entry & {
    call: NonNullable<Entry["call"]>;
    window: NonNullable<Entry["window"]>;
  };
  return {
    seq: entry.seq,
    at: iso(entry.at),
    number: entry.number ?? "",
    window: { id: window, name: names.window(window) },
    staff: { id: call.staff, name: names.staff(call.staff) },
    from: call.from,
    why: call.why,
  };
}

/** Of the first `count` entries the last `most` that pass, newest first. */
function newest(
  entries: readonly Entry[],
  count: number,
  most: number,
  passes: (entry: Entry) => boolean,
): Entry[] {
  const found: Entry[] = [];
  for (let i = count - 1; i >= 0 && found.length < most; i--) {
    const entry = entries[i] as Entry;
    if (passes(entry)) found.push(entry);
  }
  return found;
}

function windowsOf(state: DispatcherState, at: number, { names, iso }: ViewNeeds): ReplayMoment["windows"] {
  return [...state.desks].map(([id, desk]) => {
    const busy = desk.state === "calling" || desk.state === "serving" ? desk : null;
    const since = desk.since > 0 ? desk.since : null;
    return {
      id,
      name: names.window(id),
      state: desk.state,
      staff: desk.state === "closed" ? null : { id: desk.staff, name: names.staff(desk.staff) },
      number: (busy && state.tickets.get(busy.ticket)?.number) ?? null,
      since: since === null ? null : iso(since),
      minutes: since === null ? null : minutesOf(at - since),
    };
  });
}

/** Today's sectors in the config's order, and whatever else people waited for that day. */
function queuesOf(state: DispatcherState, at: number, { names, iso }: ViewNeeds): ReplayMoment["queues"] {
  const waiting = new Map<QueueTicket["queue"], QueueTicket[]>(state.rules.sectors.map((s) => [s.id, []]));
  for (const ticket of state.tickets.values()) {
    if (ticket.phase.state !== "waiting") continue;
    const line = waiting.get(ticket.queue) ?? [];
    line.push(ticket);
    waiting.set(ticket.queue, line);
  }
  return [...waiting].map(([id, line]) => {
    const people = line
      .map((ticket) => ({ ticket, age: ageOf(state.rules.policy, placeOf(ticket), at) }))
      .sort((a, b) => b.age - a.age || a.ticket.arrival - b.ticket.arrival);
    const longest = line.reduce((most, t) => Math.max(most, at - t.issuedAt), 0);
    return {
      id,
      name: names.sector(id),
      waiting: line.length,
      longest: line.length === 0 ? null : minutesOf(longest),
      people: people.slice(0, MOST_PEOPLE).map(({ ticket }) => ({
        number: ticket.number,
        class: ticket.class,
        since: iso(ticket.issuedAt),
        minutes: minutesOf(at - ticket.issuedAt),
        window: onlyOf(ticket, names),
      })),
    };
  });
}

function onlyOf({ phase }: QueueTicket, names: ViewNeeds["names"]): string | null {
  return phase.state === "waiting" && phase.only !== null ? names.window(phase.only) : null;
}

const minutesOf = (ms: number): number => Math.max(0, Math.floor(ms / 60_000));
