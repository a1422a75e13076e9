import {
  type DeviceAct,
  type DeviceDetail,
  type DeviceTried,
  deviceAct,
  deviceDetail,
  deviceTried,
  type Swapped,
  swapAddresses,
  swapped,
} from "../../contract/device-desk.ts";
import type { Refusal } from "../../contract/problem.ts";
import type { Principal } from "../../contract/session.ts";
import { type Outcome, type Route, route } from "../route.ts";
import { barred } from "./guards.ts";

/** The technician's desk, as HTTP uses it. */
export interface DeviceDeskPort {
  detail(id: string): DeviceDetail | Refusal;
  attempt(id: string, act: DeviceAct): Promise<DeviceTried | Refusal>;
  swap(id: string, other: string, by: string): Promise<Swapped | Refusal>;
}

export interface DeviceRoutesDependencies {
  readonly deviceDesk: DeviceDeskPort;
}

/** One device at a time: what it said and was told, tests, and addresses exchanged in a wrongly wired hall. */
export function deviceRoutes({ deviceDesk }: DeviceRoutesDependencies): readonly Route[] {
  const manager = { tag: "system", access: "credential" } as const;
  return [
    route({
      ...manager,
      method: "GET",
      path: "/devices/{id}",
      summary: "One device: line, counters, the last frames decoded, what it can be made to do",
      answers: { 200: { description: "The device", schema: deviceDetail } },
      refusals: ["auth.forbidden", "device.unknown"],
      handle: ({ principal, params }) =>
        barred(principal, { do: "hall.manage" }) ?? given(deviceDesk.detail(params.id)),
    }),
    route({
      ...manager,
      method: "POST",
      path: "/devices/{id}/test",
      summary: "Show a text, print a test slip, beep, ask for a rating",
      body: deviceAct,
      answers: { 200: { description: "What came of it", schema: deviceTried } },
      refusals: ["auth.forbidden", "device.unknown", "device.cannot"],
      handle: async ({ principal, params, body }) =>
        barred(principal, { do: "hall.manage" }) ?? given(await deviceDesk.attempt(params.id, body)),
    }),
    route({
      ...manager,
      method: "POST",
      path: "/devices/{id}/swap",
      summary: "Exchange the addresses of two devices of one line; remembered until the config says the same",
      body: swapAddresses,
      answers: { 200: { description: "The addresses now in force", schema: swapped } },
      refusals: ["auth.forbidden", "device.unknown", "device.cannot"],
      handle: async ({ principal, params, body }) =>
        barred(principal, { do: "hall.manage" }) ??
        given(await deviceDesk.swap(params.id, body.with, nameOf(principal))),
    }),
  ];
}

const given = (answer: object | Refusal): Outcome =>
  "refused" in answer ? answer : { status: 200, body: answer };

const nameOf = (principal: Principal | null): string =>
  principal?.kind === "staff" ? principal.staff : "admin";
