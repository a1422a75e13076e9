import { z } from "zod";
import { isoTime, type WindowId } from "./ids.ts";

const HEALTHS = ["ok", "degraded", "off"] as const;
export const deviceView = z
  .object({
    id: z.string(),
    role: z.string(),
    driver: z.string(),
    line: z.string(),
    address: z.int().nullable(),
    window: z.string().nullable(),
    kiosk: z.string().nullable(),
    health: z.enum(HEALTHS),
    since: isoTime,
    reason: z.string().nullable().meta({ description: "Why it is not ok, Chinese, for staff" }),
    counters: z
      .record(z.string(), z.number())
      .meta({ description: "Frames sent, acknowledged, retried, dropped bytes, bad checksums …" }),
  })
  .meta({ id: "Device" });
export type DeviceView = z.infer<typeof deviceView>;

/** What a keypad's keys mean, whatever bytes they have. */
export const KEY_ACTIONS = [
  "call-next",
  "recall",
  "pause-toggle",
  "transfer",
  "no-show",
  "park",
  "call-parked",
  "evaluate",
] as const;
export type KeyAction = (typeof KEY_ACTIONS)[number];

/** A press: an action, or the digits of a number that shall be called. */
export type KeyPressed = KeyAction | { readonly call: string };

/** Whose input a reader or scanner is; both null: nobody's, and only its health is shown. */
export interface InputPlace {
  readonly kiosk: string | null;
  readonly window: WindowId | null;
}

/** Something that failed silently nowhere: a slip, a message, a device that a person must know of. */
export const failureView = z
  .object({
    id: z.string(),
    kind: z.enum(["slip", "receipt", "sms"]),
    ticket: z.string().nullable(),
    booking: z.string().nullable().meta({ description: "An appointment's SMS: its id" }),
    number: z.string(),
    at: isoTime,
    reason: z.string(),
    wayOn: z.enum(["reprint", "resend", "none"]),
  })
  .meta({ id: "Failure" });
export type FailureView = z.infer<typeof failureView>;

export const systemView = z
  .object({
    hall: z.string(),
    demo: z.boolean(),
    release: z.string().meta({ description: "The server's version" }),
    startedAt: isoTime,
    open: z.boolean(),
    sms: z.object({ provider: z.string(), state: z.enum(["on", "off"]), reason: z.string().nullable() }),
    voice: z.object({ engine: z.string(), state: z.enum(["on", "chime"]), reason: z.string().nullable() }),
    devices: z.array(deviceView),
    failures: z.array(failureView),
    virtualHall: z.object({ running: z.boolean(), url: z.string().nullable() }).nullable(),
    today: z.object({
      issued: z.int(),
      served: z.int(),
      missed: z.int(),
      waiting: z.int(),
      meanWaitMinutes: z.number().nullable(),
      meanServiceMinutes: z.number().nullable(),
      ratings: z.int(),
      meanScore: z.number().nullable(),
      voided: z.int().meta({ description: "Numbers void because somebody else came with them" }),
    }),
  })
  .meta({ id: "System" });
export type SystemView = z.infer<typeof systemView>;
