import { type Candidate, choose } from "../choose.ts";
import { ageOf, keepsOrder } from "../policy.ts";
import { BoundLines } from "./bound-lines.ts";
import { Coming } from "./coming.ts";
import type { ForwardModel, ForwardPerson, ForwardProbe, ForwardWindow } from "./forward-model.ts";
import { freeAt } from "./free-at.ts";
import { joinLane, laneKey, lanesOf, leaveLane, type RunLane } from "./lanes.ts";
import type { OnCall, Probes, RunOptions } from "./run-options.ts";
import { serviceMs, type Uniform } from "./sample.ts";

/**
 * Runs the hall forward from `model.now` by the dispatcher's own rule (choose.ts) and tells each call. A window that
 * finds nobody rests until somebody comes whom it can serve.
 */
export function runForward(model: ForwardModel, options: RunOptions, onCall: OnCall): void {
  const run = new Run(model, options, onCall);
  run.go();
}

/** Scratch candidates, grown once. */
const scratch: Candidate[] = [];

class Run {
  readonly #model: ForwardModel;
  readonly #options: RunOptions;
  readonly #onCall: OnCall;
  /** Who came later stands at the end. */
  readonly #lanes: RunLane[];
  readonly #laneOf = new Map<number, number>();
  readonly #free: Float64Array;
  readonly #runs: number[];
  readonly #held: number[][];
  readonly #bound: BoundLines;
  readonly #breakAt: number[];
  readonly #resting: boolean[];
  /** Since when a window that was woken had rested. */
  readonly #restedSince: Float64Array;
  /** What each window serves now. */
  readonly #serving: ForwardWindow[];
  /** Indexes of the probes not called yet that any window may call. */
  readonly #asking: number[] = [];
  /** How many of `scratch` the last choice was between, and how many of those stand for lanes. */
  #contenders = 0;
  #lanesStand = 0;

  constructor(model: ForwardModel, options: RunOptions, onCall: OnCall) {
    this.#model = model;
    this.#options = options;
    this.#onCall = onCall;
    this.#lanes = lanesOf(model);
    for (const [i, lane] of this.#lanes.entries()) {
      const first = lane.people[0] as ForwardPerson;
      if (keepsOrder(model.policy, first.class)) this.#laneOf.set(laneKey(first), i);
    }
    this.#free = new Float64Array(model.windows.length);
    this.#runs = model.windows.map((w) => w.run);
    this.#held = model.windows.map((w) => [...w.held]);
    this.#breakAt = model.windows.map(() => 0);
    this.#resting = model.windows.map(() => false);
    this.#restedSince = new Float64Array(model.windows.length).fill(Number.POSITIVE_INFINITY);
    this.#serving = [...model.windows];
    this.#bound = new BoundLines(model, {
      restsSince: (w) => (this.#resting[w] ? (this.#free[w] as number) : null),
      serving: (w) => this.#serving[w] as ForwardWindow,
      breakAt: (w) => this.#breakAt[w] as number,
      lanes: this.#lanes,
    });
  }

  go(): void {
    const { windows, now } = this.#model;
    const { random, until, done } = this.#options;
    for (let w = 0; w < windows.length; w++)
      this.#free[w] = freeAt(this.#model, windows[w] as ForwardWindow, this.#draws(-1 - w));
    for (let w = 0; w < windows.length; w++) this.#takeUp(w);
    this.#placeProbes();
    const coming = new Coming(this.#model, until, this.#options.comingUntil);
    let newcomer = coming.next(random, now);
    for (;;) {
      const w = this.#soonest();
      const at = w < 0 ? Number.POSITIVE_INFINITY : this.#timeOf(w);
      if (newcomer !== null && newcomer.origin <= at) {
        this.#join(newcomer, newcomer.origin);
        newcomer = coming.next(random, newcomer.origin);
        continue;
      }
      if (w < 0 || at > until || at === Number.POSITIVE_INFINITY) return;
      this.#resting[w] = false;
      this.#step(w, at);
      if (done()) return;
    }
  }

  /** What a window does as the run begins. */
  #takeUp(w: number): void {
    const { windows, now, kinds, walkMs } = this.#model;
    const { now: is, factors } = windows[w] as ForwardWindow;
    if (is.state === "busy") {
      const mean = (kinds[is.kind]?.meanMs ?? 0) * (factors[is.kind] || 1) * is.count;
      this.#bound.busy(w, is.started ?? is.since + walkMs, mean);
    }
    if (is.state === "away") this.#leaves(w, is.since, this.#free[w] as number, now);
  }

  /** Whoever is bound to a window that stays away too long is told another. */
  #leaves(w: number, from: number, until: number, at: number): void {
    this.#bound.away(w, until);
    if (until - from <= this.#model.rebindAfterMs) return;
    for (const woken of this.#bound.handOver(w, at)) this.#rouse(woken, at);
  }

  /** Each to the window it is meant for; those of sectors that bind with the number where they would be bound now. */
  #placeProbes(): void {
    const { kinds, now } = this.#model;
    const people = this.#options.probes?.people ?? [];
    for (let i = 0; i < people.length; i++) {
      const probe = people[i] as ForwardProbe;
      const only = probe.only ?? (kinds[probe.kind]?.binds ? this.#bound.bestFor(probe, now) : null);
      if (only === null) this.#asking.push(i);
      else this.#bound.ask(only, i, probe);
    }
  }

  #rouse(w: number, at: number): void {
    if (!this.#resting[w]) return;
    this.#resting[w] = false;
    this.#free[w] = at;
  }

  #soonest(): number {
    let best = -1;
    for (let w = 0; w < this.#free.length; w++) {
      if (this.#resting[w] && !this.#serving[w]?.then) continue;
      if (best < 0 || this.#timeOf(w) < this.#timeOf(best)) best = w;
    }
    return best;
  }

  /** When a window does something by itself: one that rests looks again when it begins to serve something else. */
  #timeOf(w: number): number {
    if (!this.#resting[w]) return this.#free[w] as number;
    return Math.max(this.#free[w] as number, this.#serving[w]?.then?.from ?? Number.POSITIVE_INFINITY);
  }

  #draws(key: number): Uniform | null {
    const { random, drawsOf } = this.#options;
    return random !== null && drawsOf ? drawsOf(key) : random;
  }

  /** The window is free: a break that has begun, someone bound to it, or whom the rule chooses. */
  #step(w: number, at: number): void {
    const window = this.#shifted(w, at);
    this.#bound.back(w);
    const idleSince = Math.min(at, this.#restedSince[w] as number);
    this.#restedSince[w] = Number.POSITIVE_INFINITY;
    const rest = window.breaks[this.#breakAt[w] as number];
    if (rest && rest[0] <= at) {
      this.#breakAt[w] = (this.#breakAt[w] as number) + 1;
      if (rest[1] > at) {
        const from = Math.max(rest[0], idleSince);
        this.#free[w] = Math.max(rest[1], from + 0.75 * (rest[1] - rest[0]));
        this.#leaves(w, at, this.#free[w] as number, at);
        this.#wake(at);
        return;
      }
    }
    const held = this.#held[w]?.shift();
    if (held !== undefined) {
      this.#serve(w, this.#model.people[held] as ForwardPerson, held, at);
      return;
    }
    const chosen = this.#choose(w, window, at);
    if (this.#asking.length > 0) this.#answerProbes(w, window, at);
    if (this.#bound.asked(w)) this.#answerBound(w, window, at);
    if (chosen === OWN) {
      const { person, id } = this.#bound.take(w, at);
      this.#serve(w, person, id, at);
      return;
    }
    if (chosen < 0) {
      // A break that begins while it rests is taken up when someone comes; that is soon enough for a forecast.
      this.#resting[w] = true;
      this.#restedSince[w] = at;
      this.#free[w] = at;
      return;
    }
    const lane = this.#lanes[chosen] as RunLane;
    const index = this.#eldest(lane, at);
    const person = lane.people[index] as ForwardPerson;
    const id = lane.ids[index] as number;
    leaveLane(lane, index);
    this.#serve(w, person, id, at);
  }

  #shifted(w: number, at: number): ForwardWindow {
    const window = this.#serving[w] as ForwardWindow;
    if (!window.then || window.then.from > at) return window;
    const { factors, costs, flexible, then } = window.then;
    const { then: _, ...same } = window;
    const changed = { ...same, factors, costs, flexible };
    const shifted = then ? { ...changed, then } : changed;
    this.#serving[w] = shifted;
    return shifted;
  }

  /** A window went on a break instead of taking whom it was woken for: others that rest may. */
  #wake(at: number): void {
    for (const lane of this.#lanes) {
      if (lane.next >= lane.people.length) continue;
      for (let w = 0; w < this.#resting.length; w++) {
        if (!this.#resting[w] || !this.#serving[w]?.factors[lane.kind]) continue;
        this.#resting[w] = false;
        this.#free[w] = at;
      }
    }
  }

  #choose(w: number, window: ForwardWindow, at: number): number {
    const { policy } = this.#model;
    let count = 0;
    for (let l = 0; l < this.#lanes.length; l++) {
      const lane = this.#lanes[l] as RunLane;
      if (lane.next >= lane.people.length || !window.factors[lane.kind]) continue;
      const person = lane.people[this.#eldest(lane, at)] as ForwardPerson;
      this.#candidate(count, person, ageOf(policy, person, at), window);
      laneAt[count] = l;
      count++;
    }
    this.#lanesStand = count;
    const own = this.#bound.eldest(w, at);
    if (own) {
      this.#candidate(count, own, ageOf(policy, own, at), window);
      laneAt[count] = OWN;
      count++;
    }
    this.#contenders = count;
    const best = choose(policy, scratch, count, window.flexible, this.#runs[w] as number);
    return best < 0 ? -1 : (laneAt[best] as number);
  }

  #candidate(at: number, person: ForwardPerson, age: number, window: ForwardWindow): void {
    const candidate = scratch[at] ?? { age: 0, class: "walk", cost: 0, arrival: 0 };
    scratch[at] = candidate;
    candidate.age = age;
    candidate.class = person.class;
    candidate.cost = window.costs[person.kind] as number;
    candidate.arrival = person.arrival;
  }

  /** Which of the probes this window would have called had they been there: each against those really waiting. */
  #answerProbes(w: number, window: ForwardWindow, at: number): void {
    const { policy } = this.#model;
    const { people, onCall } = this.#options.probes as Probes;
    const count = this.#contenders;
    let eldest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) eldest = Math.max(eldest, (scratch[i] as Candidate).age);
    const least = policy.kind === "ratio" ? Number.NEGATIVE_INFINITY : eldest - policy.slackMs;
    for (let i = this.#asking.length - 1; i >= 0; i--) {
      const index = this.#asking[i] as number;
      const probe = people[index] as ForwardProbe;
      if (!window.factors[probe.kind]) continue;
      const age = ageOf(policy, probe, at);
      if (age < least || this.#behindItsOwn(probe, age, at)) continue;
      this.#candidate(count, probe, age, window);
      if (choose(policy, scratch, count + 1, window.flexible, this.#runs[w] as number) !== count) continue;
      this.#asking.splice(i, 1);
      onCall(index, at, w);
    }
  }

  /** The same of those that this window alone may call: each in the place of the eldest bound here. */
  #answerBound(w: number, window: ForwardWindow, at: number): void {
    const { policy } = this.#model;
    const { people, onCall } = this.#options.probes as Probes;
    const lanes = this.#lanesStand;
    const own = this.#bound.eldest(w, at);
    this.#bound.answer(w, (index) => {
      const probe = people[index] as ForwardProbe;
      const age = ageOf(policy, probe, at);
      if (own) {
        const other = ageOf(policy, own, at);
        if (other > age || (other === age && own.arrival < probe.arrival)) return false;
      }
      this.#candidate(lanes, probe, age, window);
      if (choose(policy, scratch, lanes + 1, window.flexible, this.#runs[w] as number) !== lanes)
        return false;
      onCall(index, at, w);
      return true;
    });
  }

  /** Somebody of the same matter and class goes before. */
  #behindItsOwn(probe: ForwardPerson, age: number, at: number): boolean {
    const lane = this.#lanes[this.#laneOf.get(laneKey(probe)) ?? -1];
    if (!lane || lane.next >= lane.people.length) return false;
    const first = lane.people[this.#eldest(lane, at)] as ForwardPerson;
    const other = ageOf(this.#model.policy, first, at);
    return other > age || (other === age && first.arrival < probe.arrival);
  }

  #eldest(lane: RunLane, at: number): number {
    if (lane.inOrder) return lane.next;
    const { policy } = this.#model;
    let best = lane.next;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = lane.next; i < lane.people.length; i++) {
      const age = ageOf(policy, lane.people[i] as ForwardPerson, at);
      if (age > most) {
        most = age;
        best = i;
      }
    }
    return best;
  }

  #serve(w: number, person: ForwardPerson, id: number, at: number): void {
    const { kinds, walkMs, noShow, pause } = this.#model;
    const random = this.#draws(person.arrival);
    this.#runs[w] = person.class === "walk" ? 0 : (this.#runs[w] as number) + 1;
    if (id >= 0) this.#onCall(id, at, w);
    else this.#options.onNewcomer?.(person, at);
    const kind = kinds[person.kind];
    const factor = this.#serving[w]?.factors[person.kind] || 1;
    const mean = (kind?.meanMs ?? 0) * factor * person.count;
    this.#bound.busy(w, at + walkMs, mean);
    if (random === null) {
      this.#free[w] = at + (1 - noShow.share) * (walkMs + mean) + noShow.share * noShow.holdMs;
      return;
    }
    let hold = random() < noShow.share ? noShow.holdMs : walkMs + serviceMs(mean, kind?.spread ?? 0, random);
    if (random() < pause.share) hold += -Math.log(1 - random()) * pause.meanMs;
    this.#free[w] = at + hold;
  }

  #join(person: ForwardPerson, at: number): void {
    const windows = this.#serving;
    this.#options.onComing?.(person);
    if (this.#model.kinds[person.kind]?.binds) {
      const window = this.#bound.bestFor(person, at);
      if (window !== null) {
        this.#bound.bind(window, person, -1);
        this.#rouse(window, at);
        return;
      }
    }
    const key = laneKey(person);
    let index = this.#laneOf.get(key);
    if (index === undefined) {
      index = this.#lanes.length;
      this.#laneOf.set(key, index);
      this.#lanes.push({
        people: [],
        ids: [],
        shared: false,
        next: 0,
        kind: person.kind,
        inOrder: keepsOrder(this.#model.policy, person.class),
      });
    }
    joinLane(this.#lanes[index] as RunLane, person);
    // Of the windows that rest, the one relatively best at it takes the person.
    let best = -1;
    for (let w = 0; w < windows.length; w++) {
      if (!this.#resting[w] || !windows[w]?.factors[person.kind]) continue;
      if (best < 0 || (windows[w]?.costs[person.kind] ?? 0) < (windows[best]?.costs[person.kind] ?? 0))
        best = w;
    }
    if (best < 0) return;
    this.#resting[best] = false;
    this.#free[best] = at;
  }
}

/** Instead of a lane: whoever is bound to the window. */
const OWN = -2;
/** Lane of each scratch candidate. */
const laneAt: number[] = [];
