import { backoffDelay } from "../kernel/backoff.ts";
import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { MessageOutbox, OutboxMessage } from "./outbox.ts";
import type { SmsOutcome, SmsService } from "./provider.ts";
import { maskedPhone, smsBody, smsSegments } from "./text.ts";
import { faultText } from "./twilio.ts";

/** Between tries of one message: 2 s, 4 s, 8 s … at most a minute, until it expires. */
const RETRY = { first: 2_000, longest: 60_000 };
/** Between tries of a mark that the storage refused. */
const MARK_RETRY = { first: 250, longest: 5_000 };
/** How long stop waits for sends under way before it cuts them off; those go again at the next start. */
const STOP_MS = 3_000;

interface Sending {
  readonly ticket: string;
  readonly cut: AbortController;
  readonly done: Promise<void>;
}

export interface SmsCounters {
  sent: number;
  failed: number;
  retried: number;
  expired: number;
}

/**
 * Empties the outbox: marks messages `sending` durably, sends them with bounded concurrency, marks what came of it.
 * One person's messages go one after the other. No timer runs while nothing waits.
 */
export class SmsWorker {
  readonly counters: SmsCounters = { sent: 0, failed: 0, retried: 0, expired: 0 };
  readonly #outbox: MessageOutbox;
  readonly #sms: SmsService;
  readonly #signature: string;
  readonly #concurrency: number;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #running = new Map<number, Sending>();
  /** Ends the pauses between tries to write, at stop. */
  readonly #pauses = new Set<() => void>();
  #started = false;
  #pumping: Promise<void> | null = null;
  #again = false;
  #cancelTimer: (() => void) | null = null;
  #faults = 0;

  constructor(needs: {
    outbox: MessageOutbox;
    sms: SmsService;
    signature: string;
    concurrency: number;
    clock: Clock;
    log: Log;
  }) {
    this.#outbox = needs.outbox;
    this.#sms = needs.sms;
    this.#signature = needs.signature;
    this.#concurrency = needs.concurrency;
    this.#clock = needs.clock;
    this.#log = needs.log;
  }

  /** Puts back what a crash left under way and begins. */
  async start(signal: AbortSignal): Promise<void> {
    await this.#outbox.recover();
    if (this.#sms.state === "on") {
      await this.#sms.provider.prepare().catch((error: unknown) => {
        this.#log.error(
          { provider: this.#sms.name, cause: messageOf(error) },
          "the SMS provider did not load",
        );
      });
    }
    if (signal.aborted) return;
    this.#started = true;
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    this.wake();
  }

  /** Something may have become due: call it after each commit that wrote to the outbox. */
  wake(): void {
    if (!this.#started) return;
    if (this.#pumping !== null) {
      this.#again = true;
      return;
    }
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#pumping = this.#pump()
      .catch((error: unknown) => this.#storageTrouble(error))
      .finally(() => {
        this.#pumping = null;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Takes no more messages and waits for those under way, three seconds at most. */
  async stop(): Promise<void> {
    this.#started = false;
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    await this.#pumping;
    for (const end of this.#pauses) end();
    const limit = setTimeout(() => {
      for (const { cut } of this.#running.values()) cut.abort();
    }, STOP_MS);
    await Promise.all([...this.#running.values()].map((r) => r.done));
    clearTimeout(limit);
  }

  async #pump(): Promise<void> {
    const free = this.#concurrency - this.#running.size;
    if (free <= 0) return; // the next one done wakes it
    const now = this.#clock.now();
    const busy = new Set([...this.#running.values()].map((r) => r.ticket));
    const chosen: OutboxMessage[] = [];
    const ended: Promise<void>[] = [];
    for (const message of this.#outbox.due(now, this.#concurrency * 4)) {
      const hopeless = this.#endAtOnce(message, now);
      if (hopeless !== null) ended.push(hopeless);
      else if (chosen.length < free && !busy.has(message.ticket)) {
        busy.add(message.ticket);
        chosen.push(message);
      }
    }
    await Promise.all(ended);
    if (chosen.length > 0) {
      await this.#outbox.sending(chosen.map((m) => m.id));
      for (const message of chosen) this.#begin(message);
    }
    this.#faults = 0;
    if (chosen.length + ended.length > 0) this.#again = true;
    else this.#arm(now);
  }

  /** Marks what can't or needn't be sent; null for what is to be sent. */
  #endAtOnce(message: OutboxMessage, now: number): Promise<void> | null {
    if (message.expiresAt <= now) {
      this.counters.expired++;
      return this.#outbox.expired(message.id);
    }
    const reason = this.#sms.state === "off" ? (this.#sms.reason ?? "未配置短信") : null;
    if (reason === null && message.phone !== null) return null;
    this.counters.failed++;
    return this.#outbox.failed(message.id, reason ?? "手机号码已按规定清除");
  }

  /** Waits for the next message that is due later; what is due now waits for a running one of the same person. */
  #arm(now: number): void {
    const next = this.#outbox.nextDue();
    if (next === null || !this.#started) return;
    if (next <= now && this.#running.size > 0) return;
    this.#cancelTimer = this.#clock.at(Math.max(next, now + 1), () => this.wake());
  }

  #begin(message: OutboxMessage): void {
    const cut = new AbortController();
    const done = this.#deliver(message, cut.signal)
      .catch((error: unknown) => {
        this.#log.error({ ticket: message.ticket, cause: messageOf(error) }, "SMS left unmarked");
      })
      .finally(() => {
        this.#running.delete(message.id);
        this.wake();
      });
    this.#running.set(message.id, { ticket: message.ticket, cut, done });
  }

  async #deliver(message: OutboxMessage, cut: AbortSignal): Promise<void> {
    const { id, ticket, leg, kind, occurrence, phone, attempts } = message;
    if (this.#sms.state === "off" || phone === null) return; // settled before; the types don't know
    const body = smsBody(this.#signature, message.text);
    const facts = { ticket, kind, occurrence, phone: maskedPhone(phone), try: attempts + 1 };
    const outcome = await this.#sms.provider
      .send({ to: phone, body, idempotency: `${ticket}:${leg}:${kind}:${occurrence}` }, cut)
      .catch((error: unknown): SmsOutcome => {
        return {
          accepted: false,
          permanent: false,
          code: "fault",
          reason: faultText(error),
          retryAfterMs: null,
        };
      });
    if (outcome.accepted) {
      await this.#mark(() => this.#outbox.sent(id, outcome.reference));
      this.counters.sent++;
      this.#log.info({ ...facts, reference: outcome.reference, segments: smsSegments(body) }, "SMS sent");
      return;
    }
    // Cut off by stop: nobody knows whether it went, so it stays `sending` and goes again after the start.
    if (cut.aborted) return;
    const { code, reason } = outcome;
    const pause = Math.max(backoffDelay(RETRY, attempts + 1), outcome.retryAfterMs ?? 0);
    const at = this.#clock.now() + pause;
    if (outcome.permanent || at >= message.expiresAt) {
      await this.#mark(() => this.#outbox.failed(id, outcome.permanent ? reason : `多次未发出：${reason}`));
      this.counters.failed++;
      this.#log.warn({ ...facts, code, reason }, "SMS failed");
      return;
    }
    await this.#mark(() => this.#outbox.retry(id, at, reason));
    this.counters.retried++;
    this.#log.warn({ ...facts, code, reason, pauseMs: pause }, "SMS will be tried again");
  }

  /** What happened must be written down; while the storage refuses, this place in the concurrency stays taken. */
  async #mark(write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await write();
        return;
      } catch (error) {
        if (!this.#started) throw error;
        this.#log.error({ cause: messageOf(error), attempt }, "the outbox could not be written");
        await this.#pause(backoffDelay(MARK_RETRY, attempt));
      }
    }
  }

  #storageTrouble(error: unknown): void {
    this.#faults++;
    this.#log.error(
      { cause: messageOf(error), attempt: this.#faults },
      "the outbox could not be read or claimed",
    );
    if (!this.#started) return;
    this.#cancelTimer = this.#clock.at(this.#clock.now() + backoffDelay(MARK_RETRY, this.#faults), () =>
      this.wake(),
    );
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        this.#pauses.delete(end);
        resolve();
      };
      const cancel = this.#clock.at(this.#clock.now() + ms, end);
      this.#pauses.add(end);
    });
  }
}
