import { z } from "zod";
import { queueId, slug } from "./ids.ts";
import { clockTime, plannedSpan } from "./plan-config.ts";

// 预约 as a hall's config says it. Rules that span fields stand in src/config/rules-appointments.ts.

const minutes = (most: number) => z.number().int().min(0).max(most).meta({ unit: "minutes" });

export const appointmentBand = plannedSpan.extend({
  sector: queueId,
  every: z
    .number()
    .int()
    .min(5)
    .max(480)
    .default(30)
    .meta({ unit: "minutes", description: "Length of a slot, minutes" }),
  quota: z.number().int().min(1).max(1000).meta({ description: "People a slot takes" }),
});
export type AppointmentBand = z.infer<typeof appointmentBand>;

export const appointmentRules = z.strictObject({
  bands: z
    .array(appointmentBand)
    .min(1)
    .meta({ description: "Slots and quotas; a sector's bands don't overlap" }),
  openDaysAhead: z
    .number()
    .int()
    .min(0)
    .max(90)
    .default(7)
    .meta({ unit: "days", description: "How many days ahead may be booked; 0: today only" }),
  leadMinutes: minutes(10_080)
    .default(30)
    .meta({ description: "A slot can be booked until this long before it begins, minutes" }),
  cancelUntilMinutes: minutes(10_080)
    .default(60)
    .meta({ description: "Citizens change and cancel until this long before the slot, minutes" }),
  earlyMinutes: minutes(240)
    .default(20)
    .meta({ description: "Check-in opens this long before the slot, minutes" }),
  lateMinutes: minutes(240)
    .default(15)
    .meta({ description: "Check-in closes this long after the slot's end; then it lapses, minutes" }),
  late: z.enum(["keep", "reduced", "walk"]).default("reduced").meta({
    description:
      "Who comes after the slot's end: all rights, an appointment with its head start but without the slot's faster clock, or a walk-in number",
  }),
  perPhone: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .meta({ description: "Appointments one phone may hold at a time" }),
  noShow: z
    .strictObject({
      times: z.number().int().min(1).max(20).default(3).meta({ description: "No-shows that start it" }),
      withinDays: z.number().int().min(1).max(365).default(30).meta({ unit: "days" }),
      days: z
        .number()
        .int()
        .min(1)
        .max(365)
        .default(30)
        .meta({ unit: "days", description: "How long none may be booked after the last one, days" }),
    })
    .optional()
    .meta({ description: "爽约: repeated no-shows book nothing for some days; absent: never" }),
  remindDayBeforeAt: clockTime
    .nullable()
    .default("18:00")
    .meta({ description: "SMS on the day before at this time; null: none" }),
  remindHoursBefore: z
    .number()
    .min(0)
    .max(48)
    .default(2)
    .meta({ description: "SMS this many hours before the slot; 0: none" }),
  sources: z
    .array(z.strictObject({ id: slug, name: z.string().trim().min(1).max(20) }))
    .default([
      { id: "12345", name: "12345热线" },
      { id: "zwfw", name: "政务服务网" },
      { id: "wechat", name: "微信公众号" },
    ])
    .meta({ description: "Who may push appointments through the API, each with a token of its own" }),
});
export type AppointmentRules = z.infer<typeof appointmentRules>;
