import { type Candidate, choose } from "../choose.ts";
import { ageOf, keepsOrder } from "../policy.ts";
import { laneKey, type RunLane, templateOf } from "./lanes.ts";
import type { ForwardModel, ForwardPerson, ForwardWindow } from "./model.ts";
import { remainingMs, serviceMs, type Uniform } from "./sample.ts";

/** What one run tells: who would be called when, and where. Indexes of `people` and `windows`. */
export type OnCall = (person: number, at: number, window: number) => void;

export interface RunOptions {
  /** Uniform draws; null: every service takes its mean, nobody new comes. */
  readonly random: Uniform | null;
  /** Nothing after this matters, epoch ms. */
  readonly until: number;
  /** People keep coming until then; not given: as long as they may have a part in the wait of those who are here. */
  readonly comingUntil?: number;
  /** Whether the run may end: asked after each call. */
  readonly done: () => boolean;
  /** People who do not come, only ask when they would be called: they hold nobody up. */
  readonly probes?: Probes;
  /**
   * Draws of one person (by arrival number) or one window (-1 less its index), so that two models run with the same seed
   * differ by what is different in them alone; not given: all are taken from `random` as they come.
   */
  readonly drawsOf?: (key: number) => Uniform;
  /** Who comes after `model.now`. */
  readonly onComing?: (person: ForwardPerson) => void;
  /** Who came after `model.now`, when called. */
  readonly onNewcomer?: (person: ForwardPerson, at: number) => void;
}

export interface Probes {
  readonly people: readonly ForwardPerson[];
  readonly onCall: (probe: number, at: number, window: number) => void;
}

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
  readonly #breakAt: number[];
  readonly #resting: boolean[];
  /** Since when a window that was woken had rested. */
  readonly #restedSince: Float64Array;
  /** What each window serves now. */
  readonly #serving: ForwardWindow[];
  /** Indexes of the probes not called yet. */
  readonly #asking: number[];
  #arrivals = 0;
  /** How many of `scratch` the last choice was between. */
  #contenders = 0;

  constructor(model: ForwardModel, options: RunOptions, onCall: OnCall) {
    this.#model = model;
    this.#options = options;
    this.#onCall = onCall;
    this.#lanes = templateOf(model).map((lane) => ({
      ...lane,
      people: [...lane.people],
      ids: [...lane.ids],
    }));
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
    this.#asking = options.probes?.people.map((_, i) => i) ?? [];
  }

  go(): void {
    const { windows, now } = this.#model;
    const { random, until, done } = this.#options;
    for (let w = 0; w < windows.length; w++)
      this.#free[w] = this.#freeAt(windows[w] as ForwardWindow, this.#draws(-1 - w));
    let newcomer = this.#newcomer(random, now);
    for (;;) {
      const w = this.#soonest();
      const at = w < 0 ? Number.POSITIVE_INFINITY : this.#timeOf(w);
      if (newcomer !== null && newcomer.origin <= at) {
        this.#join(newcomer, newcomer.origin);
        newcomer = this.#newcomer(random, newcomer.origin);
        continue;
      }
      if (w < 0 || at > until || at === Number.POSITIVE_INFINITY) return;
      this.#resting[w] = false;
      this.#step(w, at);
      if (done()) return;
    }
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

  #freeAt({ now: is, factors }: ForwardWindow, random: Uniform | null): number {
    const { now, kinds, walkMs, pause, noShow } = this.#model;
    switch (is.state) {
      case "idle":
        return now;
      case "away":
        if (is.until !== null) return Math.max(now, is.until);
        return now + (random === null ? pause.meanMs : -Math.log(1 - random()) * pause.meanMs);
      case "busy": {
        const kind = kinds[is.kind];
        if (!kind) return now;
        const mean = kind.meanMs * (factors[is.kind] || 1) * is.count;
        const walked = is.started ?? is.since + walkMs;
        // Not yet come: the person may not be there at all.
        if (is.started === null && now < walked && random !== null && random() < noShow.share)
          return Math.max(now, is.since + noShow.holdMs);
        const elapsed = Math.max(0, now - walked);
        const left = remainingMs(mean, kind.spread, elapsed, random);
        return Math.max(now, walked) + (random === null ? left * TYPICAL : left);
      }
    }
  }

  /** The window is free: a break that has begun, someone bound to it, or whom the rule chooses. */
  #step(w: number, at: number): void {
    const window = this.#shifted(w, at);
    const idleSince = Math.min(at, this.#restedSince[w] as number);
    this.#restedSince[w] = Number.POSITIVE_INFINITY;
    const rest = window.breaks[this.#breakAt[w] as number];
    if (rest && rest[0] <= at) {
      this.#breakAt[w] = (this.#breakAt[w] as number) + 1;
      if (rest[1] > at) {
        const from = Math.max(rest[0], idleSince);
        this.#free[w] = Math.max(rest[1], from + 0.75 * (rest[1] - rest[0]));
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
    if (index !== lane.next) {
      lane.people.splice(index, 1);
      lane.ids.splice(index, 1);
    } else lane.next++;
    this.#serve(w, person, id, at);
  }

  #shifted(w: number, at: number): ForwardWindow {
    const window = this.#serving[w] as ForwardWindow;
    if (!window.then || window.then.from > at) return window;
    const { factors, costs, flexible } = window.then;
    const { then: _, ...same } = window;
    const shifted = { ...same, factors, costs, flexible };
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
      let candidate = scratch[count];
      if (!candidate) {
        candidate = { age: 0, class: "walk", cost: 0, arrival: 0 };
        scratch.push(candidate);
      }
      candidate.age = ageOf(policy, person, at);
      candidate.class = person.class;
      candidate.cost = window.costs[lane.kind] as number;
      candidate.arrival = person.arrival;
      laneAt[count] = l;
      count++;
    }
    this.#contenders = count;
    const best = choose(policy, scratch, count, window.flexible, this.#runs[w] as number);
    return best < 0 ? -1 : (laneAt[best] as number);
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
      const probe = people[index] as ForwardPerson;
      if (!window.factors[probe.kind]) continue;
      const age = ageOf(policy, probe, at);
      if (age < least || this.#behindItsOwn(probe, age, at)) continue;
      const candidate = scratch[count] ?? { age: 0, class: "walk", cost: 0, arrival: 0 };
      scratch[count] = candidate;
      candidate.age = age;
      candidate.class = probe.class;
      candidate.cost = window.costs[probe.kind] as number;
      candidate.arrival = probe.arrival;
      if (choose(policy, scratch, count + 1, window.flexible, this.#runs[w] as number) !== count) continue;
      this.#asking.splice(i, 1);
      onCall(index, at, w);
    }
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
    const key = laneKey(person);
    let index = this.#laneOf.get(key);
    if (index === undefined) {
      index = this.#lanes.length;
      this.#laneOf.set(key, index);
      this.#lanes.push({
        people: [],
        ids: [],
        next: 0,
        kind: person.kind,
        inOrder: keepsOrder(this.#model.policy, person.class),
      });
    }
    const lane = this.#lanes[index] as RunLane;
    lane.people.push(person);
    lane.ids.push(-1);
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

  /** The next who comes after `after`, drawn from those who came lately; null: nobody in time to matter. */
  #newcomer(random: Uniform | null, after: number): ForwardPerson | null {
    const { recent, now } = this.#model;
    const { arrivals, spanMs } = recent;
    if (random === null || arrivals.length === 0) return null;
    const at = after - (Math.log(1 - random()) * spanMs) / arrivals.length;
    if (at > Math.min(this.#options.until, this.#options.comingUntil ?? now + HORIZON_MS)) return null;
    const like = arrivals[Math.floor(random() * arrivals.length)] as (typeof arrivals)[number];
    return {
      ticket: null,
      kind: like.kind,
      count: like.count,
      class: like.class,
      origin: at,
      slot: like.slotAfter === null ? null : at + like.slotAfter,
      arrival: LATER + this.#arrivals++,
    };
  }
}

/** Without draws: between the mean and the median of a long-tailed service, which is what ends next most often. */
const TYPICAL = 0.9;
/** Lane of each scratch candidate. */
const laneAt: number[] = [];
/** Who comes later than this has no part in anybody's wait worth telling. */
const HORIZON_MS = 120 * 60_000;
/** Arrival numbers of newcomers: behind everybody who is there. */
const LATER = 1e12;
