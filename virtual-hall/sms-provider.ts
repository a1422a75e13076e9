import { createHash } from "node:crypto";
import type { SmsMode, WallSms } from "../src/contract/wall.ts";

/** An answer as Twilio gives it; null: hang up without one. */
export interface ProviderAnswer {
  readonly status: number;
  readonly body: object;
}

interface SmsPorts {
  readonly now: () => number;
  readonly changed: () => void;
}

interface Message {
  readonly sid: string;
  readonly account: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly at: number;
}

const SHOWN = 100;
const KEPT = 5000;

/** A phone network that keeps what it was given: Twilio's Messages API without the network (protocols.md §5). */
export class SmsProvider {
  readonly #ports: SmsPorts;
  readonly #messages: Message[] = [];
  readonly #byKey = new Map<string, Message>();
  #count = 0;
  mode: SmsMode = "ok";

  constructor(ports: SmsPorts) {
    this.#ports = ports;
  }

  setMode(mode: SmsMode): void {
    this.mode = mode;
    this.#ports.changed();
  }

  /** What phones received, newest first. */
  messages(): readonly WallSms[] {
    return this.#messages
      .slice(-SHOWN)
      .reverse()
      .map(({ sid, to, body, at }) => ({ sid, to, body, at: new Date(at).toISOString() }));
  }

  /** `POST /2010-04-01/Accounts/{account}/Messages.json`. The same `key` a second time is the same message. */
  create(account: string, form: URLSearchParams, key: string | null): ProviderAnswer | null {
    const known = key === null ? undefined : this.#byKey.get(`${account} ${key}`);
    if (known) return { status: 201, body: resource(known, "queued") };
    if (this.mode === "down") return null;
    if (this.mode === "unavailable") return trouble(503, 20503, "Service unavailable. Please try again");
    if (this.mode === "refused")
      return trouble(400, 21610, `Attempt to send to unsubscribed recipient ${form.get("To") ?? ""}`);
    const wrong = checked(form);
    if (wrong) return wrong;
    const message = {
      sid: `SM${createHash("md5")
        .update(`${account} ${this.#count++}`)
        .digest("hex")}`,
      account,
      to: form.get("To") ?? "",
      from: form.get("From") ?? form.get("MessagingServiceSid") ?? "",
      body: form.get("Body") ?? "",
      at: this.#ports.now(),
    };
    this.#keep(message, key);
    return { status: 201, body: resource(message, "queued") };
  }

  #keep(message: Message, key: string | null): void {
    this.#messages.push(message);
    if (key !== null) this.#byKey.set(`${message.account} ${key}`, message);
    if (this.#messages.length > KEPT) this.#messages.shift();
    if (this.#byKey.size > KEPT)
      for (const [oldest] of this.#byKey) {
        this.#byKey.delete(oldest);
        break;
      }
    this.#ports.changed();
  }

  /** `GET …/Messages/{sid}.json`: whatever was accepted has arrived by the time someone asks. */
  fetch(account: string, sid: string): ProviderAnswer | null {
    if (this.mode === "down") return null;
    const message = this.#messages.find((m) => m.sid === sid && m.account === account);
    return message
      ? { status: 200, body: resource(message, "delivered") }
      : trouble(
          404,
          20404,
          `The requested resource /2010-04-01/Accounts/${account}/Messages/${sid}.json was not found`,
        );
  }
}

/** Twilio's error body. */
export function trouble(status: number, code: number, message: string): ProviderAnswer {
  return {
    status,
    body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  };
}

function checked(form: URLSearchParams): ProviderAnswer | null {
  const to = form.get("To") ?? "";
  const body = form.get("Body") ?? "";
  if (to === "") return trouble(400, 21604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    return trouble(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
  if (!form.get("From") && !form.get("MessagingServiceSid"))
    return trouble(400, 21603, "A 'From' phone number is required.");
  if (body === "") return trouble(400, 21602, "Message body is required.");
  if (body.length > 1600)
    return trouble(400, 21617, "The concatenated message body exceeds the 1600 character limit.");
  return null;
}

/** Segments of a UCS-2 message: 70 UTF-16 units alone, 67 each when several (protocols.md §5). */
const segments = (body: string): number => (body.length <= 70 ? 1 : Math.ceil(body.length / 67));

function resource(message: Message, status: "queued" | "delivered"): object {
  const date = new Date(message.at).toUTCString().replace("GMT", "+0000");
  return {
    sid: message.sid,
    account_sid: message.account,
    api_version: "2010-04-01",
    to: message.to,
    from: message.from,
    messaging_service_sid: null,
    body: message.body,
    status,
    num_segments: String(segments(message.body)),
    num_media: "0",
    direction: "outbound-api",
    error_code: null,
    error_message: null,
    price: null,
    price_unit: "USD",
    date_created: date,
    date_updated: date,
    date_sent: status === "delivered" ? date : null,
    uri: `/2010-04-01/Accounts/${message.account}/Messages/${message.sid}.json`,
    subresource_uris: {},
  };
}
