import { z } from "zod";
import { isoTime, queueId, slug, staffId, ticketId, windowId } from "./ids.ts";
import { clockTime } from "./plan-config.ts";
import { ticket, ticketClass } from "./ticket.ts";

const WINDOW_KINDS = ["acceptance", "issuing", "complaint"] as const;
export const windowKind = z
  .enum(WINDOW_KINDS)
  .meta({ description: "综合受理 · 综合出件 · 投诉代办 (guide 三（二）1)" });

export const WINDOW_STATES = ["closed", "idle", "calling", "serving", "paused"] as const;
export const windowState = z.enum(WINDOW_STATES);
export type WindowState = z.infer<typeof windowState>;

export const windowView = z
  .object({
    id: windowId,
    name: z.string(),
    kind: windowKind,
    sectors: z.array(queueId),
    assigned: z
      .boolean()
      .meta({ description: "A manager has set its sectors for today, now or from a time on" }),
    state: windowState,
    staff: z.object({ id: staffId, name: z.string() }).nullable(),
    ticket: z.object({ id: ticketId, number: z.string() }).nullable(),
    waiting: z.int().min(0).meta({ description: "People this window could call now" }),
    parked: z.array(
      z.object({
        id: ticketId,
        number: z.string(),
        reason: z.string().nullable(),
        since: isoTime,
        from: z
          .string()
          .nullable()
          .meta({ description: "Parked at that window, not at this one; null: here" }),
      }),
    ),
    missed: z.array(z.object({ id: ticketId, number: z.string(), since: isoTime })),
    next: z
      .enum(["closed", "paused"])
      .nullable()
      .meta({ description: "What takes effect when the present service ends" }),
    pauseReason: z.string().nullable(),
    nextBreak: z
      .object({ from: isoTime, to: isoTime, reason: z.string() })
      .nullable()
      .meta({ description: "The known break that goes on, or the next one today" }),
    breakSoon: z.boolean().meta({ description: "The clerk should be reminded of it now" }),
    nextSectors: z
      .object({ at: isoTime, sectors: z.array(queueId), names: z.array(z.string()) })
      .nullable()
      .meta({ description: "What the window is planned to serve next today (潮汐窗口)" }),
    since: isoTime,
  })
  .meta({ id: "Window" });
export type WindowView = z.infer<typeof windowView>;

/** The answer to every window command. */
export const windowAnswer = z
  .object({ window: windowView, ticket: ticket.nullable() })
  .meta({ id: "WindowAnswer" });
export type WindowAnswer = z.infer<typeof windowAnswer>;

/** A line of the clerk's list of people this window could call. */
export const waitingLine = z.object({
  id: ticketId,
  number: z.string(),
  queue: queueId,
  class: ticketClass,
  phone: z.string().nullable(),
  since: isoTime,
  state: z.enum(["waiting", "parked", "missed"]),
});
export type WaitingLine = z.infer<typeof waitingLine>;

export const openWindow = z.object({ staff: staffId.optional() });
export const pauseWindow = z.object({ reason: z.string().max(60).optional() });
export const assignSectors = z.object({
  sectors: z.array(queueId).min(1).max(40).nullable(),
  at: clockTime.optional().meta({
    description: "From this time of today on, after the service then going on; absent: at once",
  }),
});
export const callTicket = z.object({ ticket: ticketId });
export const parkTicket = z.object({ reason: z.string().max(60).optional() });
export const transferTicket = z
  .object({ queue: queueId.optional(), window: windowId.optional() })
  .refine((t) => !(t.queue && t.window), {
    message: "give a queue or a window, not both; neither: the window's configured target",
  });

/** What somebody should know before taking a number in a sector: one sentence that says what to do. */
export const queueNotice = z.object({
  code: z
    .enum(["full", "no-window", "away", "late", "season"])
    .meta({ description: "号已取完 · 今天无窗口 · 暂无人叫号 · 可能来不及 · 高峰" }),
  text: z.string(),
  stops: z.boolean().meta({ description: "No number is given for this reason" }),
  at: isoTime.nullable().meta({ description: "When numbers are given or calling goes on; closing time" }),
});
export type QueueNotice = z.infer<typeof queueNotice>;

export const queueView = z
  .object({
    id: queueId,
    name: z.string(),
    prefix: z.string(),
    zone: z.string(),
    waiting: z.int(),
    minutes: z
      .int()
      .nullable()
      .meta({ description: "Wait of someone who took a number now; null when no window is open" }),
    upTo: z.int().nullable(),
    open: z.boolean().meta({ description: "Whether tickets are issued now" }),
    nextOpening: isoTime.nullable(),
    left: z.int().min(0).nullable().meta({ description: "Numbers still given now; null: no quota" }),
    realName: z.enum(["off", "optional", "required"]),
    notices: z.array(queueNotice).meta({ description: "The weightiest first" }),
  })
  .meta({ id: "Queue" });
export type QueueView = z.infer<typeof queueView>;

export const kioskView = z
  .object({
    hall: z.string(),
    id: slug,
    name: z.string(),
    queues: z.array(queueView),
    idleSeconds: z.int(),
    ticketsPerPhone: z.int(),
    printer: z
      .enum(["ok", "elsewhere", "trouble", "none"])
      .meta({ description: "elsewhere: its own can't print, another one does" }),
    printerReason: z.string().nullable().meta({ description: "Why its own can't print" }),
    printerElsewhere: z.string().nullable().meta({ description: "Name of the printer that does" }),
    open: z.boolean(),
    nextOpening: isoTime.nullable(),
    reader: z.enum(["ok", "trouble", "none"]).meta({ description: "The ID card reader here" }),
    scanner: z.enum(["ok", "trouble", "none"]).meta({ description: "The code scanner here" }),
    greenReasons: z.array(z.string()).meta({ description: "Empty: not offered here" }),
    greenByStaff: z.boolean().meta({ description: "Asked for at the desk: taken as a plain number first" }),
    missed: z.array(z.object({ number: z.string(), queue: queueId, phone: z.boolean() })).meta({
      description: "Numbers that were called in vain and may rejoin here; `phone`: its tail is asked for",
    }),
    appointments: z
      .boolean()
      .meta({ description: "Whether the hall takes appointments: 预约取号 is offered" }),
    at: isoTime.meta({ description: "The hall's clock now" }),
  })
  .meta({ id: "Kiosk" });
export type KioskView = z.infer<typeof kioskView>;
