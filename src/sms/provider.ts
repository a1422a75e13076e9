/** One SMS as a provider gets it. */
export interface SmsMessage {
  /** E.164, `+8613800138000`. */
  readonly to: string;
  /** Signature and text. */
  readonly body: string;
  /** The same for every try of the same message: a provider that knows it sends once. */
  readonly idempotency: string;
}

/** `permanent`: trying again would be refused again. `reason` is Chinese, for staff, and names no phone. */
export type SmsOutcome =
  | { readonly accepted: true; readonly reference: string; readonly state: "sent" }
  | {
      readonly accepted: false;
      readonly permanent: boolean;
      readonly code: string;
      readonly reason: string;
      /** How long the provider asked to be left alone, ms. */
      readonly retryAfterMs: number | null;
    };

/** What became of an accepted message. */
export type SmsReceipt =
  | { readonly state: "sent" }
  | { readonly state: "delivered" }
  | { readonly state: "failed"; readonly reason: string };

/**
 * A way to send SMS. Refusals and network trouble are outcomes; a rejected promise is a fault of the provider's code,
 * or the signal's doing.
 */
export interface SmsProvider {
  readonly name: string;
  /** Loads what sending needs, so that the first message doesn't hold up the hall. */
  prepare(): Promise<void>;
  send(message: SmsMessage, signal: AbortSignal): Promise<SmsOutcome>;
  /** Null: no answer this time. */
  receipt(reference: string, signal: AbortSignal): Promise<SmsReceipt | null>;
}

/** A provider, or why there is none. `off` with reason null: the hall wants no SMS. */
export type SmsService =
  | { readonly state: "on"; readonly name: string; readonly provider: SmsProvider }
  | { readonly state: "off"; readonly name: string; readonly reason: string | null };
