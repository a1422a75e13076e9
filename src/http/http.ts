import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type ErrorRequestHandler, type Express } from "express";
import type { Auth } from "../auth/auth.ts";
import type { Clock } from "../kernel/clock.ts";
import { HallError, messageOf, refuse } from "../kernel/errors.ts";
import type { Log } from "../kernel/log.ts";
import { credentialOf, originOf } from "./caller.ts";
import { docsPage } from "./docs-page.ts";
import type { ForecastDesk } from "./forecast-desk.ts";
import type { HallService } from "./hall-service.ts";
import type { Metrics } from "./metrics.ts";
import { API, apiOf, belowApi } from "./mount.ts";
import { openApiDocument } from "./openapi.ts";
import { pages } from "./pages.ts";
import type { PlanningDesk } from "./planning-desk.ts";
import type { ReplayDesk } from "./replay-desk.ts";
import type { Route } from "./route.ts";
import { type AppointmentRoutesDependencies, appointmentRoutes } from "./routes/appointments.ts";
import { arrangeRoutes } from "./routes/arrange.ts";
import { caseRoutes } from "./routes/cases.ts";
import { type DeviceRoutesDependencies, deviceRoutes } from "./routes/devices.ts";
import { forecastRoutes } from "./routes/forecast.ts";
import { hallRoutes, type VoiceClips } from "./routes/hall.ts";
import { type ManageRoutesDependencies, manageRoutes } from "./routes/manage.ts";
import { personRoutes } from "./routes/persons.ts";
import { planningRoutes } from "./routes/planning.ts";
import { replayRoutes } from "./routes/replay.ts";
import { type SessionRoutesDependencies, sessionRoutes } from "./routes/session.ts";
import { slipRoutes } from "./routes/slips.ts";
import { ticketRoutes } from "./routes/tickets.ts";
import { visitRoutes } from "./routes/visits.ts";
import { windowRoutes } from "./routes/windows.ts";
import { securityHeaders } from "./security-headers.ts";
import { createServe, sendRefusal } from "./serve.ts";
import type { SlipDesk } from "./slip-desk.ts";

export interface HttpDependencies
  extends Pick<ManageRoutesDependencies, "virtualHall" | "start">,
    Pick<SessionRoutesDependencies, "staff">,
    Pick<AppointmentRoutesDependencies, "codes">,
    DeviceRoutesDependencies {
  readonly service: HallService;
  readonly auth: Auth;
  readonly voice: VoiceClips;
  readonly slips: SlipDesk;
  readonly forecast: ForecastDesk;
  readonly planning: PlanningDesk;
  readonly replay: ReplayDesk;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly version: string;
  /** The hall's, for times in answers. */
  readonly timeZone: string;
  /** Where the built pages are; need not exist. */
  readonly uiFolder: string;
  /** Whether commands are taken: the journal is read and the hall is not stopping. */
  readonly ready: () => boolean;
}

export interface HttpServer {
  readonly app: Express;
  /** Not yet listening; displays attach to it. */
  readonly server: Server;
  readonly routes: readonly Route[];
  /** Answers the port; a HallError `http.listen` when it can't be had. */
  start(at: { readonly host: string; readonly port: number }): Promise<number>;
  /** Takes no new connection, lets answers under way end, and cuts what is left after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** All routes of the API in the order they are tried: the busiest first. */
function hallApi(dependencies: HttpDependencies): readonly Route[] {
  return [
    ...ticketRoutes(dependencies),
    ...personRoutes(dependencies),
    ...windowRoutes(dependencies),
    ...arrangeRoutes(dependencies),
    ...visitRoutes(dependencies),
    ...hallRoutes(dependencies),
    ...caseRoutes(dependencies),
    ...appointmentRoutes(dependencies),
    ...sessionRoutes(dependencies),
    ...manageRoutes(dependencies),
    ...deviceRoutes(dependencies),
    ...slipRoutes(dependencies),
    ...forecastRoutes(dependencies),
    ...planningRoutes(dependencies),
    ...replayRoutes(dependencies),
  ];
}

export function createHttp(dependencies: HttpDependencies): HttpServer {
  const { auth, log, metrics, ready, timeZone, uiFolder, version, virtualHall } = dependencies;
  const routes = hallApi(dependencies);
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  const api = apiOf(routes, createServe(dependencies), timeZone);
  app.use(API, api);

  app.get("/healthz", (_, response) => void response.json({ status: "ok", version }));
  app.get("/readyz", (_, response) => {
    const isReady = ready();
    response.status(isReady ? 200 : 503).json({ ready: isReady });
  });
  app.get("/metrics", async (request, response) => {
    // Figures are for the machine's own collector, or for whoever may see the staff's pages.
    const credential = credentialOf(request);
    const principal = credential && auth.identify(credential.token);
    if (!originOf(request).local && principal?.kind !== "admin" && principal?.kind !== "staff")
      return sendRefusal(response, refuse("auth.missing", ""), timeZone, false);
    response.type(metrics.contentType).send(await metrics.text());
  });
  let document: string | null = null;
  app.get("/openapi.json", (_, response) => {
    document ??= JSON.stringify(openApiDocument(routes, version));
    response.type("json").send(document);
  });
  app.use("/api", (_, response) => sendRefusal(response, refuse("route.unknown", ""), timeZone, false));
  app.use(securityHeaders({ connectTo: () => originsOf(virtualHall?.state().url ?? null) }));
  app.use(docsPage());
  app.use(pages(uiFolder));
  app.use((_, response) => sendRefusal(response, refuse("route.unknown", ""), timeZone, false));
  app.use(lastResort(log, timeZone));

  // The API is reached past the pages' middleware; what comes to it through a proxy's absolute address goes by the app.
  const server = createServer((request, response) =>
    belowApi(request) ? api(request, response) : app(request, response),
  );
  // A body must be here within half a minute; a keep-alive longer than clients' own avoids resets between requests.
  server.requestTimeout = 30_000;
  server.headersTimeout = 15_000;
  server.keepAliveTimeout = 65_000;
  return {
    app,
    server,
    routes,
    start: (at) => listen(server, at),
    stop: (grace = 3000) => close(server, grace),
  };
}

function originsOf(url: string | null): readonly string[] {
  return url !== null && URL.canParse(url) ? [new URL(url).origin] : [];
}

/** Addresses that can't be decoded, and faults of anything that is no API route. */
function lastResort(log: Log, timeZone: string): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const status =
      typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500)
      return sendRefusal(
        response,
        refuse("request.malformed", "地址无法解析（the address can't be read）"),
        timeZone,
        false,
      );
    log.error({ scope: "http", cause: messageOf(error) }, "request failed");
    sendRefusal(response, refuse("server.fault", ""), timeZone, false);
  };
}

function listen(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) =>
      reject(new HallError("http.listen", `can't listen on ${host}:${port}: ${cause.message}`, { cause }));
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
