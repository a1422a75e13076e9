import { z } from "zod";
import { isoTime, planId, queueId, slug, staffId, ticketId, windowId } from "./ids.ts";
import { clockTime } from "./plan-config.ts";
import { ticket, ticketClass } from "./ticket.ts";

const WINDOW_KINDS = ["acceptance", "issuing", "complaint"] as const;
export const windowKind = z
  .enum(WINDOW_KINDS)
  .meta({ description: "综合受理 · 综合出件 · 投诉代办 (guide 三（二）1)" });

export const WINDOW_STATES = ["closed", "idle", "calling", "serving", "paused"] as const;
export const windowState = z.enum(WINDOW_STATES);
export type WindowState = z.infer<typeof windowState>;

export const windowPlan = z
  .object({
    id: planId,
    kind: z.enum(["pause", "close"]),
    from: isoTime,
    to: isoTime.nullable().meta({ description: "Null: the window closes" }),
    reason: z.string().nullable(),
    begun: z.boolean().meta({ description: "Its time has come" }),
  })
  .meta({ id: "WindowPlan" });
export type WindowPlan = z.infer<typeof windowPlan>;

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
    why: z
      .string()
      .nullable()
      .meta({ description: "Why that person was called and not another, one Chinese sentence" }),
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
    plans: z.array(windowPlan).meta({
      description: "Pauses and the end planned for today beside its rota and not over, the soonest first",
    }),
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
const planFrom = clockTime.meta({ description: "Today, HH:MM, after now and before closing" });
/** A pause, or the end, of one window at a set time today. */
export const planWindow = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("pause"),
      from: planFrom,
      to: clockTime.meta({ description: "Today, HH:MM, after `from`, at the latest closing" }),
      reason: z.string().trim().min(1).max(20).optional(),
    }),
    z.strictObject({ kind: z.literal("close"), from: planFrom }),
  ])
  .meta({ id: "PlanWindow" });
export type PlanWindow = z.infer<typeof planWindow>;
export const callTicket = z.object({ ticket: ticketId });
export const parkTicket = z.object({ reason: z.string().max(60).optional() });
export const transferTicket = z
  .object({ queue: queueId.optional(), window: windowId.optional() })
  .refine((t) => !(t.queue && t.window), {
    path: ["window"],
    message:
      "板块（queue）和窗口（window）只给一个；都不给就按窗口设置的去向（one of queue and window, or neither）",
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

/** What whoever brings several like cases should know (批量). */
export const likeCases = z.object({
  above: z.int().meta({ description: "More cases than this go to batch windows only" }),
  windows: z.string().meta({ description: "Those windows in words: 2号窗口" }),
  notice: queueNotice.nullable().meta({
    description:
      "no-window: none takes them any more today, so more get no number; away: none calls just now; null: one does",
  }),
  books: z.boolean().meta({ description: "Whether the sector takes appointments" }),
  offered: z
    .array(z.string())
    .meta({ description: "With no-window: the next free appointments, where any are taken" }),
});
export type LikeCases = z.infer<typeof likeCases>;

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
    likeCases: likeCases.nullable().meta({ description: "Null: any number of like cases goes anywhere" }),
  })
  .meta({ id: "Queue" });
export type QueueView = z.infer<typeof queueView>;

export const kioskView = z
  .object({
    hall: z.string(),
    id: slug,
    name: z.string(),
    queues: z.array(queueView),
    askedIn: z.array(queueId).meta({
      description: "Sectors in which it asks for matters, GET /kiosks/{id}/matters; people may skip it",
    }),
    countIn: z.array(queueId).meta({
      description: "Sectors in which it offers agents to say how many like cases they bring (代办多件)",
    }),
    anyQueue: queueId.nullable().meta({
      description:
        "The comprehensive sector for whoever can't say what they come for; null: not offered here",
    }),
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
    bookUrl: z.string().nullable().meta({
      description: "Where people book by phone, for a QR code; null: the hall takes no bookings online",
    }),
    at: isoTime.meta({ description: "The hall's clock now" }),
  })
  .meta({ id: "Kiosk" });
export type KioskView = z.infer<typeof kioskView>;
