import type { Clock } from "../kernel/clock.ts";
import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import type { MessageOutbox } from "./outbox.ts";
import type { SmsProvider } from "./provider.ts";

/** An operator that said nothing within two hours won't; the message then stays `sent`. */
const GIVE_UP_MS = 2 * 3_600_000;

/**
 * Asks the provider what became of sent messages, every `pollSeconds`: without a public address nobody can tell the hall
 * by itself. Only halls that configure it run this.
 */
export class ReceiptPoll {
  readonly #outbox: MessageOutbox;
  readonly #provider: SmsProvider;
  readonly #pollMs: number;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #abort = new AbortController();
  #cancelTimer: (() => void) | null = null;
  #round: Promise<void> = Promise.resolve();

  constructor(needs: {
    outbox: MessageOutbox;
    provider: SmsProvider;
    pollSeconds: number;
    clock: Clock;
    log: Log;
  }) {
    this.#outbox = needs.outbox;
    this.#provider = needs.provider;
    this.#pollMs = needs.pollSeconds * 1000;
    this.#clock = needs.clock;
    this.#log = needs.log;
  }

  start(signal: AbortSignal): void {
    if (signal.aborted) return;
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#cancelTimer?.();
    await this.#round;
  }

  #arm(): void {
    if (this.#abort.signal.aborted) return;
    this.#cancelTimer = this.#clock.at(this.#clock.now() + this.#pollMs, () => {
      this.#round = this.#ask()
        .catch((error: unknown) => this.#log.warn({ cause: messageOf(error) }, "SMS receipts not read"))
        .finally(() => this.#arm());
    });
  }

  async #ask(): Promise<void> {
    for (const { id, reference } of this.#outbox.awaitingReceipt(this.#clock.now() - GIVE_UP_MS)) {
      if (this.#abort.signal.aborted) return;
      if (reference === null) continue;
      const receipt = await this.#provider.receipt(reference, this.#abort.signal);
      if (receipt === null) return; // the gateway doesn't answer: leave it alone until the next round
      if (receipt.state === "delivered") await this.#outbox.delivered(id);
      if (receipt.state === "failed") await this.#outbox.failed(id, receipt.reason);
    }
  }
}
