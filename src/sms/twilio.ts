import { AsyncLocalStorage } from "node:async_hooks";
import type TwilioModule from "twilio";
import type RequestClient from "twilio/lib/base/RequestClient.js";
import type { SmsConfig } from "../contract/hall-config.ts";
import { messageOf } from "../kernel/errors.ts";
import type { SmsMessage, SmsOutcome, SmsProvider, SmsReceipt } from "./provider.ts";
import { isPassing, twilioReason } from "./twilio-codes.ts";

type TwilioConfig = Extract<SmsConfig, { provider: "twilio" }>;

/** What one call carries past the SDK, which has no place for it, and what it brings back. */
interface Call {
  readonly signal: AbortSignal;
  readonly idempotency: string | null;
  status: number | null;
  retryAfterMs: number | null;
}

const LONGEST_ANSWER = 1_000_000;

/**
 * Twilio by its own SDK, loaded when prepared: 0.3 s and 28 MB that a hall without SMS never pays.
 * `config.baseUrl` sends everything to a private gateway that speaks the same API; the SDK has no setting for that, so
 * its HTTP client is subclassed (protocols.md §5). `timeoutMs` bounds each call, connecting included.
 */
export function createTwilio(needs: {
  readonly config: TwilioConfig;
  readonly authToken: string;
  readonly timeoutMs: number;
}): SmsProvider {
  const { config, authToken, timeoutMs } = needs;
  const calls = new AsyncLocalStorage<Call>();
  let loading: Promise<TwilioModule.Twilio> | null = null;
  const client = (): Promise<TwilioModule.Twilio> => {
    loading ??= connect(config, authToken, timeoutMs, calls).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };

  return {
    name: "twilio",
    prepare: async () => {
      await client();
    },
    send: async (message, signal) => {
      const twilio = await client();
      return bounded(signal, timeoutMs, (limit) => {
        const call: Call = {
          signal: limit,
          idempotency: message.idempotency,
          status: null,
          retryAfterMs: null,
        };
        return calls.run(call, () => send(twilio, config.from, message, call));
      });
    },
    receipt: async (reference, signal) => {
      const twilio = await client();
      return bounded(signal, timeoutMs, (limit) => {
        const call: Call = { signal: limit, idempotency: null, status: null, retryAfterMs: null };
        return calls.run(call, () => receipt(twilio, reference, call));
      });
    },
  };
}

/** Runs `work` with a signal that fires with the outer one or after `ms`. */
async function bounded<T>(
  outer: AbortSignal,
  ms: number,
  work: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const inner = new AbortController();
  const abort = () => inner.abort();
  const timer = setTimeout(abort, ms);
  outer.addEventListener("abort", abort, { once: true });
  if (outer.aborted) abort();
  try {
    return await work(inner.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", abort);
  }
}

async function send(
  twilio: TwilioModule.Twilio,
  from: string,
  message: SmsMessage,
  call: Call,
): Promise<SmsOutcome> {
  try {
    const { to, body } = message;
    const made = await twilio.messages.create({ to, from, body });
    if (made.status === "failed" || made.status === "undelivered") {
      const code = plainCode(String(made.errorCode)) ?? "answer";
      return refused(twilioReason(code), code, true, null);
    }
    if (typeof made.sid !== "string" || made.sid === "") {
      // It said yes and may have sent; asking again could send twice, so a person decides.
      return refused("短信网关应答缺少编号，无法确认是否发出", "answer", true, null);
    }
    return { accepted: true, reference: made.sid, state: "sent" };
  } catch (error) {
    return outcomeOf(error, call);
  }
}

async function receipt(
  twilio: TwilioModule.Twilio,
  reference: string,
  call: Call,
): Promise<SmsReceipt | null> {
  try {
    const { status, errorCode } = await twilio.messages(reference).fetch();
    if (status === "delivered" || status === "read") return { state: "delivered" };
    if (status === "failed" || status === "undelivered" || status === "canceled") {
      return {
        state: "failed",
        reason: errorCode ? twilioReason(plainCode(String(errorCode)) ?? "answer") : "运营商未送达",
      };
    }
    return { state: "sent" };
  } catch {
    return call.status === 404 ? { state: "failed", reason: "短信网关查无此短信" } : null;
  }
}

/** An HTTP answer outside 2xx is the gateway's word; no answer at all is the network's. */
function outcomeOf(error: unknown, call: Call): SmsOutcome {
  const { status, retryAfterMs } = call;
  if (status === null) {
    const code = codeOf(error) ?? "network";
    const slow = call.signal.aborted || code === "ECONNABORTED" || code === "ERR_CANCELED";
    return refused(slow ? "短信网关超时无应答" : `连不上短信网关（${code}）`, code, false, null);
  }
  const given = plainCode(codeOf(error));
  const code = given ?? `HTTP ${status}`;
  if (status >= 200 && status < 300) return refused("短信网关应答无法识别", "answer", true, null);
  const reason = given ? twilioReason(given) : statusReason(status);
  return refused(reason, code, !isPassing(status, code), retryAfterMs);
}

const statusReason = (status: number): string =>
  status >= 500 ? `短信网关故障（HTTP ${status}）` : `短信网关拒绝（HTTP ${status}）`;

function refused(reason: string, code: string, permanent: boolean, retryAfterMs: number | null): SmsOutcome {
  return { accepted: false, permanent, code, reason, retryAfterMs };
}

function codeOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "number" || (typeof code === "string" && code !== "") ? String(code) : null;
}

/** A gateway's code as it may be shown and kept; one that could hold a phone number is none. */
const plainCode = (code: string | null): string | null =>
  code !== null && /^[\w.-]{1,40}$/.test(code) && !/\d{6}/.test(code) ? code : null;

async function connect(
  config: TwilioConfig,
  authToken: string,
  timeoutMs: number,
  calls: AsyncLocalStorage<Call>,
): Promise<TwilioModule.Twilio> {
  const { default: sdk } = await import("twilio");
  const base = config.baseUrl === undefined ? null : new URL(config.baseUrl);

  class GatewayClient extends sdk.RequestClient {
    constructor() {
      super({ timeout: timeoutMs, keepAlive: true, maxSockets: config.concurrency });
      this.axios.defaults.maxContentLength = LONGEST_ANSWER;
      this.axios.interceptors.request.use((request) => {
        const call = calls.getStore();
        if (call) request.signal = call.signal;
        return request;
      });
    }

    override async request<T>(options: RequestClient.RequestOptions<T>) {
      const call = calls.getStore();
      const headers = { ...options.headers };
      if (call?.idempotency) headers["Idempotency-Key"] = call.idempotency;
      const uri = base ? movedTo(base, options.uri) : options.uri;
      const answer = await super.request<T>({ ...options, headers, uri });
      if (call) {
        call.status = answer.statusCode;
        call.retryAfterMs = retryAfterOf(answer);
      }
      return answer;
    }
  }
  const twilio = new sdk.Twilio(config.accountSid, authToken, { httpClient: new GatewayClient() });
  void twilio.messages; // the SDK loads this part when first named
  return twilio;
}

/** The same path and query under the gateway's origin and path. */
function movedTo(base: URL, uri: string): string {
  const { pathname, search } = new URL(uri);
  return `${base.origin}${base.pathname.replace(/\/$/, "")}${pathname}${search}`;
}

function retryAfterOf(answer: unknown): number | null {
  const headers = (answer as { headers?: Record<string, unknown> }).headers;
  const seconds = Number(headers?.["retry-after"]);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : null;
}

/** Why a provider that threw did not send; never the provider's own text, it may hold the number. */
export function faultText(error: unknown): string {
  return `短信发送程序故障（${messageOf(error)
    .slice(0, 60)
    .replace(/\+?\d{6,}/g, "…")}）`;
}
