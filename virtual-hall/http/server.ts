import http from "node:http";
import type { VirtualHall } from "../hall.ts";
import { type ProviderAnswer, trouble } from "../sms-provider.ts";
import { readAct, type Wrong } from "./act.ts";
import { nearOrigin } from "./origin.ts";

const BODY_LIMIT = 64 * 1024;
const KEEP_ALIVE_MS = 15_000;
/** A watcher that has not taken this much is not sent more until it has. */
const BEHIND = 1 << 20;
const MESSAGES = /^\/2010-04-01\/Accounts\/([^/]+)\/Messages(?:\/([^/]+))?\.json$/;

/** The virtual hall's HTTP face on 127.0.0.1: the wall, acts, and the SMS provider. */
export class WallServer {
  readonly #hall: VirtualHall;
  readonly #server: http.Server;

  constructor(hall: VirtualHall) {
    this.#hall = hall;
    this.#server = http.createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else answer(response, 500, problem(500, "server.fault", String(error)));
      });
    });
    // Longer than clients keep an idle connection: one that ends as it is used again is a request lost.
    this.#server.keepAliveTimeout = 65_000;
  }

  /** Listens on 127.0.0.1:`port` (0: any) and gives the port; rejects when it is taken. */
  start(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const message = MESSAGES.exec(pathname);
    if (message) {
      await this.#provider(request, response, message[1] ?? "", message[2] ?? null);
      return;
    }
    const origin = nearOrigin(request.headers.origin);
    if (origin === null) {
      answer(
        response,
        403,
        problem(403, "auth.forbidden", `pages of ${request.headers.origin} may not use the wall`),
      );
      return;
    }
    if (origin !== "") {
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("vary", "origin");
      response.setHeader("access-control-allow-headers", "content-type");
      response.setHeader("access-control-allow-methods", "GET, POST");
      response.setHeader("access-control-allow-private-network", "true");
    }
    await this.#page(pathname, request, response);
  }

  async #page(path: string, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const method = { "/wall": "GET", "/state": "GET", "/act": "POST" }[path];
    if (method === undefined)
      answer(response, 404, problem(404, "route.unknown", "GET /wall, GET /state, POST /act"));
    else if (request.method === "OPTIONS") response.writeHead(204).end();
    else if (request.method !== method)
      answer(response, 405, problem(405, "route.method", `${path} takes ${method}`));
    else if (path === "/wall") this.#watch(response);
    else if (path === "/state") answer(response, 200, this.#hall.view());
    else await this.#act(request, response);
  }

  #watch(response: http.ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    let missed: string | null = null;
    const send = (json: string) => {
      missed = response.writableLength > BEHIND ? json : null;
      if (missed === null) response.write(`event: wall\ndata: ${json}\n\n`);
    };
    response.on("drain", () => missed !== null && send(missed));
    const unwatch = this.#hall.wall.watch(send);
    const alive = setInterval(() => response.write(": still here\n\n"), KEEP_ALIVE_MS);
    response.on("close", () => {
      clearInterval(alive);
      unwatch();
    });
  }

  async #act(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (body === null) {
      answer(response, 413, problem(413, "request.too-large", `at most ${BODY_LIMIT} bytes`));
      return;
    }
    const act = readAct(body);
    if (!("act" in act)) {
      answer(response, 400, problem(400, "request.invalid", "not an act", act));
      return;
    }
    const wrong = this.#hall.act(act);
    if (wrong) {
      const value = Object.entries(act).find(([name]) => name === wrong.field)?.[1];
      const detail = `${wrong.field} ${JSON.stringify(value)}: ${wrong.message}`;
      answer(
        response,
        400,
        problem(400, "request.invalid", detail, [{ path: wrong.field, message: wrong.message }]),
      );
      return;
    }
    answer(response, 200, this.#hall.view());
  }

  async #provider(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    account: string,
    sid: string | null,
  ): Promise<void> {
    const body = await readBody(request);
    const said = this.#provide(request, account, sid, body);
    if (said) answer(response, said.status, said.body);
    else response.destroy();
  }

  #provide(
    request: http.IncomingMessage,
    account: string,
    sid: string | null,
    body: string | null,
  ): ProviderAnswer | null {
    if (!authorised(request.headers.authorization, account)) return trouble(401, 20003, "Authenticate");
    if (sid !== null)
      return request.method === "GET"
        ? this.#hall.sms.fetch(account, sid)
        : trouble(405, 20004, "Method not allowed");
    if (request.method !== "POST") return trouble(405, 20004, "Method not allowed");
    if (body === null) return trouble(413, 20413, "Request entity too large");
    const key = request.headers["idempotency-key"] ?? request.headers["i-twilio-idempotency-token"];
    return this.#hall.sms.create(account, new URLSearchParams(body), key === undefined ? null : String(key));
  }
}

/** Basic auth with the account's own sid and any secret: the virtual hall knows no real one. */
function authorised(header: string | undefined, account: string): boolean {
  const given = /^Basic ([A-Za-z0-9+/=]+)$/.exec(header ?? "")?.[1];
  if (given === undefined) return false;
  const [user, ...secret] = Buffer.from(given, "base64").toString("utf8").split(":");
  return (user === account || user?.startsWith("SK") === true) && secret.join(":") !== "";
}

/** The whole body, or null when it is larger than allowed. */
async function readBody(request: http.IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size > BODY_LIMIT ? null : Buffer.concat(chunks).toString("utf8");
}

function problem(status: number, code: string, detail: string, problems: readonly Wrong[] = []): object {
  return { type: "about:blank", title: detail, status, code, detail, problems };
}

function answer(response: http.ServerResponse, status: number, body: object): void {
  const type =
    status >= 400 && "code" in body && "type" in body ? "application/problem+json" : "application/json";
  response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
