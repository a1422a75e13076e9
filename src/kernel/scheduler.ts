import type { Clock } from "./clock.ts";

/** Something that happens by itself: when next, and what to do then. */
export interface DueSource {
  readonly name: string;
  readonly nextDue: () => number | null;
  readonly run: () => Promise<void>;
}

/** A source that is still due for the same moment after it ran is asked again this much later. */
const STILL_DUE_MS = 1_000;

/**
 * The one scheduler: everything that happens by itself is a command it sends when due (design §3). After each commit
 * it looks again; server, restart, tests and simulation differ only in who advances the clock.
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #sources: readonly DueSource[];
  readonly #onFault: (name: string, error: unknown) => void;
  #cancel: (() => void) | null = null;
  #armedFor: number | null = null;
  readonly #running = new Set<string>();
  /** The due time each source was last run for, and when: one that stays due is asked again, but not at once. */
  readonly #ranFor = new Map<string, { readonly due: number | null; readonly at: number }>();
  #stopped = true;

  constructor(needs: {
    clock: Clock;
    sources: readonly DueSource[];
    onFault: (name: string, error: unknown) => void;
  }) {
    this.#clock = needs.clock;
    this.#sources = needs.sources;
    this.#onFault = needs.onFault;
  }

  start(): void {
    this.#stopped = false;
    this.look();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = null;
    this.#armedFor = null;
  }

  /** Looks at what is due next; cheap, called after every commit. */
  look(): void {
    if (this.#stopped) return;
    const idle = this.#sources.filter((s) => !this.#running.has(s.name));
    const times = idle.flatMap((s) => this.#whenDue(s) ?? []);
    const next = times.length > 0 ? Math.min(...times) : null;
    if (next === this.#armedFor && this.#cancel) return;
    this.#cancel?.();
    this.#armedFor = next;
    this.#cancel = next === null ? null : this.#clock.at(next, () => this.#fire());
  }

  #whenDue(source: DueSource): number | null {
    const due = source.nextDue();
    if (due === null) return null;
    const ran = this.#ranFor.get(source.name);
    const now = this.#clock.now();
    // A clock set back makes no pause longer.
    const at = ran && Math.min(ran.at, now);
    if (ran && at !== undefined && at < ran.at) this.#ranFor.set(source.name, { ...ran, at });
    return ran?.due === due && at !== undefined ? Math.max(due, at + STILL_DUE_MS) : due;
  }

  #fire(): void {
    this.#cancel = null;
    this.#armedFor = null;
    const now = this.#clock.now();
    for (const source of this.#sources) {
      const due = this.#whenDue(source);
      if (due === null || due > now || this.#running.has(source.name)) continue;
      this.#ranFor.set(source.name, { due: source.nextDue(), at: now });
      this.#running.add(source.name);
      source
        .run()
        .catch((error: unknown) => this.#onFault(source.name, error))
        .finally(() => {
          this.#running.delete(source.name);
          this.look();
        });
    }
    this.look();
  }
}
