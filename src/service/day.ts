import type { DayClosed, DayDecision, DaySlot, DayView } from "../contract/day.ts";
import type { HallEvent } from "../contract/events.ts";
import type { HallConfig } from "../contract/hall-config.ts";
import type { TicketId } from "../contract/ids.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Ticket } from "../contract/ticket.ts";
import { type Fate, stillHere } from "../dispatcher/close-day.ts";
import { dispatcher } from "../dispatcher/dispatcher.ts";
import type { QueueTicket } from "../dispatcher/state.ts";
import type { Asked, HallService } from "../http/hall-service.ts";
import type { Calendar } from "../kernel/calendar.ts";
import { isRefusal, refuse } from "../kernel/errors.ts";
import { event, type Moment } from "../kernel/feature.ts";
import type { Turns } from "../kernel/turn.ts";
import { hallOpen } from "../views/hall-open.ts";
import { closingToday } from "../views/service-now.ts";
import type { HallMemory } from "./memory.ts";

/** What closing the day needs of the appointments: slots to offer, and a booking made from a ticket. */
export interface Rebooker {
  slots(now: number): readonly DaySlot[];
  /** The booking's facts, its id and its slot; or why not. */
  rebook(
    ticket: QueueTicket,
    slot: string,
    asked: Asked,
    now: Moment,
  ):
    | {
        readonly facts: readonly HallEvent[];
        readonly booking: string;
        readonly from: number;
        readonly to: number;
      }
    | Refusal;
}

export interface DayNeeds {
  readonly config: HallConfig;
  readonly memory: HallMemory;
  readonly turns: Turns;
  readonly calendar: Calendar;
  readonly rebooker: Rebooker;
  readonly view: (id: TicketId, now: number) => Ticket | null;
  readonly now: () => number;
}

type DayService = Pick<HallService, "day" | "closeDay" | "reopenDay">;

/** 收号: who is still here at the end of the day, and what becomes of each; never silently. */
export function createDayService(needs: DayNeeds): DayService {
  const { memory, turns } = needs;
  return {
    day: () => dayView(needs, needs.now()),
    closeDay: (request, asked) =>
      turns.submit<DayClosed>({
        ...asked,
        decide: (now) => {
          const planned = plan(needs, request.decisions, asked, now);
          if (isRefusal(planned)) return planned;
          const rest = request.rest ?? (request.decisions.length > 0 ? "serve" : "expire");
          const decided = dispatcher.decide(
            memory.states.dispatcher,
            { type: "close-day", fates: planned.fates, rest, by: asked.actor },
            now,
          );
          if (isRefusal(decided)) return decided;
          const stop = request.stop ? [event("day.stopped", now.at, { day: now.day, by: asked.actor })] : [];
          return [...planned.facts, ...decided, ...stop];
        },
        answer: (facts) => closed(memory, facts),
      }),
    reopenDay: (asked) =>
      turns.submit<DayView>({
        ...asked,
        decide: (now) =>
          memory.states.checkin.stopped === now.day
            ? [event("day.reopened", now.at, { day: now.day, by: asked.actor })]
            : [],
        answer: (_, now) => dayView(needs, now.at),
      }),
  };
}

function dayView(needs: DayNeeds, at: number): DayView {
  const { config, memory, calendar, rebooker } = needs;
  const closing = closingToday(calendar, at);
  return {
    open: hallOpen({ calendar, checkin: memory.states.checkin }, at).open,
    stopped: memory.states.checkin.stopped === calendar.day(at),
    closing: closing === null ? null : calendar.iso(closing),
    people: stillHere(memory.states.dispatcher).flatMap((t) => personOf(needs, t, at) ?? []),
    slots: [...rebooker.slots(at)],
    season: seasonOf(config, memory, calendar, at),
  };
}

function personOf(
  { config, view }: DayNeeds,
  { id }: QueueTicket,
  at: number,
): DayView["people"][number] | null {
  const ticket = view(id, at);
  if (!ticket || (ticket.state !== "waiting" && ticket.state !== "parked" && ticket.state !== "missed"))
    return null;
  const { number, queue, state, phone, issuedAt, estimate } = ticket;
  return {
    ticket: id,
    number,
    queue,
    queueName: config.sectors.find((s) => s.id === queue)?.name ?? queue,
    state,
    phone,
    issuedAt,
    upTo: estimate?.upTo ?? null,
  };
}

function seasonOf(config: HallConfig, memory: HallMemory, calendar: Calendar, at: number): DayView["season"] {
  const profile = calendar.profile(calendar.day(at));
  if (!profile) return null;
  const { desks } = memory.states.dispatcher;
  const absent = profile.extraWindows.filter((id) => (desks.get(id)?.state ?? "closed") === "closed");
  const name = (id: string) => config.windows.find((w) => w.id === id)?.name ?? id;
  return { name: profile.name, absent: absent.map(name) };
}

/** Each decision as the dispatcher takes it, with the bookings made for it; the first that can't be is the answer. */
function plan(
  { memory, rebooker }: DayNeeds,
  decisions: readonly DayDecision[],
  asked: Asked,
  now: Moment,
): { readonly fates: Map<TicketId, Fate>; readonly facts: readonly HallEvent[] } | Refusal {
  const fates = new Map<TicketId, Fate>();
  const facts: HallEvent[] = [];
  const here = new Map(stillHere(memory.states.dispatcher).map((t) => [t.id, t]));
  for (const decision of decisions) {
    if (fates.has(decision.ticket))
      return refuse("request.invalid", `decisions：号票${decision.ticket}写了两次（named twice）`);
    const ticket = here.get(decision.ticket);
    // Called or gone since the list was made: nothing to decide any more.
    if (!ticket) continue;
    if (decision.action !== "rebook") {
      fates.set(decision.ticket, { action: decision.action });
      continue;
    }
    const made = rebooker.rebook(ticket, decision.slot, asked, now);
    if (isRefusal(made)) return made;
    facts.push(...made.facts);
    fates.set(decision.ticket, { action: "rebook", booking: made.booking, from: made.from, to: made.to });
  }
  return { fates, facts };
}

function closed(memory: HallMemory, facts: readonly HallEvent[]): DayClosed {
  const ended = facts.flatMap((f) =>
    f.type === "ticket.dismissed" || f.type === "ticket.rebooked" ? [f.data.ticket] : [],
  );
  const byBooking = new Set(facts.flatMap((f) => (f.type === "booking.message" ? [f.data.booking] : [])));
  const told = new Set(
    facts.flatMap((f) => {
      if (f.type === "ticket.rebooked") return byBooking.has(f.data.booking) ? [f.data.ticket] : [];
      return f.type === "message.requested" && f.data.kind === "ended" ? [f.data.ticket] : [];
    }),
  );
  const { tickets } = memory.states.dispatcher;
  return {
    expired: facts.filter((f) => f.type === "ticket.dismissed").length,
    rebooked: facts.filter((f) => f.type === "ticket.rebooked").length,
    kept: stillHere(memory.states.dispatcher).length,
    told: told.size,
    untold: ended.filter((id) => !told.has(id)).flatMap((id) => tickets.get(id)?.number ?? []),
  };
}
