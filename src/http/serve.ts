import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Auth } from "../auth/auth.ts";
import { fieldProblems } from "../contract/field-problems.ts";
import { type FieldProblem, PROBLEMS, type Refusal } from "../contract/problem.ts";
import type { Principal } from "../contract/session.ts";
import type { Clock } from "../kernel/clock.ts";
import { HallError, isRefusal, messageOf, refuse } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { type BodyText, readBody } from "./body.ts";
import { type Credential, credentialOf, fromAnotherSite, originOf } from "./caller.ts";
import type { Asked } from "./hall-service.ts";
import { fingerprint, idempotencyKey } from "./idempotency.ts";
import type { Metrics } from "./metrics.ts";
import { suspect, unplainTexts } from "./plain-text.ts";
import { problemOf, statusOf } from "./problem-answer.ts";
import { type Answer, actorOf, type Outcome, type Params, type Route } from "./route.ts";

export interface ServeDependencies {
  readonly auth: Pick<Auth, "identify">;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly timeZone: string;
}

export type Serve = (
  route: Route,
  request: IncomingMessage,
  response: ServerResponse,
  params: Params,
  query: unknown,
) => Promise<void>;

const SLOW_MS = 1000;

/** Runs one route for one request: credential, body, validation, handler, answer. Never rejects. */
export function createServe({ auth, clock, log, metrics, timeZone }: ServeDependencies): Serve {
  return async (route, request, response, params, query) => {
    const begun = performance.now();
    let outcome: Outcome;
    let close = false;
    try {
      const call = await callOf(route, request, params, query);
      if (isRefusal(call)) {
        outcome = call;
        close = "close" in call && call.close === true;
      } else outcome = await route.handle(call);
    } catch (error) {
      outcome = faultOf(error, route);
    }
    const status = isRefusal(outcome) ? statusOf(outcome) : outcome.status;
    if (isRefusal(outcome)) sendRefusal(response, outcome, timeZone, close);
    else sendAnswer(response, outcome);
    const took = performance.now() - begun;
    metrics.answered(route.method, route.path, status, took / 1000);
    if (route.method !== "GET") metrics.commanded(route.path, isRefusal(outcome) ? outcome.refused : "done");
    if (took > SLOW_MS)
      log.warn({ scope: "http", route: route.path, status, ms: Math.round(took) }, "slow request");
  };

  async function callOf(route: Route, request: IncomingMessage, params: Params, query: unknown) {
    const credential = route.access === "public" ? null : credentialOf(request);
    const principal = principalOf(route, request, credential);
    if (isRefusal(principal)) return principal;
    const key = route.method === "GET" ? null : idempotencyKey(request.headers["idempotency-key"]);
    if (isRefusal(key)) return key;
    const asksFor = validated(route.query, query);
    if (isRefusal(asksFor)) return asksFor;
    const body = await bodyOf(route, request);
    if (isRefusal(body)) return body;
    return {
      principal,
      token: credential?.token ?? null,
      params,
      query: asksFor.value,
      body: body.value,
      asked: askedBy(principal, route.method, pathOf(request), key, body.value),
      origin: originOf(request),
    };
  }

  function principalOf(
    route: Route,
    request: IncomingMessage,
    credential: Credential | null,
  ): Principal | null | Refusal {
    if (credential === null) return route.access === "credential" ? refuse("auth.missing", "") : null;
    const principal = auth.identify(credential.token);
    if (principal === null) return route.access === "credential" ? refuse("auth.invalid", "") : null;
    if (credential.by === "cookie" && route.method !== "GET" && fromAnotherSite(request))
      return refuse("auth.forbidden", "请求来自其他网站（the request came from another site）");
    return principal;
  }

  function faultOf(error: unknown, route: Route): Outcome {
    const fault = randomBytes(6).toString("hex");
    const stopping = error instanceof HallError && error.code === "hall.stopping";
    const storage = error instanceof HallError && error.code === "server.storage";
    const facts = {
      scope: "http",
      fault,
      route: `${route.method} ${route.path}`,
      at: clock.now(),
      cause: messageOf(error),
      stack: error instanceof Error ? error.stack : undefined,
    };
    log.error(facts, "request failed");
    const code = stopping ? "hall.stopping" : storage ? "server.storage" : "server.fault";
    return {
      ...refuse(code, `${PROBLEMS[code].title}，编号 ${fault}（${PROBLEMS[code].english}; id ${fault}）`),
      ...(code === "server.fault" ? {} : { retryAfter: 1 }),
    };
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? "").split("?", 1)[0] ?? "";

async function bodyOf(
  route: Route,
  request: IncomingMessage,
): Promise<{ value: unknown } | (Refusal & { readonly close?: boolean })> {
  const read: BodyText = route.method === "GET" ? { text: null } : await readBody(request);
  return "refused" in read ? { ...refuse(read.refused, ""), close: read.close } : parsed(route, read.text);
}

/** Who asked, and the key with all it was used for. */
function askedBy(
  principal: Principal | null,
  method: string,
  path: string,
  key: string | null,
  body: unknown,
): Asked {
  const actor = principal ? actorOf(principal) : ({ kind: "system" } as const);
  const who = "id" in actor ? `${actor.kind}:${actor.id}` : actor.kind;
  return {
    actor,
    key: key === null ? null : { scope: `${who} ${method} ${path}`, key, fingerprint: fingerprint(body) },
  };
}

function parsed(route: Route, text: string | null): { value: unknown } | Refusal {
  if (route.body === null) return { value: null };
  let input: unknown = {};
  if (text !== null && text !== "") {
    try {
      input = JSON.parse(text);
    } catch (error) {
      // The engine's own sentence quotes the input, which may hold a phone number: only the place is told.
      const place = /position \d+/.exec(messageOf(error))?.[0];
      return refuse("request.malformed", `不是有效的 JSON（not valid JSON${place ? ` at ${place}` : ""}）`);
    }
  }
  const result = validated(route.body, input);
  if (isRefusal(result) || text === null || !suspect(text)) return result;
  const unplain = unplainTexts(result.value);
  return unplain.length > 0 ? invalid(unplain) : result;
}

function validated(schema: Route["body"], input: unknown): { value: unknown } | Refusal {
  if (schema === null) return { value: null };
  const result = schema.safeParse(input);
  return result.success ? { value: result.data } : invalid(fieldProblems(schema, result.error, input));
}

function invalid(problems: readonly FieldProblem[]): Refusal {
  const code = problems.every((p) => p.path === "phone") ? "phone.invalid" : "request.invalid";
  const detail = problems.map((p) => (p.path === "" ? p.message : `${p.path}：${p.message}`)).join("；");
  return { ...refuse(code, detail), problems };
}

const COMMON = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;

function sendAnswer(response: ServerResponse, { status, body, bytes, headers }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  const data = bytes ? bytes.data : body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, {
    ...COMMON,
    ...(data === "" ? {} : { "content-type": bytes?.type ?? "application/json; charset=utf-8" }),
    "content-length": typeof data === "string" ? Buffer.byteLength(data) : data.byteLength,
    ...headers,
  });
  response.end(data);
}

/** Writes a refusal as RFC 9457 problem; also used for addresses that are no route. */
export function sendRefusal(
  response: ServerResponse,
  refusal: Refusal & { readonly retryAfter?: number },
  timeZone: string,
  close: boolean,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  const status = statusOf(refusal);
  const data = JSON.stringify(problemOf(refusal, timeZone));
  response.writeHead(status, {
    ...COMMON,
    "content-type": "application/problem+json; charset=utf-8",
    "content-length": Buffer.byteLength(data),
    ...(status === 401 ? { "www-authenticate": 'Bearer realm="hall"' } : {}),
    ...(refusal.retryAfter === undefined ? {} : { "retry-after": String(refusal.retryAfter) }),
    ...(close ? { connection: "close" } : {}),
    ...headers,
  });
  response.end(data);
}
