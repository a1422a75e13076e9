import type { Problem } from "../../../src/contract/problem.ts";
import { noteHallZone } from "./clock-text.ts";
import { currentToken } from "./credential.ts";

/** What came back. Nothing is thrown: a lost network is a problem with code `network`. */
export type Answer<T> =
  | { readonly ok: true; readonly status: number; readonly data: T }
  | { readonly ok: false; readonly status: number; readonly problem: Problem };

export interface ApiOptions {
  readonly body?: unknown;
  /** Idempotency-Key: the same key gives the same answer, so a repeat after a lost answer does no harm. */
  readonly key?: string;
  readonly signal?: AbortSignal;
  /** Bearer token; absent: the page's own. */
  readonly token?: string | null;
  /** Further tries after a lost answer or a 502–504, with the same key; only for GET or with a key. Default 0. */
  readonly retries?: number;
  /** Called before each further try, with its number from 1. */
  readonly onRetry?: (attempt: number) => void;
  /** An answer that takes longer counts as lost, ms. Default 10 000. */
  readonly timeoutMs?: number;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

const FIRST_DELAY_MS = 400;
const LONGEST_DELAY_MS = 5000;

/** Pause before try `attempt` (1 = the first repeat), ms. */
export function retryDelay(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (Math.max(1, attempt) - 1));
}

/** Asks `/api/v1` + path. Resolves always: with the data, or with the problem (RFC 9457) the server gave. */
export async function api<T>(method: Method, path: string, options: ApiOptions = {}): Promise<Answer<T>> {
  const mayRepeat = method === "GET" || options.key !== undefined;
  const retries = mayRepeat ? (options.retries ?? 0) : 0;
  for (let attempt = 0; ; attempt++) {
    const answer = await once<T>(method, path, options);
    if (answer.ok || !worthRepeating(answer) || attempt >= retries || options.signal?.aborted) return answer;
    options.onRetry?.(attempt + 1);
    await pause(retryDelay(attempt + 1), options.signal);
  }
}

/** Whether the command may or may not have been done: only then does a repeat make sense. */
export function worthRepeating(answer: Answer<unknown>): boolean {
  return !answer.ok && (answer.problem.code === "network" || (answer.status >= 502 && answer.status <= 504));
}

/** A fresh Idempotency-Key. `crypto.randomUUID` is missing on plain http, where most halls run. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

async function once<T>(method: Method, path: string, options: ApiOptions): Promise<Answer<T>> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), options.timeoutMs ?? 10_000);
  const forward = () => abort.abort();
  if (options.signal?.aborted) abort.abort();
  options.signal?.addEventListener("abort", forward, { once: true });
  try {
    const response = await fetch(`/api/v1${path}`, {
      method,
      headers: headersOf(options),
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: abort.signal,
      cache: "no-store",
    });
    const text = await response.text();
    noteHallZone(text);
    const json = parse(text);
    if (response.ok) {
      if (json === undefined && text !== "") return lost("服务器的回答无法解析");
      return { ok: true, status: response.status, data: json as T };
    }
    return { ok: false, status: response.status, problem: problemOf(json, response.status) };
  } catch (error) {
    return lost(error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", forward);
  }
}

function headersOf(options: ApiOptions): Record<string, string> {
  const headers: Record<string, string> = { accept: "application/json" };
  const token = options.token === undefined ? currentToken() : options.token;
  if (options.body !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = `Bearer ${token}`;
  if (options.key) headers["idempotency-key"] = options.key;
  return headers;
}

function parse(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(json: unknown, status: number): Problem {
  if (typeof json === "object" && json !== null && "code" in json && "title" in json) return json as Problem;
  // Not from the hall: a proxy, a captive portal. Gateways say 502–504 while the hall restarts.
  return { type: "about:blank", title: "服务器暂时无法回答", status, code: "unknown" };
}

function lost(detail: string): Answer<never> {
  return {
    ok: false,
    status: 0,
    problem: { type: "about:blank", title: "连接不上服务器", status: 0, code: "network", detail },
  };
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
