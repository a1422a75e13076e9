import express, { type Request, type Router } from "express";
import { refuse } from "../kernel/errors.ts";
import type { Params, Route } from "./route.ts";
import { type Serve, sendRefusal } from "./serve.ts";

/** A router of the API: every route, 405 with Allow for other methods, 404 for other addresses. */
export function apiRouter(routes: readonly Route[], serve: Serve, timeZone: string): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  const byPath = new Map<string, Route[]>();
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
  for (const [path, list] of byPath) {
    const pattern = path.replace(/\{(\w+)\}/g, ":$1");
    const allow = list.flatMap((r) => (r.method === "GET" ? ["GET", "HEAD"] : [r.method])).join(", ");
    const byMethod = new Map(list.map((r) => [r.method as string, r]));
    router.all(pattern, (request, response) => {
      const route = byMethod.get(request.method === "HEAD" ? "GET" : request.method);
      if (route)
        return serve(route, request, response, request.params as unknown as Params, queryOf(route, request));
      if (request.method === "OPTIONS") return void response.writeHead(204, { allow }).end();
      const refusal = refuse("route.method", `可用：${allow}（allowed: ${allow}）`);
      sendRefusal(response, refusal, timeZone, false, { allow });
      return undefined;
    });
  }
  router.use((_, response) => sendRefusal(response, refuse("route.unknown", ""), timeZone, false));
  return router;
}

const queryOf = (route: Route, request: Request): unknown => (route.query ? request.query : null);
