import type { IncomingMessage, ServerResponse } from "node:http";
import { parse } from "node:querystring";
import findMyWay from "find-my-way";
import { refuse } from "../kernel/errors.ts";
import type { Params, Route } from "./route.ts";
import { type Serve, sendRefusal } from "./serve.ts";

/** Where the API stands. */
export const API = "/api/v1";

/** Answers a request whose `url` begins below `API`. */
export type Api = (request: IncomingMessage, response: ServerResponse) => void;

/** Nothing in an address is longer: a visit's token has 30 characters. */
const LONGEST_PARAM = 500;

/**
 * The API's addresses: every route, 405 with Allow for other methods, 404 for other addresses. A router of its own,
 * for each number that is given pays for the way to its route.
 */
export function apiOf(routes: readonly Route[], serve: Serve, timeZone: string): Api {
  const unreadable = () => undefined;
  const router = findMyWay({
    maxParamLength: LONGEST_PARAM,
    querystringParser: parse,
    onBadUrl: unreadable,
  });
  const byPath = new Map<string, Route[]>();
  for (const route of routes) byPath.set(route.path, [...(byPath.get(route.path) ?? []), route]);
  for (const [path, list] of byPath)
    router.on("GET", path.replace(/\{(\w+)\}/g, ":$1"), unreadable, addressOf(list));

  return (request, response) => {
    // Which methods an address takes is said by its routes, so all are filed as GET.
    const found = router.find("GET", request.url ?? "/");
    const address = found?.store as Address | undefined;
    // `/tickets/` is no ticket without a name.
    if (!found || Object.values(found.params).includes(""))
      return sendRefusal(response, refuse("route.unknown", ""), timeZone, false);
    if (!address) return sendRefusal(response, refuse("request.malformed", UNREADABLE), timeZone, false);
    const route = address.byMethod.get(request.method === "HEAD" ? "GET" : (request.method ?? ""));
    if (!route) return otherMethod(request, response, address);
    const query = route.query ? found.searchParams : null;
    return void serve(route, request, response, found.params as unknown as Params, query);
  };

  function otherMethod({ method }: IncomingMessage, response: ServerResponse, { allow }: Address): void {
    if (method === "OPTIONS") return void response.writeHead(204, { allow }).end();
    const refusal = refuse("route.method", `可用：${allow}（allowed: ${allow}）`);
    sendRefusal(response, refusal, timeZone, false, { allow });
  }
}

const UNREADABLE = "地址无法解析（the address can't be read）";

interface Address {
  readonly byMethod: ReadonlyMap<string, Route>;
  readonly allow: string;
}

const addressOf = (routes: readonly Route[]): Address => ({
  byMethod: new Map(routes.map((r) => [r.method, r])),
  allow: routes.flatMap((r) => (r.method === "GET" ? ["GET", "HEAD"] : [r.method])).join(", "),
});

/** Takes the API's prefix off a request's address, as a mounted router does; false: the request is for something else. */
export function belowApi(request: IncomingMessage): boolean {
  const { url } = request;
  if (!url?.startsWith(`${API}/`)) return false;
  request.url = url.slice(API.length);
  return true;
}
