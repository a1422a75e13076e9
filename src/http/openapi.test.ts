import { expect, test } from "vitest";
import { PROBLEMS } from "../contract/problem.ts";
import { startHttp } from "./testing/start-http.ts";

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { readonly description: string }>;
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly security?: unknown;
}

test("the document names every route with its answers, refusals and parameters", async () => {
  const hall = await startHttp();
  const { json } = await hall.call("GET", "/openapi.json");
  const operations = Object.entries(json.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  await hall.stop();

  expect(json.openapi).toBe("3.1.0");
  expect(operations.map((o) => `${o.method} ${o.path}`).sort()).toEqual(
    hall.http.routes.map((r) => `${r.method.toLowerCase()} /api/v1${r.path}`).sort(),
  );
  expect(new Set(operations.map((o) => o.operation.operationId)).size).toBe(operations.length);
  for (const { path, method, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((p) => p.in === "path").map((p) => `{${p.name}}`);
    expect(path.match(/\{\w+\}/g) ?? []).toEqual(inPath);
    expect(operation.responses["500"]?.description).toContain("server.fault");
    if (method === "post") expect(operation.requestBody).toBeDefined();
    // An address that can't be decoded, a bad Idempotency-Key, a body where none is read: any of them can be sent.
    if (inPath.length > 0) expect(operation.responses["400"]?.description).toContain("request.malformed");
    if (method !== "get")
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["400", "413", "415"]));
  }
  const tickets = json.paths["/api/v1/tickets"].post as Operation;
  expect(tickets.responses["409"]?.description).toContain("hall.closed");
  expect(tickets.responses["422"]?.description).toContain("idempotency.mismatch");
  expect(json.paths["/api/v1/visits/{token}"].get.security).toEqual([]);
  expect(Object.keys(json.components.schemas)).toEqual(
    expect.arrayContaining(["Ticket", "IssueTicket", "Window", "Case", "Visit"]),
  );
});

test("every reference in the document leads somewhere", async () => {
  const hall = await startHttp();
  const { json, text } = await hall.call("GET", "/openapi.json");
  await hall.stop();
  const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((m) => m[1] ?? ""));
  expect(references.size).toBeGreaterThan(5);
  for (const reference of references)
    expect(
      reference.split("/").reduce((node, key) => node?.[key], json),
      reference,
    ).toBeDefined();
});

test("routes refuse only with codes that the hall knows", async () => {
  const hall = await startHttp();
  await hall.stop();
  for (const route of hall.http.routes)
    for (const code of route.refusals) expect(PROBLEMS).toHaveProperty([code]);
});
