import type { PrintDocument, PrintOutcome, PrintTrouble } from "../contract/print.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";

/** One row of the print outbox, as far as printing needs it. */
export interface DueJob {
  readonly id: number;
  readonly printer: string;
  readonly state: string;
  readonly attempts: number;
  readonly at: number;
}

export interface PrintOutbox<Job extends DueJob> {
  due(now: number): readonly Job[];
  /** When the next waiting job may be tried, epoch ms; null: none waits. */
  nextDue(): number | null;
  /** Its first byte is about to go to `printer`. */
  markPrinting(id: number, printer: string): void;
  mark(id: number, state: "handed" | "printed" | "failed", reason: string | null): void;
  /** `begun`: some of it may have reached paper. */
  retry(id: number, at: number, reason: string, begun: boolean): void;
  supersede(job: Job): void;
}

export interface PrinterStanding {
  readonly usable: boolean;
  /** Since when it has been so, epoch ms. */
  readonly since: number;
  /** Why it is not, for people. */
  readonly reason: string | null;
}

export interface PrintWorkerNeeds<Job extends DueJob> {
  readonly outbox: PrintOutbox<Job>;
  /** Runs marks in the next commit and resolves after it. */
  readonly write: (write: () => void) => Promise<void>;
  readonly render: (job: Job, printer: string) => PrintDocument | null;
  /** Where this paper may come out, the printer it was asked for on first. */
  readonly printersFor: (job: Job) => readonly string[];
  readonly standing: (printer: string) => PrinterStanding;
  readonly print: (
    printer: string,
    document: PrintDocument,
    progress: { handed: () => void },
  ) => Promise<PrintOutcome>;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: (job: Job) => void;
}

/** Troubles that may pass by themselves within seconds: a line that is being opened again. */
const PASSING: ReadonlySet<PrintTrouble> = new Set<PrintTrouble>([
  "line-down",
  "no-answer",
  "offline",
  "overheated",
]);
/**
 * The printer itself said that it stopped before the end and what it held was cleared: half a slip is no slip. Where
 * that is not known (a line that broke) the paper may be whole, and nobody knowingly prints a second one.
 */
const STOPPED_HALFWAY: ReadonlySet<PrintTrouble> = new Set<PrintTrouble>(["paper-out", "cover-open"]);
/** Somebody may be changing the paper: so long another printer waits before it takes over. */
const MOMENT_MS = 3_000;
/** A person stands before the kiosk: after this the slip counts as failed and the screen says what to do. */
const GIVE_UP_AFTER_MS = 12_000;
const TRY_AGAIN_MS = 1_500;
/** A slip asked for longer ago than this (a long power cut) is of no use to whoever left; staff may still reprint. */
const TOO_OLD_MS = 30 * 60_000;

interface Place {
  readonly printer: string;
  /** Why not on the printer it was asked for on; null when it is. */
  readonly instead: string | null;
  /** Whether another printer could take over. */
  readonly others: boolean;
}
type NotPrinted = Extract<PrintOutcome, { readonly printed: false }>;

/**
 * Prints what the outbox asks for, one job at a time on each printer. `printing` is committed before the first byte
 * and `handed` once the last one is with the printer, so that after a pulled plug only a job cut off between the two
 * is printed again, marked as a repeat. While a printer stands still, whoever takes over for it prints its jobs.
 */
export class PrintWorker<Job extends DueJob> {
  readonly #needs: PrintWorkerNeeds<Job>;
  readonly #busy = new Map<string, Promise<void>>();
  #stopped = true;
  #cancel: () => void = () => {};
  #startedAt = 0;

  constructor(needs: PrintWorkerNeeds<Job>) {
    this.#needs = needs;
  }

  start(): void {
    this.#stopped = false;
    this.#startedAt = this.#needs.clock.now();
    this.wake();
    // What was to be tried again when the server stopped falls due within this time.
    this.#wakeAt(this.#needs.clock.now() + TRY_AGAIN_MS);
  }

  /** No event brings back a job that waits for its printer: only the clock does. */
  #wakeAt(at: number): void {
    this.#needs.clock.at(at, () => this.wake());
  }

  /** Waits for the papers now being printed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await Promise.all(this.#busy.values());
  }

  wake(): void {
    if (this.#stopped) return;
    let waits = Number.POSITIVE_INFINITY;
    for (const job of this.#needs.outbox.due(this.#needs.clock.now())) {
      const place = this.#placeOf(job);
      if ("until" in place) waits = Math.min(waits, place.until);
      else this.#begin(job, place);
    }
    this.#arm(waits);
  }

  #begin(job: Job, place: Place): void {
    if (this.#busy.has(place.printer)) return;
    const running = this.#run(job, place)
      .catch((error: unknown) => this.#faulted(job, error))
      .finally(() => {
        this.#busy.delete(place.printer);
        this.wake();
      });
    this.#busy.set(place.printer, running);
  }

  /** The first printer that can print it now; while one better may soon be able to, until when to wait for that. */
  #placeOf(job: Job): Place | { readonly until: number } {
    const { printersFor, standing, clock } = this.#needs;
    const chain = printersFor(job);
    const [first = job.printer] = chain;
    const others = chain.length > 1;
    if (job.state === "handed" || !others) return { printer: first, instead: null, others };
    const now = clock.now();
    for (const printer of chain) {
      const { usable, since } = standing(printer);
      if (usable) return { printer, instead: printer === first ? null : standing(first).reason, others };
      // A clock set back makes no wait longer.
      const until = Math.min(since, now) + MOMENT_MS;
      if (until > now) return { until };
    }
    return { printer: first, instead: null, others: false };
  }

  /** A job put off is tried in its time though nothing else happens in the hall. */
  #arm(waits: number): void {
    const { outbox, clock } = this.#needs;
    this.#cancel();
    const due = outbox.nextDue();
    // What is due already waits for its printer, which wakes us at its end.
    const next = Math.min(waits, due !== null && due > clock.now() ? due : Number.POSITIVE_INFINITY);
    if (Number.isFinite(next)) this.#cancel = clock.at(next, () => this.wake());
  }

  /** Our own fault: the job counts as failed, so that somebody sees it and nothing is printed over and over. */
  async #faulted(job: Job, error: unknown): Promise<void> {
    const { log, outbox } = this.#needs;
    log.error({ scope: "print", job: job.id, cause: messageOf(error) }, "print job fault");
    await this.#settle(job, () => outbox.mark(job.id, "failed", "error")).catch(() => undefined);
  }

  async #run(job: Job, { printer, instead, others }: Place): Promise<void> {
    const { outbox, write, render, print, clock } = this.#needs;
    // All its bytes had reached the printer before the server stopped.
    if (job.state === "handed") return this.#settle(job, () => outbox.mark(job.id, "printed", null));
    if (clock.now() - job.at > TOO_OLD_MS)
      return this.#settle(job, () => outbox.mark(job.id, "failed", "已过时，请补打"));
    const document = render(job, printer);
    if (!document) return this.#settle(job, () => outbox.mark(job.id, "failed", "内容已不在"));
    await write(() => outbox.markPrinting(job.id, printer));
    let handed: Promise<void> = Promise.resolve();
    const outcome = await print(printer, document, {
      handed: () => {
        handed = write(() => outbox.mark(job.id, "handed", instead));
      },
    });
    await handed;
    if (outcome.printed) {
      return this.#settle(job, () => {
        outbox.mark(job.id, "printed", instead);
        outbox.supersede(job);
      });
    }
    return this.#notPrinted(job, printer, outcome, others);
  }

  #notPrinted(job: Job, printer: string, outcome: NotPrinted, others: boolean): Promise<void> {
    const { outbox, clock, log } = this.#needs;
    const { trouble, detail, begun } = outcome;
    log.warn({ scope: "print", job: job.id, device: printer, trouble, detail }, "not printed");
    const again = clock.now() + TRY_AGAIN_MS;
    const worthAnother = begun ? others && STOPPED_HALFWAY.has(trouble) : others || PASSING.has(trouble);
    // After a restart its printer's line is only being opened.
    const patience = Math.max(job.at, this.#startedAt) + GIVE_UP_AFTER_MS;
    if (!worthAnother || again >= patience)
      return this.#settle(job, () => outbox.mark(job.id, "failed", trouble));
    this.#wakeAt(again);
    return this.#settle(job, () => outbox.retry(job.id, again, trouble, begun));
  }

  async #settle(job: Job, mark: () => void): Promise<void> {
    await this.#needs.write(mark);
    this.#needs.onChanged(job);
  }
}
