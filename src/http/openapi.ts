import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { PROBLEMS, type ProblemCode, problem } from "../contract/problem.ts";
import type { Route } from "./route.ts";

const BASE = "/api/v1";

const TAGS: Readonly<Record<string, string>> = {
  tickets: "Taking a number (取号)",
  windows: "The clerk's window (窗口)",
  cases: "Intake (受理)",
  appointments: "Booking a slot (预约)",
  hall: "What the hall's pages show",
  visits: "The citizen's phone page",
  session: "Signing in",
  planning: "What would be (假如)",
  system: "Running the hall",
};

const EVERY_COMMAND: readonly ProblemCode[] = [
  "request.malformed",
  "request.invalid",
  "request.too-large",
  "request.media-type",
];
const EVERY_ROUTE: readonly ProblemCode[] = ["server.fault", "server.storage", "hall.stopping"];

/** Refusals of one status together: OpenAPI has one answer a status, its description lists the codes. */
function refusalsByStatus(route: Route): Map<number, ProblemCode[]> {
  const codes: ProblemCode[] = [
    ...(route.access === "credential" ? (["auth.missing", "auth.invalid"] as const) : []),
    ...(route.method === "GET" ? [] : EVERY_COMMAND),
    ...(route.path.includes("{") ? (["request.malformed"] as const) : []),
    ...(route.query ? (["request.invalid"] as const) : []),
    ...route.refusals,
    ...EVERY_ROUTE,
  ];
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return byStatus;
}

const operationId = (route: Route): string =>
  `${route.method.toLowerCase()}${route.path
    .split(/[/{}-]+/)
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("")}`;

function operation(route: Route): ZodOpenApiOperationObject {
  const params = [...route.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "");
  const answers = Object.entries(route.answers).map(([status, { description, schema }]) => [
    status,
    { description, ...(schema ? { content: { "application/json": { schema } } } : {}) },
  ]);
  const refusals = [...refusalsByStatus(route)].map(([status, codes]) => [
    String(status),
    {
      description: codes.map((c) => `\`${c}\` ${PROBLEMS[c].title} (${PROBLEMS[c].english})`).join("  \n"),
      content: { "application/problem+json": { schema: problem } },
    },
  ]);
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.access === "credential"
      ? {}
      : { security: route.access === "optional" ? [{}, { bearer: [] }] : [] }),
    requestParams: {
      ...(params.length > 0
        ? { path: z.object(Object.fromEntries(params.map((p) => [p, z.string()]))) }
        : {}),
      ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
      ...(route.method === "GET" ? {} : { header: idempotencyHeader }),
    },
    ...(route.body ? { requestBody: { content: { "application/json": { schema: route.body } } } } : {}),
    responses: Object.fromEntries([...answers, ...refusals]) as ZodOpenApiOperationObject["responses"],
  };
}

const idempotencyHeader = z.object({
  "Idempotency-Key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .meta({ description: "The same key gives the same answer; with another body 422 idempotency.mismatch" }),
});

/** The OpenAPI 3.1 document of these routes, made from the schemas that validate them. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `${BASE}${route.path}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Hall server · 政务服务大厅",
      version,
      description: "Errors are RFC 9457 problems with a stable `code`. Times are ISO 8601 with offset.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "HALL_ADMIN_TOKEN, a staff session's token, or a page's device token",
        },
      },
    },
    paths,
  });
}
