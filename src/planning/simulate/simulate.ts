import type { HallEvent } from "../../contract/events.ts";
import type { TicketId, WindowId } from "../../contract/ids.ts";
import { dispatcher } from "../../dispatcher/dispatcher.ts";
import { plannedModelOf } from "../../dispatcher/forward/model.ts";
import { restingFor } from "../../dispatcher/order.ts";
import { estimateOne, RUNS, type Told } from "../../forecast/estimate.ts";
import { type Calibration, calibrate, FRESH } from "../../kernel/calibration.ts";
import { Agenda } from "./agenda.ts";
import { bindsAtTicket, MINUTE, SimulatedHall, staffOf } from "./day.ts";
import { planOf } from "./plan.ts";
import { rightsAt } from "./rights.ts";
import type { Scenario, SimulatedDay, SimulatedService, SimulatedTicket } from "./scenario.ts";
import { type Stint, Visit } from "./visit.ts";

type Happening =
  | { readonly type: "arrival"; readonly ticket: Scenario["tickets"][number] }
  | { readonly type: "leave"; readonly ticket: Scenario["tickets"][number] }
  | { readonly type: "back-in-line"; readonly ticket: Scenario["tickets"][number] }
  | { readonly type: "due" }
  | { readonly type: "rota" }
  | AtWindow;

interface AtWindow {
  readonly type: "open" | "close" | "free" | "back" | "break" | "start";
  readonly window: number;
}

interface Track {
  readonly visit: Visit;
  issuedAt: number;
  /** Since when the person waits. */
  waitsFrom: number;
  estimate: { readonly minutes: number; readonly upTo: number } | null;
  told: Told | null;
  servedBy: string | null;
  calledAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  readonly promises: [number, string][];
  readonly services: Service[];
}

type Service = { -readonly [K in keyof SimulatedService]: SimulatedService[K] };

interface Desk {
  readonly scenario: Scenario["windows"][number];
  readonly id: WindowId;
  /** Known breaks and pauses, by begin. */
  readonly rests: readonly { readonly from: number; readonly to: number; readonly known: boolean }[];
  nextRest: number;
  serving: { readonly track: Track; readonly stint: Stint } | null;
  /** Called a moment ago. */
  called: Track | null;
}

/** Facts by which somebody begins to wait once more. */
const WAITS_AGAIN: ReadonlySet<HallEvent["type"]> = new Set<HallEvent["type"]>([
  "ticket.advanced",
  "ticket.rejoined",
  "ticket.returned",
]);

/** Nothing was to be announced though it was time: looked at again after so many minutes. */
const LOOK_AGAIN = 0.5;

/**
 * Plays a day and tells what became of everybody. What has not happened yet is read by nobody. Waiting times take nearly
 * all of the work: who only asks about the order does without `estimates`. `onFact` hears the
 * day's journal.
 */
export function simulate(
  scenario: Scenario,
  estimates = true,
  onFact: (fact: HallEvent) => void = () => {},
): SimulatedDay {
  return new Simulation(scenario, estimates, onFact).play();
}

class Simulation {
  readonly #scenario: Scenario;
  readonly #estimates: boolean;
  readonly #hall: SimulatedHall;
  readonly #agenda = new Agenda<Happening>();
  readonly #tracks = new Map<string, Track>();
  readonly #desks: readonly Desk[];
  /** Windows whose person still sits at another. */
  readonly #awaited = new Set<number>();
  #calibration: Calibration = FRESH;
  #told = 0;
  #dueAt: number | null = null;

  constructor(scenario: Scenario, estimates: boolean, onFact: (fact: HallEvent) => void) {
    this.#scenario = scenario;
    this.#estimates = estimates;
    this.#hall = new SimulatedHall(scenario, (fact) => {
      onFact(fact);
      if (fact.type === "ticket.called") this.#called(fact.data.ticket, fact.data.window, fact.at);
      if (fact.type === "ticket.promised")
        this.#tracks.get(fact.data.ticket)?.promises.push([fact.at / MINUTE, fact.data.window]);
      if (fact.type === "ticket.bound" && fact.data.window !== null && fact.data.window !== fact.data.from)
        this.#tracks.get(fact.data.ticket)?.promises.push([fact.at / MINUTE, fact.data.window]);
      if (WAITS_AGAIN.has(fact.type) && "ticket" in fact.data) {
        const track = this.#tracks.get(fact.data.ticket as TicketId);
        if (track) track.waitsFrom = fact.at / MINUTE;
      }
    });
    this.#desks = scenario.windows.map((window) => ({
      scenario: window,
      id: window.id as WindowId,
      rests: [
        ...window.known.map(([from, to]) => ({ from, to, known: true })),
        ...window.pauses.map(([from, to]) => ({ from, to, known: false })),
      ].sort((a, b) => a.from - b.from),
      nextRest: 0,
      serving: null,
      called: null,
    }));
  }

  play(): SimulatedDay {
    const { tickets, windows, policy } = this.#scenario;
    windows.forEach((w, window) => {
      this.#agenda.put(w.openAt, { type: "open", window });
      if (typeof w.closeAt === "number") this.#agenda.put(w.closeAt, { type: "close", window });
    });
    this.#desks.forEach((desk, window) => {
      for (const rest of desk.rests) this.#agenda.put(rest.from, { type: "break", window });
    });
    const changes = new Set(windows.flatMap((w) => (w.changes ?? []).map((c) => c.at)));
    for (const at of changes) this.#agenda.put(at, { type: "rota" });
    for (const ticket of [...tickets].sort((a, b) => a.at - b.at)) {
      this.#agenda.put(ticket.at, { type: "arrival", ticket });
      if (typeof ticket.leaves === "number") this.#agenda.put(ticket.leaves, { type: "leave", ticket });
    }
    for (let next = this.#agenda.take(); next; next = this.#agenda.take()) this.#happen(next.what, next.at);
    return { policy, tickets: tickets.map((t) => this.#result(t.id)) };
  }

  #happen(what: Happening, at: number): void {
    if (what.type === "arrival") this.#arrive(what.ticket, at);
    else if (what.type === "leave") this.#leave(what.ticket, at);
    else if (what.type === "back-in-line") this.#backInLine(what.ticket, at);
    else if (what.type === "due") this.#dueAt = null;
    else if (what.type === "rota") {
      this.#hall.do({ type: "rota" }, at);
      this.#wake(at);
    } else this.#happenAt(what, at);
    if (this.#scenario.announce !== false || bindsAtTicket(this.#scenario)) this.#due(at);
  }

  /** What the hall's scheduler does: asks when something is due, and again while something comes of it. */
  #due(at: number): void {
    let asked = 0;
    while (asked < this.#desks.length && this.#hall.do({ type: "due" }, at)) asked++;
    // Whoever was bound anew may stand before a window that rests.
    if (asked > 0 && bindsAtTicket(this.#scenario)) this.#wake(at);
    const due = dispatcher.nextDue(this.#hall.state);
    if (due === null || this.#dueAt !== null) return;
    this.#dueAt = Math.max(due / MINUTE, at + LOOK_AGAIN);
    this.#agenda.put(this.#dueAt, { type: "due" });
  }

  #happenAt(what: AtWindow, at: number): void {
    const desk = this.#desks[what.window] as Desk;
    const window = desk.id;
    switch (what.type) {
      case "open":
        this.#open(what.window, at);
        return;
      case "close":
        this.#awaited.delete(what.window);
        this.#hall.do({ type: "close", window }, at);
        this.#wake(at);
        this.#openAwaited(at);
        return;
      case "start":
        this.#hall.do({ type: "start", window }, at);
        return;
      case "free":
        this.#free(what.window, at);
        return;
      case "back":
        if (this.#stateOf(desk) === "closed") return;
        this.#hall.do({ type: "resume", window }, at);
        this.#next(what.window, at);
        return;
      case "break":
        // A window at work takes its break when the service ends.
        if (this.#stateOf(desk) === "idle") this.#next(what.window, at);
    }
  }

  #free(index: number, at: number): void {
    const desk = this.#desks[index] as Desk;
    const window = desk.id;
    const { serving } = desk;
    desk.serving = null;
    if (!serving) return;
    const { track, stint } = serving;
    const ticket = track.visit.asked;
    if (!stint.came) {
      this.#hall.do({ type: "no-show", window }, at);
      if (typeof ticket.returns === "number")
        this.#agenda.put(at + ticket.returns, { type: "back-in-line", ticket });
    } else if (stint.parked) {
      this.#hall.do({ type: "park", window, reason: null }, at);
      this.#agenda.put(at + (ticket.parks?.away ?? 0), { type: "back-in-line", ticket });
    } else this.#hall.do({ type: "finish", window }, at);
    this.#next(index, at);
    if (track.visit.comesBack) this.#seat(ticket, at);
    // Whoever was meant for a window that has closed is another's now.
    if (this.#stateOf(desk) === "closed") this.#wake(at);
    this.#openAwaited(at);
  }

  /** Nobody sits at two windows: who is held up at one opens the next when that is over. */
  #open(index: number, at: number): void {
    const desk = this.#desks[index] as Desk;
    const staff = staffOf(desk.id, desk.scenario.staff);
    const elsewhere = this.#desks.some(
      (d) => d !== desk && staffOf(d.id, d.scenario.staff) === staff && this.#stateOf(d) !== "closed",
    );
    if (elsewhere) {
      this.#awaited.add(index);
      return;
    }
    this.#awaited.delete(index);
    this.#hall.do({ type: "open", window: desk.id, staff, placed: false }, at);
    this.#next(index, at);
  }

  #openAwaited(at: number): void {
    for (const index of this.#awaited) this.#open(index, at);
  }

  /** Whoever missed the call or was parked asks to stand in the line again; the rule may say no. */
  #backInLine(ticket: Scenario["tickets"][number], at: number): void {
    const id = ticket.id as TicketId;
    const state = this.#hall.state.tickets.get(id)?.phase.state;
    if (state !== "missed" && state !== "parked") return;
    if (this.#hall.ask({ type: "rejoin", ticket: id, byStaff: false }, at)) this.#seat(ticket, at);
  }

  /** A window that rests calls whoever has begun to wait. */
  #seat({ id }: Scenario["tickets"][number], at: number): boolean {
    const waiting = this.#hall.state.tickets.get(id as TicketId);
    const resting = waiting?.phase.state === "waiting" ? restingFor(this.#hall.state, waiting) : null;
    if (!resting) return false;
    this.#next(
      this.#desks.findIndex((d) => d.id === resting.id),
      at,
    );
    return true;
  }

  #stateOf(desk: Desk): string | undefined {
    return this.#hall.state.desks.get(desk.id)?.state;
  }

  /** Whoever is still waiting gives up; who has been called meanwhile is served. */
  #leave({ id }: Scenario["tickets"][number], at: number): void {
    const ticket = id as TicketId;
    if (this.#hall.state.tickets.get(ticket)?.phase.state !== "waiting") return;
    this.#hall.do({ type: "cancel", ticket, by: { kind: "system" }, reason: "left" }, at);
  }

  #arrive(ticket: Scenario["tickets"][number], at: number): void {
    const { cutOff, appointments } = this.#scenario;
    const rights = rightsAt(appointments, ticket, at);
    if (rights === "early") {
      this.#agenda.put((ticket.slot ?? 0) - (appointments?.earlyMinutes ?? 0), { type: "arrival", ticket });
      return;
    }
    const track: Track = {
      visit: new Visit(ticket),
      issuedAt: at,
      waitsFrom: at,
      estimate: null,
      told: null,
      servedBy: null,
      calledAt: null,
      startedAt: null,
      finishedAt: null,
      promises: [],
      services: [],
    };
    this.#tracks.set(ticket.id, track);
    if (typeof cutOff === "number" && at > cutOff) return;
    this.#hall.issue({ ...ticket, ...rights }, at);
    const waiting = this.#hall.state.tickets.get(ticket.id as TicketId);
    const resting = waiting && restingFor(this.#hall.state, waiting);
    if (resting) {
      track.estimate = { minutes: 0, upTo: 0 };
      this.#calibration = calibrate(this.#calibration, 0, track.estimate);
      this.#seat(ticket, at);
      return;
    }
    if (!this.#estimates) return;
    track.told = this.#estimate(ticket.id, at);
    track.estimate = track.told && { minutes: track.told.minutes, upTo: track.told.upTo };
  }

  #estimate(id: string, at: number): Told | null {
    const { state } = this.#hall;
    const now = at * MINUTE;
    const model = plannedModelOf(state, now, planOf(this.#scenario, state, now));
    const person = model.people.findIndex((p) => p.ticket === id);
    const seed = this.#scenario.seed * 1_000_003 + this.#told++;
    return estimateOne(model, person, { seed, runs: RUNS, calibration: this.#calibration });
  }

  /** The window is free: it takes the break that has begun, or calls. */
  #next(index: number, at: number): void {
    const desk = this.#desks[index] as Desk;
    if (this.#stateOf(desk) === "closed") return;
    const rest = desk.rests[desk.nextRest];
    if (rest && rest.from <= at) {
      desk.nextRest++;
      const length = rest.to - rest.from;
      const until = rest.known ? Math.max(rest.to, at + 0.75 * length) : at + length;
      this.#hall.do({ type: "pause", window: desk.id, reason: null }, at);
      this.#agenda.put(until, { type: "back", window: index });
      this.#wake(at);
      return;
    }
    this.#hall.do({ type: "call-next", window: desk.id }, at);
    const track = desk.called;
    desk.called = null;
    if (track) this.#serve(index, track, at);
  }

  /** What the call brings is read now. */
  #serve(index: number, track: Track, at: number): void {
    const desk = this.#desks[index] as Desk;
    const { walk } = this.#scenario;
    const ticket = this.#hall.state.tickets.get(track.visit.asked.id as TicketId);
    const matters = ticket?.planned[ticket.plannedDone]?.matters ?? [];
    const stint = track.visit.call(matters, (matter) => desk.scenario.factor[matter] ?? 1);
    desk.serving = { track, stint };
    const service: Service = {
      matters: stint.came ? matters : [],
      waitsFrom: track.waitsFrom,
      servedBy: desk.id,
      calledAt: at,
      startedAt: null,
      finishedAt: null,
    };
    track.services.push(service);
    if (!stint.came) {
      this.#agenda.put(at + stint.minutes, { type: "free", window: index });
      return;
    }
    service.startedAt = at + walk;
    service.finishedAt = at + walk + stint.minutes;
    track.startedAt ??= service.startedAt;
    track.finishedAt = service.finishedAt;
    this.#agenda.put(service.startedAt, { type: "start", window: index });
    this.#agenda.put(service.finishedAt, { type: "free", window: index });
  }

  /** Those announced to a window that pauses are anyone's again: a window that rests may take them. */
  #wake(at: number): void {
    for (const [index, desk] of this.#desks.entries())
      if (this.#stateOf(desk) === "idle") this.#next(index, at);
  }

  #called(id: TicketId, window: WindowId, at: number): void {
    const track = this.#tracks.get(id) as Track;
    (this.#desks.find((d) => d.id === window) as Desk).called = track;
    if (track.calledAt !== null) return;
    track.servedBy = window;
    track.calledAt = at / MINUTE;
    if (track.told)
      this.#calibration = calibrate(this.#calibration, at / MINUTE - track.issuedAt, track.told);
  }

  #result(id: string): SimulatedTicket {
    const track = this.#tracks.get(id) as Track;
    const { estimate, servedBy, calledAt, startedAt, finishedAt, promises, visit, services } = track;
    return {
      id,
      promisedWindow: promises.at(-1)?.[1] ?? null,
      servedBy,
      calledAt,
      startedAt,
      finishedAt,
      estimate,
      promises,
      ...(visit.comesBack ? { services } : {}),
    };
  }
}
