import { FLEXIBLE_COST } from "../order.ts";
import { ageOf } from "../policy.ts";
import type { ForwardModel, ForwardPerson, ForwardWindow } from "./forward-model.ts";
import type { RunLane } from "./lanes.ts";

/** Somebody whom one window alone may call; `id` is an index of the model's people, -1 for who comes later. */
interface Bound {
  readonly person: ForwardPerson;
  readonly id: number;
}

/** What the run knows of its windows. */
interface Windows {
  /** Since when it rests; null: it does not. */
  readonly restsSince: (w: number) => number | null;
  readonly serving: (w: number) => ForwardWindow;
  /** Index of its next known break. */
  readonly breakAt: (w: number) => number;
  readonly lanes: readonly RunLane[];
}

/** A service already longer than expected is expected to last this much of a mean still. */
const LATE_SHARE = 0.35;
/** Waits that differ by less are as long (dispatcher/binding.ts). */
const SAME_MS = 1_000;

/** The lines of the windows in a run, and to which one the policy binds whoever comes (`binding: atTicket`). */
export class BoundLines {
  readonly #model: ForwardModel;
  readonly #windows: Windows;
  readonly #lines: Bound[][];
  /** Time that the people of each line are expected to take. */
  readonly #load: Float64Array;
  /** When the present service began and what is expected of it. */
  readonly #since: Float64Array;
  readonly #mean: Float64Array;
  readonly #awayUntil: Float64Array;
  /** Probes that ask at each window; null: none anywhere. */
  #asking: number[][] | null = null;
  readonly #probes: ForwardPerson[] = [];

  constructor(model: ForwardModel, windows: Windows) {
    this.#model = model;
    this.#windows = windows;
    const size = model.windows.length;
    this.#load = new Float64Array(size);
    this.#since = new Float64Array(size);
    this.#mean = new Float64Array(size);
    this.#awayUntil = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
    this.#lines = model.windows.map(() => []);
    for (let w = 0; w < size; w++)
      for (const id of model.windows[w]?.bound ?? []) this.#add(w, model.people[id] as ForwardPerson, id);
  }

  bind(w: number, person: ForwardPerson, id: number): void {
    this.#add(w, person, id);
  }

  /** A service begins, expected to take so long. */
  busy(w: number, from: number, mean: number): void {
    this.#since[w] = from;
    this.#mean[w] = mean;
  }

  away(w: number, until: number): void {
    this.#awayUntil[w] = until;
  }

  back(w: number): void {
    this.#awayUntil[w] = Number.NEGATIVE_INFINITY;
    this.#mean[w] = 0;
  }

  /** Whom the window would call first of those bound to it; null: nobody is. */
  eldest(w: number, at: number): ForwardPerson | null {
    const index = this.#eldestOf(w, at);
    return this.#lines[w]?.[index]?.person ?? null;
  }

  take(w: number, at: number): Bound {
    const line = this.#lines[w] as Bound[];
    const [bound] = line.splice(this.#eldestOf(w, at), 1) as [Bound];
    this.#load[w] = Math.max(0, (this.#load[w] as number) - this.#takes(w, bound.person));
    return bound;
  }

  ask(w: number, probe: number, person: ForwardPerson): void {
    this.#asking ??= this.#model.windows.map(() => []);
    this.#asking[w]?.push(probe);
    this.#probes[probe] = person;
  }

  asked(w: number): boolean {
    return (this.#asking?.[w]?.length ?? 0) > 0;
  }

  /** Asks each probe of the window; those answered are gone. */
  answer(w: number, called: (probe: number) => boolean): void {
    const asking = this.#asking?.[w] ?? [];
    for (let i = asking.length - 1; i >= 0; i--) if (called(asking[i] as number)) asking.splice(i, 1);
  }

  /** Everybody the sector's rule bound to this window goes to another, the eldest first; answers which got somebody. */
  handOver(w: number, at: number): ReadonlySet<number> {
    const got = new Set<number>();
    const line = this.#lines[w] as Bound[];
    if (line.length === 0 && !this.asked(w)) return got;
    const { policy, kinds } = this.#model;
    const age = (b: Bound) => ageOf(policy, b.person, at);
    const movable = line.filter((b) => kinds[b.person.kind]?.binds).sort((a, b) => age(b) - age(a));
    for (const bound of movable) {
      const other = this.bestFor(bound.person, at, w);
      if (other === null) continue;
      line.splice(line.indexOf(bound), 1);
      this.#load[w] = Math.max(0, (this.#load[w] as number) - this.#takes(w, bound.person));
      this.#add(other, bound.person, bound.id);
      got.add(other);
    }
    this.answer(w, (probe) => {
      const person = this.#probes[probe] as ForwardPerson;
      const other = this.bestFor(person, at, w);
      if (other !== null) this.#asking?.[other]?.push(probe);
      return other !== null;
    });
    return got;
  }

  /**
   * The window with the shortest expected wait, as dispatcher/binding.ts has it; of those as short the one that is
   * relatively quicker, then the one that rests longest. Away ones only while no other can; null: none can.
   */
  bestFor(person: ForwardPerson, at: number, besides = -1): number | null {
    const shared = this.#shared();
    const away = (w: number) => (this.#awayUntil[w] as number) > at;
    const found = this.#bestOf(person, at, shared, (w) => w !== besides && !away(w));
    return found ?? (besides < 0 ? this.#bestOf(person, at, shared, away) : null);
  }

  #bestOf(
    person: ForwardPerson,
    at: number,
    shared: readonly Shared[],
    may: (w: number) => boolean,
  ): number | null {
    let best: number | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (let w = 0; w < this.#lines.length; w++) {
      if (!may(w) || !this.#windows.serving(w).factors[person.kind]) continue;
      const wait = this.#waitAt(w, person, at, shared);
      const nearer = least - wait;
      const better =
        best === null ? wait < least : nearer > SAME_MS || this.#tied(nearer, w, best, person.kind);
      if (!better) continue;
      best = w;
      least = wait;
    }
    return best;
  }

  #tied(nearer: number, w: number, best: number, kind: number): boolean {
    return nearer > -SAME_MS && this.#ranks(w, best, kind);
  }

  #add(w: number, person: ForwardPerson, id: number): void {
    this.#lines[w]?.push({ person, id });
    this.#load[w] = (this.#load[w] as number) + this.#takes(w, person);
  }

  /** By the factors of the run's beginning, so that what is added can be taken away again. */
  #takes(w: number, { kind, count }: ForwardPerson): number {
    const { kinds, windows, walkMs } = this.#model;
    return walkMs + (kinds[kind]?.meanMs ?? 0) * (windows[w]?.factors[kind] || 1) * count;
  }

  #eldestOf(w: number, at: number): number {
    const line = this.#lines[w] as Bound[];
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < line.length; i++) {
      const { person } = line[i] as Bound;
      const age = ageOf(this.#model.policy, person, at);
      if (age < most || (age === most && person.arrival > (line[best]?.person.arrival ?? 0))) continue;
      most = age;
      best = i;
    }
    return best;
  }

  #waitAt(w: number, person: ForwardPerson, at: number, shared: readonly Shared[]): number {
    let wait = this.#leftAt(w, at);
    // Behind whoever comes as a walk-in stands nobody yet.
    if (person.class === "walk" && person.origin === at) wait += this.#load[w] as number;
    else wait += this.#elders(w, person, at);
    const { factors, breaks } = this.#windows.serving(w);
    for (const { kind, each } of shared) {
      const factor = factors[kind];
      if (factor) wait += each * factor;
    }
    for (let b = this.#windows.breakAt(w); b < breaks.length; b++) {
      const [from, to] = breaks[b] as readonly [number, number];
      if (from > at + wait) break;
      wait += Math.max(0, to - Math.max(from, at));
    }
    return wait;
  }

  #elders(w: number, person: ForwardPerson, at: number): number {
    const { policy } = this.#model;
    const own = ageOf(policy, person, at);
    let sum = 0;
    for (const { person: other } of this.#lines[w] as Bound[]) {
      const age = ageOf(policy, other, at);
      if (age > own || (age === own && other.arrival < person.arrival)) sum += this.#takes(w, other);
    }
    return sum;
  }

  #leftAt(w: number, at: number): number {
    if (this.#windows.restsSince(w) !== null) return 0;
    const away = (this.#awayUntil[w] as number) - at;
    if (away > 0) return away;
    const mean = this.#mean[w] as number;
    return mean === 0 ? 0 : Math.max(mean - (at - (this.#since[w] as number)), LATE_SHARE * mean);
  }

  /** People bound to nobody, as work for each window that can do theirs. */
  #shared(): Shared[] {
    const { kinds, walkMs } = this.#model;
    const shared: Shared[] = [];
    for (const { people, next, kind } of this.#windows.lanes) {
      const left = people.length - next;
      if (left <= 0) continue;
      let able = 0;
      for (let w = 0; w < this.#lines.length; w++) if (this.#windows.serving(w).factors[kind]) able++;
      if (able > 0) shared.push({ kind, each: (left * (walkMs + (kinds[kind]?.meanMs ?? 0))) / able });
    }
    return shared;
  }

  #ranks(a: number, b: number, kind: number): boolean {
    const costs = this.#costAt(a, kind) - this.#costAt(b, kind);
    if (costs !== 0) return costs < 0;
    const since = (w: number) => this.#windows.restsSince(w) ?? Number.POSITIVE_INFINITY;
    return since(a) < since(b);
  }

  #costAt(w: number, kind: number): number {
    const { costs, flexible } = this.#windows.serving(w);
    return (costs[kind] ?? 0) + (flexible ? FLEXIBLE_COST : 0);
  }
}

interface Shared {
  readonly kind: number;
  readonly each: number;
}
