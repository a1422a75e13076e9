import type { HallConfig } from "../contract/hall-config.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Log } from "../kernel/log.ts";
import type { HallCore } from "../service/hall-core.ts";
import { messageOutbox } from "../service/outboxes.ts";
import { createSms } from "../sms/create-sms.ts";
import type { SmsService } from "../sms/provider.ts";
import { ReceiptPoll } from "../sms/receipts.ts";
import { SmsWorker } from "../sms/worker.ts";
import type { HallNeeds } from "./needs.ts";

/** The demo's SMS go to the virtual hall's provider, through the real SDK. */
export function smsOf(
  { config, demo, secrets }: HallNeeds,
  virtualUrl: string | null | undefined,
): SmsService {
  if (!demo || config.sms.provider !== "twilio" || !virtualUrl)
    return createSms({ config: config.sms, secrets });
  return createSms({
    config: { ...config.sms, baseUrl: virtualUrl },
    secrets: { TWILIO_AUTH_TOKEN: "demo" },
  });
}

export interface Texting {
  wake(): void;
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

/** SMS out of the outbox, and the receipts that come for them where the provider must be asked. */
export function createTexting({
  core,
  config,
  sms,
  clock,
  log,
  onChanged,
}: {
  readonly core: HallCore;
  readonly config: HallConfig;
  readonly sms: SmsService;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChanged: () => void;
}): Texting {
  const outbox = messageOutbox(core, onChanged);
  const worker = new SmsWorker({
    outbox,
    sms,
    signature: config.sms.signature,
    concurrency: config.sms.provider === "twilio" ? config.sms.concurrency : 1,
    clock,
    log,
  });
  const receipts =
    sms.state === "on" && config.sms.provider === "twilio" && config.sms.receiptPollSeconds
      ? new ReceiptPoll({
          outbox,
          provider: sms.provider,
          pollSeconds: config.sms.receiptPollSeconds,
          clock,
          log,
        })
      : null;
  return {
    wake: () => worker.wake(),
    start: async (signal) => {
      await worker.start(signal);
      receipts?.start(signal);
    },
    stop: async () => {
      await Promise.all([worker.stop(), receipts?.stop()]);
    },
  };
}
