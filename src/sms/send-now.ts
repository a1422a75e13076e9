import { messageOf } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { systemRandom } from "../kernel/random.ts";
import type { SmsService } from "./provider.ts";
import { maskedPhone, smsBody } from "./text.ts";

const CODE_SEND_MS = 10_000;

/** A text that must not stand in the outbox: sent at once or not at all. Null, or why not. */
export async function sendNow(
  sms: SmsService,
  signature: string,
  { phone, text }: { readonly phone: string; readonly text: string },
  log: Log,
): Promise<string | null> {
  if (sms.state === "off") return sms.reason ?? "off";
  const outcome = await sms.provider
    .send(
      {
        to: phone,
        body: smsBody(signature, text),
        idempotency: `code:${systemRandom.bytes(9).toString("hex")}`,
      },
      AbortSignal.timeout(CODE_SEND_MS),
    )
    .catch((error: unknown) => ({ accepted: false as const, reason: messageOf(error) }));
  if (outcome.accepted) return null;
  log.warn({ scope: "sms", kind: "code", phone: maskedPhone(phone), reason: outcome.reason }, "SMS failed");
  return outcome.reason;
}
