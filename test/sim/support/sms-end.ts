import http from "node:http";
import type { AddressInfo } from "node:net";

export interface SentSms {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  /** Idempotency-Key or Twilio's own token, when the caller gave one. */
  readonly key: string | null;
  readonly authorised: boolean;
  readonly at: number;
}

/**
 * What the provider does with a message: takes it; refuses it; is overloaded; takes it and hangs up before saying so
 * (the caller can't know); hangs up at once; says nothing for `ms`, then takes it; answers something that is not JSON.
 */
export type SmsManner =
  | { readonly kind: "accept" | "overloaded" | "accept-and-hang-up" | "hang-up" | "garbage" }
  | { readonly kind: "refuse"; readonly code: number; readonly message: string }
  | { readonly kind: "late"; readonly ms: number };

/** A Messages API that misbehaves as a test asks. `sent` holds every message it took, each key once. */
export class SmsEnd {
  /** Asked for each message; the test changes it at will. */
  manner: (sms: SentSms) => SmsManner = () => ({ kind: "accept" });
  readonly sent: SentSms[] = [];
  /** Every attempt, taken or not. */
  readonly tried: SentSms[] = [];
  readonly #sids = new Map<string, string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #server: http.Server;
  port = 0;

  constructor() {
    this.#server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const sms = read(request, Buffer.concat(chunks).toString("utf8"));
        this.tried.push(sms);
        this.#behave(sms, this.manner(sms), response);
      });
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve);
    });
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Messages taken for a phone typed without +86, oldest first. */
  to(phone: string): SentSms[] {
    return this.sent.filter((sms) => sms.to === `+86${phone}`);
  }

  stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #behave(sms: SentSms, manner: SmsManner, response: http.ServerResponse): void {
    switch (manner.kind) {
      case "accept":
        reply(response, 201, this.#take(sms));
        break;
      case "refuse":
        reply(response, 400, { code: manner.code, message: manner.message, more_info: "", status: 400 });
        break;
      case "overloaded":
        reply(response, 503, { code: 20503, message: "Service unavailable", more_info: "", status: 503 });
        break;
      case "accept-and-hang-up":
        this.#take(sms);
        response.destroy();
        break;
      case "hang-up":
        response.destroy();
        break;
      case "garbage":
        response.writeHead(200, { "content-type": "text/html" }).end("<html>captive portal</html>");
        break;
      case "late":
        this.#timers.add(setTimeout(() => reply(response, 201, this.#take(sms)), manner.ms));
        break;
    }
  }

  #take(sms: SentSms): object {
    const known = sms.key === null ? undefined : this.#sids.get(sms.key);
    const sid = known ?? `SM${String(this.sent.length + 1).padStart(32, "0")}`;
    if (known === undefined) this.sent.push(sms);
    if (sms.key !== null) this.#sids.set(sms.key, sid);
    const { to, from, body } = sms;
    const none = { error_code: null, error_message: null };
    return { sid, status: "queued", to, from, body, num_segments: "1", direction: "outbound-api", ...none };
  }
}

function read(request: http.IncomingMessage, body: string): SentSms {
  const form = new URLSearchParams(body);
  const key = request.headers["idempotency-key"] ?? request.headers["i-twilio-idempotency-token"];
  return {
    to: form.get("To") ?? "",
    from: form.get("From") ?? "",
    body: form.get("Body") ?? "",
    key: key === undefined ? null : String(key),
    authorised: request.headers.authorization?.startsWith("Basic ") === true,
    at: Date.now(),
  };
}

function reply(response: http.ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
