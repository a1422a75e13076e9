import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SentSms {
  readonly to: string;
  readonly body: string;
  readonly at: number;
  /** When the provider's answer was handed to the network; null while it had none. */
  answeredAt: number | null;
}

export interface SmsEnd {
  readonly port: number;
  readonly sent: readonly SentSms[];
  close(): Promise<void>;
}

/** Twilio's Messages endpoint on loopback; `delayMs` says how long each answer takes. */
export async function smsEnd(delayMs: () => number): Promise<SmsEnd> {
  const sent: SentSms[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      const form = new URLSearchParams(body);
      const message: SentSms = {
        to: form.get("To") ?? "",
        body: form.get("Body") ?? "",
        at: Date.now(),
        answeredAt: null,
      };
      const count = sent.push(message);
      const timer = setTimeout(() => {
        timers.delete(timer);
        message.answeredAt = Date.now();
        accept(response, message, count);
      }, delayMs());
      timers.add(timer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sent,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function accept(response: ServerResponse, message: SentSms, count: number): void {
  const sid = `SM${String(count).padStart(32, "0")}`;
  response.writeHead(201, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      sid,
      status: "queued",
      to: message.to,
      body: message.body,
      error_code: null,
      error_message: null,
      num_segments: "1",
      direction: "outbound-api",
      date_created: new Date().toUTCString(),
      uri: `/Messages/${sid}.json`,
    }),
  );
}
