import type { z } from "zod";
import type { ProblemCode, Refusal } from "../contract/problem.ts";
import type { Actor, Principal } from "../contract/session.ts";
import type { Asked, Done } from "./hall-service.ts";

/** Where a request came from; `local` only when it was made on this machine, by its own name, through no proxy. */
export interface Origin {
  readonly address: string;
  readonly local: boolean;
  readonly secure: boolean;
}

/** Names between braces in paths; only those of the route's own path are there. */
export interface Params {
  readonly id: string;
  readonly token: string;
  readonly window: string;
  readonly announcement: string;
  readonly page: string;
  readonly plan: string;
  readonly day: string;
}

/** One validated request. `Body` and `Query` are what the route's schemas yield. */
export interface Call<Body, Query> {
  /** Null only on public routes. */
  readonly principal: Principal | null;
  /** The credential that was presented; null when there was none. */
  readonly token: string | null;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly asked: Asked;
  readonly origin: Origin;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  /** Sent as they are, instead of `body`. */
  readonly bytes?: { readonly type: string; readonly data: Uint8Array };
  readonly headers?: Readonly<Record<string, string>>;
}
export type Outcome = Answer | (Refusal & { readonly retryAfter?: number });

interface RouteFacts {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** As OpenAPI writes it, below /api/v1: `/tickets/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** `public`: no credential is looked at, `optional`: one is, if there is any. */
  readonly access: "public" | "optional" | "credential";
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  /** Codes this route may refuse with, beside those every route has. */
  readonly refusals: readonly ProblemCode[];
}

/** One address and method of the API: the same table makes the server, the OpenAPI document and the 405s. */
export interface Route extends RouteFacts {
  readonly body: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly handle: (call: Call<unknown, unknown>) => Outcome | Promise<Outcome>;
}

type Inferred<T extends z.ZodType | null> = T extends z.ZodType ? z.infer<T> : null;

/** Ties a route's schemas to what its handler gets. */
export function route<B extends z.ZodType | null = null, Q extends z.ZodType | null = null>(
  facts: RouteFacts & {
    readonly body?: B;
    readonly query?: Q;
    readonly handle: (call: Call<Inferred<B>, Inferred<Q>>) => Outcome | Promise<Outcome>;
  },
): Route {
  return {
    ...facts,
    body: facts.body ?? null,
    query: facts.query ?? null,
    handle: facts.handle as Route["handle"],
  };
}

/** The header that tells a repeat under the same Idempotency-Key from a first answer. */
const REPLAYED = { "idempotent-replayed": "true" } as const;

/** The answer to a command that was done. */
export function done<T>(
  result: Done<T> | Refusal,
  status: number | ((answer: T) => number),
  body?: (answer: T) => unknown,
): Outcome {
  if ("refused" in result) return result;
  const { answer, fresh } = result;
  return {
    status: typeof status === "number" ? status : status(answer),
    body: body ? body(answer) : answer,
    ...(fresh ? {} : { headers: REPLAYED }),
  };
}

/** Something that is there or not. */
export function found(body: unknown, refusal: Refusal): Outcome {
  return body === null || body === undefined ? refusal : { status: 200, body };
}

export function actorOf(principal: Principal): Actor {
  switch (principal.kind) {
    case "admin":
      return { kind: "admin" };
    case "staff":
      return { kind: "staff", id: principal.staff };
    case "device":
      return { kind: "device", id: `${principal.page}:${principal.id}` };
    case "citizen":
      return { kind: "citizen", id: `phone:${principal.session}` };
  }
}
