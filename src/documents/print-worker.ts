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
  markPrinting(id: number): void;
  mark(id: number, state: "handed" | "printed" | "failed", reason: string | null): void;
  retry(id: number, at: number, reason: string): void;
  supersede(job: Job): void;
}

export interface PrintWorkerNeeds<Job extends DueJob> {
  readonly outbox: PrintOutbox<Job>;
  /** Runs marks in the next commit and resolves after it. */
  readonly write: (write: () => void) => Promise<void>;
  readonly render: (job: Job) => PrintDocument | null;
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
const PASSING: ReadonlySet<PrintTrouble> = new Set<PrintTrouble>(["line-down", "no-answer", "offline"]);
/** A person stands before the kiosk: after this the slip counts as failed and the screen says what to do. */
const GIVE_UP_AFTER_MS = 12_000;
const TRY_AGAIN_MS = 1_500;
/** A slip asked for longer ago than this (a long power cut) is of no use to whoever left; staff may still reprint. */
const TOO_OLD_MS = 30 * 60_000;

/**
 * Prints what the outbox asks for, one job at a time on each printer. `printing` is committed before the first byte
 * and `handed` once the last one is with the printer, so that after a pulled plug only a job cut off between the two
 * is printed again, marked as a repeat.
 */
export class PrintWorker<Job extends DueJob> {
  readonly #needs: PrintWorkerNeeds<Job>;
  readonly #busy = new Map<string, Promise<void>>();
  #stopped = true;
  #cancel: () => void = () => {};

  constructor(needs: PrintWorkerNeeds<Job>) {
    this.#needs = needs;
  }

  start(): void {
    this.#stopped = false;
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
    for (const job of this.#needs.outbox.due(this.#needs.clock.now())) {
      if (this.#busy.has(job.printer)) continue;
      const running = this.#run(job)
        .catch((error: unknown) => this.#faulted(job, error))
        .finally(() => {
          this.#busy.delete(job.printer);
          this.wake();
        });
      this.#busy.set(job.printer, running);
    }
    this.#arm();
  }

  /** A job put off is tried in its time though nothing else happens in the hall. */
  #arm(): void {
    const { outbox, clock } = this.#needs;
    this.#cancel();
    const next = outbox.nextDue();
    // What is due already waits for its printer, which wakes us at its end.
    if (next !== null && next > clock.now()) this.#cancel = clock.at(next, () => this.wake());
  }

  /** Our own fault: the job counts as failed, so that somebody sees it and nothing is printed over and over. */
  async #faulted(job: Job, error: unknown): Promise<void> {
    const { log, outbox } = this.#needs;
    log.error({ scope: "print", job: job.id, cause: messageOf(error) }, "print job fault");
    await this.#settle(job, () => outbox.mark(job.id, "failed", "error")).catch(() => undefined);
  }

  async #run(job: Job): Promise<void> {
    const { outbox, write, render, print, clock, log } = this.#needs;
    // All its bytes had reached the printer before the server stopped.
    if (job.state === "handed") return this.#settle(job, () => outbox.mark(job.id, "printed", null));
    if (clock.now() - job.at > TOO_OLD_MS)
      return this.#settle(job, () => outbox.mark(job.id, "failed", "已过时，请补打"));
    const document = render(job);
    if (!document) return this.#settle(job, () => outbox.mark(job.id, "failed", "内容已不在"));
    await write(() => outbox.markPrinting(job.id));
    let handed: Promise<void> = Promise.resolve();
    const outcome = await print(job.printer, document, {
      handed: () => {
        handed = write(() => outbox.mark(job.id, "handed", null));
      },
    });
    await handed;
    if (outcome.printed) {
      return this.#settle(job, () => {
        outbox.mark(job.id, "printed", null);
        outbox.supersede(job);
      });
    }
    log.warn(
      { scope: "print", job: job.id, device: job.printer, trouble: outcome.trouble, detail: outcome.detail },
      "not printed",
    );
    const passing = PASSING.has(outcome.trouble) && !outcome.begun;
    const again = clock.now() + TRY_AGAIN_MS;
    if (passing && again - job.at < GIVE_UP_AFTER_MS) {
      await this.#settle(job, () => outbox.retry(job.id, again, outcome.trouble));
      this.#wakeAt(again);
      return;
    }
    return this.#settle(job, () => outbox.mark(job.id, "failed", outcome.trouble));
  }

  async #settle(job: Job, mark: () => void): Promise<void> {
    await this.#needs.write(mark);
    this.#needs.onChanged(job);
  }
}
