import { z } from "zod";
import type { Auth } from "../../auth/auth.ts";
import { closeDay, dayClosed, dayView } from "../../contract/day.ts";
import { deviceView, systemView } from "../../contract/device.ts";
import type { WindowId } from "../../contract/ids.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { DevicePage } from "../../contract/session.ts";
import { deviceTokenAnswer, deviceTokenRequest, type StartView, startView } from "../../contract/start.ts";
import { refuse } from "../../kernel/errors.ts";
import type { HallService } from "../hall-service.ts";
import { done, type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

const virtualHallView = z
  .object({ url: z.string().nullable(), running: z.boolean() })
  .meta({ id: "VirtualHall" });
const issuedTokens = z.array(z.object({ page: z.string(), id: z.string(), issuedAt: z.iso.datetime() }));
const dropped = z.object({ dropped: z.int() });

/** The virtual hall's process, as far as HTTP may see and start it. */
export interface VirtualHallPort {
  state(): { readonly url: string | null; readonly running: boolean };
  start(): Promise<void>;
}

export interface ManageRoutesDependencies {
  readonly service: HallService;
  readonly auth: Auth;
  /** Null: no line of this hall is virtual. */
  readonly virtualHall: VirtualHallPort | null;
  /** Everything the start page may show; passwords and the admin token only in a demo. */
  readonly start: () => StartView;
}

/** Running the hall: state, day end, devices, page tokens, the virtual hall and the start page. */
export function manageRoutes(dependencies: ManageRoutesDependencies): readonly Route[] {
  const { service, auth, virtualHall, start } = dependencies;
  const signedIn = { tag: "system", access: "credential" } as const;
  return [
    route({
      method: "GET",
      path: "/start",
      tag: "system",
      access: "optional",
      summary: "Links to every page; open in a demo on this machine, otherwise for managers",
      answers: { 200: { description: "Links", schema: startView } },
      refusals: ["auth.missing", "auth.forbidden"],
      handle: ({ principal, origin }) => {
        const { staff, adminToken, ...view } = start();
        if (view.demo && origin.local) return { status: 200, body: { ...view, staff, adminToken } };
        return barred(principal, { do: "hall.manage" }) ?? { status: 200, body: view };
      },
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/system",
      summary: "How the hall stands: devices, failures, today's figures",
      answers: { 200: { description: "The system", schema: systemView } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        barred(principal, { do: "staff.see" }) ?? { status: 200, body: service.system() },
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/devices",
      summary: "All devices with their health",
      answers: { 200: { description: "In the config's order", schema: z.array(deviceView) } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        barred(principal, { do: "staff.see" }) ?? { status: 200, body: service.system().devices },
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/day/close",
      summary:
        "End the day (收号): serve, rebook (SMS) or expire (SMS) each person; with nobody named, whoever still waits is expired",
      body: closeDay,
      answers: {
        200: { description: "What became of them, and who must be told in person", schema: dayClosed },
      },
      refusals: [
        "auth.forbidden",
        "appointment.unknown",
        "queue.full",
        "request.invalid",
        "idempotency.mismatch",
      ],
      handle: async ({ principal, body, asked }) =>
        barred(principal, { do: "hall.manage" }) ?? done(await service.closeDay(body, asked), 200),
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/day/reopen",
      summary: "Give numbers again today after they were stopped",
      body: z.object({}),
      answers: { 200: { description: "The day", schema: dayView } },
      refusals: ["auth.forbidden", "idempotency.mismatch"],
      handle: async ({ principal, asked }) =>
        barred(principal, { do: "hall.manage" }) ?? done(await service.reopenDay(asked), 200),
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/day",
      summary: "Who is still here at the end of the day, and where they may be rebooked to",
      answers: { 200: { description: "The day", schema: dayView } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        barred(principal, { do: "hall.manage" }) ?? { status: 200, body: service.day() },
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/virtual-hall",
      summary: "Where the virtual hall's device wall is",
      answers: { 200: { description: "Its address", schema: virtualHallView } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        barred(principal, { do: "staff.see" }) ?? {
          status: 200,
          body: virtualHall?.state() ?? { url: null, running: false },
        },
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/virtual-hall",
      summary: "Start the virtual hall again",
      body: z.object({}),
      answers: { 200: { description: "Its address", schema: virtualHallView } },
      refusals: ["auth.forbidden", "virtual-hall.absent"],
      handle: async ({ principal }) => {
        const bar = barred(principal, { do: "hall.manage" });
        if (bar) return bar;
        if (virtualHall === null) return refuse("virtual-hall.absent", "");
        await virtualHall.start();
        return { status: 200, body: virtualHall.state() };
      },
    }),
    route({
      ...signedIn,
      method: "POST",
      path: "/device-tokens",
      summary: "A new token for a kiosk, screen or rater page; shown only this once",
      body: deviceTokenRequest,
      answers: { 201: { description: "The token", schema: deviceTokenAnswer } },
      refusals: [
        "auth.forbidden",
        "kiosk.unknown",
        "screen.unknown",
        "window.unknown",
        "appointment.unknown",
      ],
      handle: ({ principal, body: { page, id } }) =>
        barred(principal, { do: "hall.manage" }) ??
        unknownPage(service, page, id) ?? {
          status: 201,
          body: { page, id, token: auth.issueDeviceToken(page, id) },
        },
    }),
    route({
      ...signedIn,
      method: "GET",
      path: "/device-tokens",
      summary: "Which pages have tokens",
      answers: { 200: { description: "Without the tokens", schema: issuedTokens } },
      refusals: ["auth.forbidden"],
      handle: ({ principal }) =>
        barred(principal, { do: "hall.manage" }) ?? {
          status: 200,
          body: auth
            .deviceTokens()
            .map(({ page, id, createdAt }) => ({ page, id, issuedAt: new Date(createdAt).toISOString() })),
        },
    }),
    route({
      ...signedIn,
      method: "DELETE",
      path: "/device-tokens/{page}/{id}",
      summary: "Take back all tokens of a page",
      answers: { 200: { description: "How many there were", schema: dropped } },
      refusals: ["auth.forbidden"],
      handle: ({ principal, params }) =>
        barred(principal, { do: "hall.manage" }) ?? {
          status: 200,
          body: { dropped: auth.dropDeviceTokens(params.page as DevicePage, params.id) },
        },
    }),
  ];
}

function unknownPage(service: HallService, page: DevicePage, id: string): Refusal | null {
  switch (page) {
    case "kiosk":
      return service.kiosk(id) ? null : refuse("kiosk.unknown", `没有取号机 ${id}（no such kiosk）`);
    case "screen":
      return service.screen(id) ? null : refuse("screen.unknown", `没有屏幕 ${id}（no such screen）`);
    case "source":
      return service.appointments.sources().some((s) => s.id === id)
        ? null
        : refuse("appointment.unknown", `没有预约来源 ${id}（no such source in appointments.sources）`);
    case "rater":
      return service.rater(id as WindowId)
        ? null
        : refuse("window.unknown", `没有窗口 ${id}（no such window）`);
  }
}
