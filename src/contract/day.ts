import { z } from "zod";
import { isoTime, queueId, ticketId } from "./ids.ts";

// 收号: the end of the day person by person. Everyone ticketed before it is served, rebooked with an SMS, or told that
// the number has ended; nobody is dropped silently.

/** A slot that somebody may be rebooked to. */
export const daySlot = z.object({
  id: z.string(),
  queue: queueId,
  from: isoTime,
  to: isoTime,
  left: z.int().min(0),
});
export type DaySlot = z.infer<typeof daySlot>;

export const dayPerson = z.object({
  ticket: ticketId,
  number: z.string(),
  queue: queueId,
  queueName: z.string(),
  state: z.enum(["waiting", "parked", "missed"]),
  phone: z.string().nullable().meta({ description: "Masked; null: must be told in person" }),
  issuedAt: isoTime,
  upTo: z
    .int()
    .nullable()
    .meta({ description: "Minutes until the call, the 80 % bound; null when nobody can say" }),
});

export const dayView = z
  .object({
    open: z.boolean().meta({ description: "Whether numbers are given now" }),
    stopped: z.boolean().meta({ description: "Numbers were stopped for today by a manager" }),
    closing: isoTime.nullable().meta({ description: "When the hall stops for today; null: past, or never" }),
    people: z.array(dayPerson).meta({ description: "Whoever still waits, is parked or missed the call" }),
    slots: z.array(daySlot).meta({ description: "Where they may be rebooked to, earliest first" }),
    season: z
      .object({ name: z.string(), absent: z.array(z.string()) })
      .nullable()
      .meta({ description: "Today's peak season, and the windows expected besides that are not open" }),
  })
  .meta({ id: "Day" });
export type DayView = z.infer<typeof dayView>;

export const dayDecision = z.discriminatedUnion("action", [
  z.object({ ticket: ticketId, action: z.literal("serve") }),
  z.object({ ticket: ticketId, action: z.literal("expire") }),
  z.object({ ticket: ticketId, action: z.literal("rebook"), slot: z.string().min(1).max(80) }),
]);
export type DayDecision = z.infer<typeof dayDecision>;

export const closeDay = z
  .object({
    decisions: z.array(dayDecision).max(5_000).default([]),
    rest: z
      .enum(["serve", "expire"])
      .optional()
      .meta({ description: "Everybody not named; absent: served when somebody is named, else expired" }),
    stop: z
      .boolean()
      .default(false)
      .meta({ description: "Give no numbers any more today; POST /day/reopen takes it back" }),
  })
  .meta({ id: "CloseDay" });
export type CloseDay = z.infer<typeof closeDay>;

export const dayClosed = z
  .object({
    expired: z.int(),
    rebooked: z.int(),
    kept: z.int().meta({ description: "Still to be served" }),
    told: z.int().meta({ description: "An SMS says so" }),
    untold: z.array(z.string()).meta({ description: "Numbers without a phone: to be told in person" }),
  })
  .meta({ id: "DayClosed" });
export type DayClosed = z.infer<typeof dayClosed>;
