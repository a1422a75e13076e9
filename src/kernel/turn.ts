import type { HallEvent } from "../contract/events.ts";
import type { Refusal } from "../contract/problem.ts";
import type { Actor } from "../contract/session.ts";
import type { Clock } from "./clock.ts";
import { HallError, isRefusal, messageOf, refuse } from "./errors.ts";
import { type Decision, event, type Moment } from "./feature.ts";
import type { Log } from "./log.ts";

/** What the turn needs of the journal's keeper; all calls are synchronous and belong to one transaction. */
export interface Ledger {
  begin(): void;
  commit(): void;
  rollback(): void;
  savepoint(): void;
  release(): void;
  rollbackToSavepoint(): void;
  /** Writes the event to the journal and carries it into the projections and outboxes. */
  append(event: HallEvent, actor: Actor): void;
  recall(key: IdempotencyKey): { readonly fingerprint: string; readonly answer: unknown } | null;
  remember(key: IdempotencyKey, answer: unknown, at: number): void;
}

export interface IdempotencyKey {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** The features' memory as one thing: folded fact by fact, rebuilt from the journal when a turn failed. */
export interface Memory {
  apply(event: HallEvent): void;
  react(event: HallEvent, now: Moment): readonly HallEvent[];
  rebuild(): void;
}

export interface Work<T> {
  readonly actor: Actor;
  readonly key: IdempotencyKey | null;
  /** Runs inside the transaction; may use the store's vault. */
  readonly decide: (now: Moment) => Decision;
  /** Computed after the facts were applied; kept under the key. Must survive JSON. */
  readonly answer: (facts: readonly HallEvent[], now: Moment) => T;
}

export interface Turns {
  /** Answers after the commit; a rejected promise is a fault, and then nothing of the work is kept. */
  submit<T>(work: Work<T>): Promise<{ readonly answer: T; readonly fresh: boolean } | Refusal>;
  /** Runs `write` inside the next group's transaction: outbox marks share its one commit. */
  write(write: () => void): Promise<void>;
  /** The moment of the latest turn: what it wrote is due by then, also when the clock has been set back a little since. */
  latest(): number;
  /** Goes on from the journal's last moment: the clock may have been set back while the server was off. */
  resume(at: number): void;
  /** Refuses new work and resolves when what is queued has been committed. */
  stop(): Promise<void>;
}

interface Queued {
  readonly run: () => () => void;
  readonly fail: (error: unknown) => void;
}

/** A reaction chain longer than this is a loop between features. */
const MOST_FACTS = 100_000;
/** A clock set back by no more is waited for; by more it is right now and was wrong before. */
const WAITED_FOR_MS = 300_000;

/**
 * All commands of one event-loop turn share one transaction and one commit (design §3): each is a savepoint, answers
 * and effects wait for the commit. If it fails, every command of the group is refused and memory is rebuilt.
 */
export function createTurns(needs: {
  readonly ledger: Ledger;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly dayOf: (at: number) => string;
  readonly log: Log;
  readonly onCommitted: (facts: readonly HallEvent[]) => void;
}): Turns {
  const { ledger, memory, clock, dayOf, log, onCommitted } = needs;
  let queue: Queued[] = [];
  let scheduled = false;
  let stopped = false;
  let lastAt = 0;
  let committing: HallEvent[] = [];

  // A clock that jumps back a little must not put a later fact before an earlier one.
  const moment = (): Moment => {
    lastAt = Math.max(lastAt, clock.now());
    return { at: lastAt, day: dayOf(lastAt) };
  };

  const carry = (decided: readonly HallEvent[], actor: Actor, now: Moment): HallEvent[] => {
    const facts: HallEvent[] = [];
    const take = (batch: readonly HallEvent[]) => {
      for (const fact of batch) {
        if (facts.length >= MOST_FACTS)
          throw new HallError("turn.endless", `more than ${MOST_FACTS} facts in one turn`);
        memory.apply(fact);
        ledger.append(fact, actor);
        facts.push(fact);
      }
      for (const fact of batch) {
        const reactions = memory.react(fact, now);
        if (reactions.length > 0) take(reactions);
      }
    };
    take(decided);
    return facts;
  };

  /** What was answered under this key before, or null when it is new. */
  const answeredBefore = <T>(key: IdempotencyKey): { answer: T; fresh: false } | Refusal | null => {
    const seen = ledger.recall(key);
    if (seen === null) return null;
    if (seen.fingerprint !== key.fingerprint)
      return refuse("idempotency.mismatch", `Idempotency-Key ${key.key} 已用于不同的请求内容`);
    return isRefusal(seen.answer) ? seen.answer : { answer: seen.answer as T, fresh: false };
  };

  const perform = <T>(work: Work<T>): { answer: T; fresh: boolean } | Refusal => {
    const before = work.key ? answeredBefore<T>(work.key) : null;
    if (before) return before;
    const now = moment();
    const decision = work.decide(now);
    if (isRefusal(decision)) {
      ledger.rollbackToSavepoint(); // what the vault kept for it is not wanted any more
      // Who repeats it because the answer was lost must not get it done when the hall has moved on meanwhile.
      if (work.key) ledger.remember(work.key, decision, now.at);
      return decision;
    }
    const facts = carry(decision, work.actor, now);
    const answer = work.answer(facts, now);
    if (work.key) ledger.remember(work.key, answer, now.at);
    committing.push(...facts);
    return { answer, fresh: true };
  };

  /** A fact of its own in front of whatever is decided by the clock as it stands now. */
  const setBack = (by: number): Queued => ({
    run: () => {
      lastAt = clock.now();
      const now = moment();
      committing.push(...carry([event("clock.set-back", now.at, { by })], { kind: "system" }, now));
      log.warn({ scope: "turn", by }, "the machine's clock was set back");
      return () => {};
    },
    fail: () => {
      lastAt += by;
    },
  });

  const flush = () => {
    scheduled = false;
    const group = queue;
    queue = [];
    committing = [];
    const settle: (() => void)[] = [];
    const before = lastAt;
    const by = lastAt - clock.now();
    try {
      ledger.begin();
      if (by > WAITED_FOR_MS) settle.push(runOne(setBack(by)));
      for (const item of group) settle.push(runOne(item));
      ledger.commit();
    } catch (error) {
      // An end that the disk forced may already have closed the transaction.
      attempt(() => ledger.rollback());
      lastAt = before;
      log.error(
        { scope: "turn", cause: messageOf(error), commands: group.length },
        "commit failed; memory is rebuilt from the journal",
      );
      memory.rebuild();
      const fault = new HallError("server.storage", "the storage refused the commit", { cause: error });
      for (const item of group) item.fail(fault);
      return;
    }
    for (const done of settle) done();
    if (committing.length > 0) onCommitted(committing);
  };

  const runOne = (item: Queued): (() => void) => {
    const kept = committing.length;
    ledger.savepoint();
    try {
      const done = item.run();
      ledger.release();
      return done;
    } catch (error) {
      ledger.rollbackToSavepoint();
      ledger.release();
      committing.length = kept;
      memory.rebuild();
      return () => item.fail(error);
    }
  };

  const enqueue = (item: Queued) => {
    queue.push(item);
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  };

  return {
    submit: (work) =>
      new Promise((resolve, reject) => {
        if (stopped) {
          resolve(refuse("hall.stopping", "系统正在停止"));
          return;
        }
        enqueue({
          run: () => {
            const outcome = perform(work);
            return () => resolve(outcome);
          },
          fail: reject,
        });
      }),
    write: (write) =>
      new Promise((resolve, reject) => {
        enqueue({
          run: () => {
            write();
            return resolve;
          },
          fail: reject,
        });
      }),
    latest: () => lastAt,
    resume: (at) => {
      lastAt = Math.max(lastAt, at);
    },
    stop: async () => {
      stopped = true;
      while (scheduled) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function attempt(run: () => void): void {
  try {
    run();
  } catch {
    // The transaction is gone already.
  }
}
