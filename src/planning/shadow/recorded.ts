import type { HallEvent } from "../../contract/events.ts";
import type { QueueId, StaffId, TicketId, WindowId } from "../../contract/ids.ts";
import type { TicketClass } from "../../contract/ticket.ts";
import { dispatcher } from "../../dispatcher/dispatcher.ts";
import { type DispatcherState, matterOf, type QueueTicket, ruleOf } from "../../dispatcher/state.ts";

/** One wait of one person in one line: a visit's first leg, or a later one after a transfer, a rejoin or the next matter. */
export interface Stay {
  readonly ticket: TicketId;
  queue: QueueId;
  matter: string | null;
  readonly count: number;
  class: TicketClass;
  readonly slot: number | null;
  readonly at: number;
  /** False: not the first time this person waits. */
  readonly first: boolean;
  /** The wait this one came of, under any rules: the next matter of a visit once one is done, a rejoin after a missed call. */
  readonly follows: { readonly stay: Stay; readonly by: "next-matter" | "rejoin" } | null;
  /** Given up, cancelled or overtaken by the day's end before a call. */
  leftAt: number | null;
  call: Service | null;
}

/** What held a window: from the call until it was free again. */
export interface Service {
  readonly window: WindowId;
  readonly staff: StaffId;
  readonly calledAt: number;
  /** Null: nobody came, or nobody pressed the key. */
  startedAt: number | null;
  endedAt: number | null;
  outcome: "served" | "parked" | "transferred" | "missed" | "cancelled" | "unconcluded" | null;
}

/** One person at one window, serving the same sectors all the time. */
export interface Session {
  readonly window: WindowId;
  readonly staff: StaffId;
  readonly sectors: readonly QueueId[];
  readonly from: number;
  /** Null: until the end of what is recorded. */
  to: number | null;
  readonly pauses: Span[];
}

export interface Span {
  readonly from: number;
  to: number;
}

export interface RecordedDay {
  readonly stays: readonly Stay[];
  /** Services of people who did not stand in a line for them: called back after parking or missing the call. */
  readonly calledBack: readonly Service[];
  readonly sessions: readonly Session[];
}

/** What the journal says of a day. `state` is the dispatcher's memory at the day's start; it is moved on. */
export function recordDay(state: DispatcherState, facts: Iterable<HallEvent>): RecordedDay {
  const recorder = new Recorder(state);
  for (const fact of facts) recorder.take(fact);
  return recorder.day;
}

function followed(stay: Stay | undefined, by: HallEvent["type"]): Stay["follows"] {
  const outcome = stay?.call?.outcome;
  if (!stay) return null;
  if (by === "ticket.advanced" && outcome === "served") return { stay, by: "next-matter" };
  return by === "ticket.rejoined" && outcome === "missed" ? { stay, by: "rejoin" } : null;
}

/** A pause that has not ended yet. */
const OPEN = Number.POSITIVE_INFINITY;

class Recorder {
  readonly day: { stays: Stay[]; calledBack: Service[]; sessions: Session[] } = {
    stays: [],
    calledBack: [],
    sessions: [],
  };
  readonly #state: DispatcherState;
  readonly #waiting = new Map<TicketId, Stay>();
  readonly #latest = new Map<TicketId, Stay>();
  readonly #services = new Map<TicketId, Service>();
  readonly #sessions = new Map<WindowId, Session>();

  constructor(state: DispatcherState) {
    this.#state = state;
    for (const [window, desk] of state.desks)
      if (desk.state !== "closed") this.#open(window, desk.staff, desk.since);
  }

  take(fact: HallEvent): void {
    const { data } = fact;
    const id = "ticket" in data ? (data.ticket as TicketId) : null;
    const arrival = id === null ? undefined : this.#state.tickets.get(id)?.arrival;
    const joins = fact.type !== "ticket.yielded" && fact.type !== "ticket.promised";
    dispatcher.apply(this.#state, fact);
    const ticket = id === null ? undefined : this.#state.tickets.get(id);
    if (ticket && joins && ticket.phase.state === "waiting" && ticket.arrival !== arrival)
      this.#joined(ticket, fact, arrival === undefined);
    this.#person(fact);
    this.#window(fact);
  }

  #joined(ticket: QueueTicket, { type, at }: HallEvent, first: boolean): void {
    const here = this.#waiting.get(ticket.id);
    if (here) {
      here.class = ticket.class;
      // Another matter was chosen to come first.
      here.queue = ticket.queue;
      here.matter = matterOf(ticket);
      return;
    }
    const leg = ticket.planned[ticket.plannedDone];
    const stay: Stay = {
      ticket: ticket.id,
      queue: ticket.queue,
      matter: matterOf(ticket),
      count: leg?.count ?? 1,
      class: ticket.class,
      slot: ticket.slot,
      at,
      first,
      follows: followed(this.#latest.get(ticket.id), type),
      leftAt: null,
      call: null,
    };
    this.#latest.set(ticket.id, stay);
    this.#waiting.set(ticket.id, stay);
    this.day.stays.push(stay);
  }

  #person(fact: HallEvent): void {
    switch (fact.type) {
      case "ticket.called": {
        const { ticket, window, staff } = fact.data;
        const service: Service = {
          window,
          staff,
          calledAt: fact.at,
          startedAt: null,
          endedAt: null,
          outcome: null,
        };
        const stay = this.#waiting.get(ticket);
        this.#waiting.delete(ticket);
        this.#services.set(ticket, service);
        if (stay) stay.call = service;
        else this.day.calledBack.push(service);
        return;
      }
      case "service.started": {
        const service = this.#services.get(fact.data.ticket);
        if (service && !fact.data.inferred) service.startedAt = fact.data.startedAt;
        return;
      }
      case "service.finished":
        this.#ended(fact.data.ticket, fact.at, fact.data.outcome);
        return;
      case "ticket.missed":
        this.#ended(fact.data.ticket, fact.at, "missed");
        return;
      case "ticket.reclassified":
        // The window that had called lets the person go back into the line.
        if (fact.data.window !== null) this.#ended(fact.data.ticket, fact.at, "cancelled");
        return;
      case "ticket.cancelled":
      case "ticket.expired": {
        const stay = this.#waiting.get(fact.data.ticket);
        if (stay) stay.leftAt = fact.at;
        this.#waiting.delete(fact.data.ticket);
        this.#ended(fact.data.ticket, fact.at, "cancelled");
        return;
      }
    }
  }

  #ended(ticket: TicketId, at: number, outcome: NonNullable<Service["outcome"]>): void {
    const service = this.#services.get(ticket);
    this.#services.delete(ticket);
    if (!service) return;
    service.endedAt = at;
    service.outcome = outcome;
  }

  #window(fact: HallEvent): void {
    switch (fact.type) {
      case "window.opened":
        this.#close(fact.data.window, fact.at);
        this.#open(fact.data.window, fact.data.staff, fact.at);
        return;
      case "window.closed":
        this.#close(fact.data.window, fact.at);
        return;
      case "window.sectors-changed": {
        const session = this.#sessions.get(fact.data.window);
        if (!session) return;
        const pause = this.#close(session.window, fact.at);
        this.#open(session.window, session.staff, fact.at);
        if (pause) this.#sessions.get(session.window)?.pauses.push({ from: fact.at, to: OPEN });
        return;
      }
      case "window.paused": {
        const session = this.#sessions.get(fact.data.window);
        session?.pauses.push({ from: fact.at, to: OPEN });
        return;
      }
      case "window.resumed": {
        const pause = this.#sessions.get(fact.data.window)?.pauses.at(-1);
        if (pause) pause.to = fact.at;
        return;
      }
    }
  }

  #open(window: WindowId, staff: StaffId, from: number): void {
    const sectors = ruleOf(this.#state, window)?.sectors ?? [];
    const session: Session = { window, staff, sectors, from, to: null, pauses: [] };
    this.#sessions.set(window, session);
    this.day.sessions.push(session);
  }

  /** Whether a pause was cut short by it. */
  #close(window: WindowId, at: number): boolean {
    const session = this.#sessions.get(window);
    if (!session) return false;
    this.#sessions.delete(window);
    session.to = at;
    const pause = session.pauses.at(-1);
    if (pause?.to !== OPEN) return false;
    pause.to = at;
    return true;
  }
}
