import { z } from "zod";
import { queueId, slug, windowId } from "./ids.ts";

// What a hall plans ahead, as its config says it: quotas, real-name rules, windows' rotas, peak seasons. hall-config.ts
// puts these parts in their places; rules that span fields stand in src/config/rules-plan.ts.

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** Wall clock of the hall, 00:00 to 24:00. */
export const clockTime = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, "HH:MM, 00:00 to 24:00, in quotes");

const days = z
  .array(z.enum(WEEKDAYS))
  .min(1)
  .optional()
  .meta({ description: "Weekdays it holds on; absent: every day" });

export const hallHours = z.strictObject({
  days: z.array(z.enum(WEEKDAYS)).min(1),
  from: clockTime,
  to: clockTime,
});

/** A span of the day that repeats. */
export const plannedSpan = z.strictObject({ days, from: clockTime, to: clockTime });
export type PlannedSpan = z.infer<typeof plannedSpan>;

export const windowBreak = plannedSpan.extend({
  reason: z.string().trim().min(1).max(20).default("午休"),
});

/** A file may write `all` in its place, which is read as the list of every sector. */
export const sectorList = z
  .array(queueId)
  .min(1)
  .meta({ description: "Sectors; `all` instead of a list: every one (1+X)", orAll: true });

export const sectorChange = z.strictObject({
  days,
  at: clockTime,
  sectors: sectorList,
});

/** When a window is counted on, its known breaks, and what it serves from a set time on (潮汐窗口). */
export const windowRota = {
  hours: z.array(plannedSpan).default([]).meta({
    description: "When the window is planned to be staffed; absent: the hall's hours",
  }),
  breaks: z.array(windowBreak).default([]).meta({ description: "Known breaks, e.g. the lunch rota" }),
  changes: z.array(sectorChange).default([]).meta({
    description: "潮汐窗口: sectors served from that time until the day ends, after the present service",
  }),
};

export const quotaBand = plannedSpan.extend({
  most: z.number().int().min(1).max(100_000).meta({ description: "Numbers given in this band" }),
});

/** 限流: how many numbers a sector gives. Appointments have their own quota and don't count. */
export const quota = z.strictObject({
  perDay: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: "Numbers given in a day; absent: no limit" }),
  bands: z.array(quotaBand).default([]).meta({ description: "Time bands, not overlapping" }),
});

export const noShowCoolDown = z.strictObject({
  times: z.number().int().min(1).max(20).default(3).meta({ description: "No-shows that start it" }),
  withinDays: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .meta({ unit: "days", description: "No-shows older than this are forgotten, days" }),
  days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .default(7)
    .meta({ unit: "days", description: "How long no number is given after the last no-show, days" }),
  phone: z
    .boolean()
    .default(false)
    .meta({ description: "Also for the phone that took the numbers, not only for the identity" }),
});

export type NoShowCoolDown = z.infer<typeof noShowCoolDown>;

/** 实名取号 of a sector. */
export const realNameRules = {
  realName: z
    .enum(["off", "optional", "required"])
    .default("off")
    .meta({ description: "Whether a number needs an identity card (kiosk) or a document typed by staff" }),
  perIdPerDay: z
    .number()
    .int()
    .min(1)
    .max(50)
    .optional()
    .meta({ description: "Numbers one identity may take here in a day; absent: no limit" }),
  noShowCoolDown: noShowCoolDown
    .optional()
    .meta({ description: "黄牛: repeated no-shows get no number for some days; absent: never" }),
};

const monthDay = z
  .string()
  .regex(/^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "MM-DD, e.g. 08-20, in quotes");
const dayOfMonth = z.number().int().min(1).max(31);

/** On which days a profile holds. */
export const profileDays = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("dates"), from: z.iso.date(), to: z.iso.date() }),
  z.strictObject({ kind: z.literal("yearly"), from: monthDay, to: monthDay }),
  z.strictObject({ kind: z.literal("monthly"), from: dayOfMonth, to: dayOfMonth }),
  z.strictObject({
    kind: z.literal("after-closed"),
    days: z
      .number()
      .int()
      .min(1)
      .max(30)
      .meta({ unit: "days", description: "First open days after a run of closedDays, days" }),
  }),
]);
export type ProfileDays = z.infer<typeof profileDays>;

/** A peak season (高峰): enrolment, pension days, after holidays. What it names overrides the everyday rules. */
export const calendarProfile = z.strictObject({
  id: slug,
  name: z.string().trim().min(1).max(20),
  when: profileDays,
  hours: z
    .array(hallHours)
    .min(1)
    .optional()
    .meta({ description: "Instead of hall.hours; weekdays not named are closed" }),
  quotas: z
    .record(z.string(), quota)
    .default({})
    .meta({ description: "By sector, instead of its own quota" }),
  extraWindows: z.array(windowId).default([]).meta({
    description:
      "Windows expected to be staffed besides; waiting times count on them, the manager sees which are not open",
  }),
  ticketsPerPhone: z.number().int().min(1).max(20).optional(),
  notice: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .optional()
    .meta({ description: "What kiosk and phone page say on these days" }),
});
export type CalendarProfile = z.infer<typeof calendarProfile>;
