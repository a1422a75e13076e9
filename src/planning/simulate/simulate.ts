import type { HallEvent } from "../../contract/events.ts";
import type { TicketId, WindowId } from "../../contract/ids.ts";
import { dispatcher } from "../../dispatcher/dispatcher.ts";
import { modelOf } from "../../dispatcher/forward/model.ts";
import { restingFor } from "../../dispatcher/order.ts";
import { estimateOne, RUNS, type Told } from "../../forecast/estimate.ts";
import { type Calibration, calibrate, FRESH } from "../../kernel/calibration.ts";
import { Agenda } from "./agenda.ts";
import { bindsAtTicket, MINUTE, SimulatedHall, staffOf } from "./day.ts";
import type { Scenario, SimulatedDay, SimulatedTicket } from "./scenario.ts";

type Happening =
  | { readonly type: "arrival"; readonly ticket: Scenario["tickets"][number] }
  | { readonly type: "leave"; readonly ticket: Scenario["tickets"][number] }
  | { readonly type: "due" }
  | AtWindow;

interface AtWindow {
  readonly type: "open" | "close" | "free" | "back" | "break" | "start";
  readonly window: number;
}

interface Track {
  estimate: { readonly minutes: number; readonly upTo: number } | null;
  told: Told | null;
  servedBy: string | null;
  calledAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  readonly promises: [number, string][];
}

interface Desk {
  readonly scenario: Scenario["windows"][number];
  readonly id: WindowId;
  /** Known breaks and pauses, by begin. */
  readonly rests: readonly { readonly from: number; readonly to: number; readonly known: boolean }[];
  nextRest: number;
  serving: Scenario["tickets"][number] | null;
}

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
  readonly #tickets: ReadonlyMap<string, Scenario["tickets"][number]>;
  readonly #desks: readonly Desk[];
  #calibration: Calibration = FRESH;
  #told = 0;
  #dueAt: number | null = null;

  constructor(scenario: Scenario, estimates: boolean, onFact: (fact: HallEvent) => void) {
    this.#scenario = scenario;
    this.#estimates = estimates;
    this.#tickets = new Map(scenario.tickets.map((t) => [t.id, t]));
    this.#hall = new SimulatedHall(scenario, (fact) => {
      onFact(fact);
      if (fact.type === "ticket.called") this.#called(fact.data.ticket, fact.data.window, fact.at);
      if (fact.type === "ticket.promised")
        this.#tracks.get(fact.data.ticket)?.promises.push([fact.at / MINUTE, fact.data.window]);
      if (fact.type === "ticket.bound" && fact.data.window !== null && fact.data.window !== fact.data.from)
        this.#tracks.get(fact.data.ticket)?.promises.push([fact.at / MINUTE, fact.data.window]);
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
    else if (what.type === "due") this.#dueAt = null;
    else this.#happenAt(what, at);
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
        this.#hall.do({ type: "open", window, staff: staffOf(window), placed: false }, at);
        this.#next(what.window, at);
        return;
      case "close":
        this.#hall.do({ type: "close", window }, at);
        this.#wake(at);
        return;
      case "start":
        this.#hall.do({ type: "start", window }, at);
        return;
      case "free": {
        const ticket = desk.serving;
        desk.serving = null;
        this.#hall.do({ type: ticket?.noShow ? "no-show" : "finish", window }, at);
        this.#next(what.window, at);
        return;
      }
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
    const track: Track = {
      estimate: null,
      told: null,
      servedBy: null,
      calledAt: null,
      startedAt: null,
      finishedAt: null,
      promises: [],
    };
    this.#tracks.set(ticket.id, track);
    this.#hall.issue(ticket, at);
    const waiting = this.#hall.state.tickets.get(ticket.id as TicketId);
    const resting = waiting && restingFor(this.#hall.state, waiting);
    if (resting) {
      track.estimate = { minutes: 0, upTo: 0 };
      const index = this.#desks.findIndex((d) => d.id === resting.id);
      this.#calibration = calibrate(this.#calibration, 0, track.estimate);
      this.#next(index, at);
      return;
    }
    if (!this.#estimates) return;
    track.told = this.#estimate(ticket.id, at);
    track.estimate = track.told && { minutes: track.told.minutes, upTo: track.told.upTo };
  }

  #estimate(id: string, at: number): Told | null {
    const { state } = this.#hall;
    const model = modelOf(state, at * MINUTE, (window, from) =>
      state.rules.rota
        .plannedBreaks(window, "", null)
        .filter((b) => b.to > from)
        .map((b) => [b.from, b.to] as const),
    );
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
    if (!desk.serving) return;
    const { walk } = this.#scenario;
    const { noShow, noShowCost, work, matter } = desk.serving;
    if (noShow) {
      this.#agenda.put(at + noShowCost, { type: "free", window: index });
      return;
    }
    const track = this.#tracks.get(desk.serving.id) as Track;
    track.startedAt = at + walk;
    track.finishedAt = at + walk + work * (desk.scenario.factor[matter] ?? 1);
    this.#agenda.put(track.startedAt, { type: "start", window: index });
    this.#agenda.put(track.finishedAt, { type: "free", window: index });
  }

  /** Those announced to a window that pauses are anyone's again: a window that rests may take them. */
  #wake(at: number): void {
    for (const [index, desk] of this.#desks.entries())
      if (this.#stateOf(desk) === "idle") this.#next(index, at);
  }

  #called(id: TicketId, window: WindowId, at: number): void {
    const track = this.#tracks.get(id) as Track;
    const ticket = this.#tickets.get(id) as Scenario["tickets"][number];
    track.servedBy = window;
    track.calledAt = at / MINUTE;
    (this.#desks.find((d) => d.id === window) as Desk).serving = ticket;
    if (track.told) this.#calibration = calibrate(this.#calibration, at / MINUTE - ticket.at, track.told);
  }

  #result(id: string): SimulatedTicket {
    const track = this.#tracks.get(id) as Track;
    const { estimate, servedBy, calledAt, startedAt, finishedAt, promises } = track;
    return {
      id,
      promisedWindow: promises.at(-1)?.[1] ?? null,
      servedBy,
      calledAt,
      startedAt,
      finishedAt,
      estimate,
      promises,
    };
  }
}
