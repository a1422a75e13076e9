import { z } from "zod";

// Who is called next, as a hall's config says it; the dispatcher's policy.ts gives each number its meaning.

const minutes = (max: number) => z.number().min(0).max(max).meta({ unit: "minutes" });

const classPace = (pace: { rate: number; headStartMinutes: number }) =>
  z
    .strictObject({
      rate: z
        .number()
        .min(1)
        .max(10)
        .default(pace.rate)
        .meta({ description: "Age gained a minute waited; a walk-in gains 1, and less could starve" }),
      headStartMinutes: minutes(240).default(pace.headStartMinutes),
    })
    .prefault({});
export const orderPolicy = z.strictObject({
  kind: z.enum(["accumulating", "strict", "ratio", "fcfs"]).default("accumulating").meta({
    description:
      "accumulating: age decides, classes age faster; strict: green, then appointments, then the rest, who wait as long as any of those do; ratio: so many from the priority classes, then one walk-in; fcfs: arrival alone",
  }),
  slackMinutes: minutes(60).default(12).meta({
    unit: "minutes",
    description: "Nobody is passed by someone whose age is more than this lower (accumulating)",
  }),
  ratio: z
    .number()
    .int()
    .min(1)
    .max(20)
    .default(2)
    .meta({ description: "People of the priority classes for each walk-in (ratio)" }),
  classes: z
    .strictObject({
      green: classPace({ rate: 3, headStartMinutes: 5 }),
      appointment: classPace({ rate: 1, headStartMinutes: 8 }),
    })
    .prefault({}),
  slotRate: z
    .number()
    .min(0)
    .max(10)
    .default(1)
    .meta({ description: "Age an appointment gains on top for each minute inside its slot" }),
  slotLeadMinutes: minutes(60)
    .default(5)
    .meta({ unit: "minutes", description: "So long before its begin a slot counts as begun" }),
  mostLeadMinutes: minutes(480).default(60).meta({
    unit: "minutes",
    description:
      "Age is never more than this over the waiting time: nobody starves behind a quicker class; a longer head start counts whole",
  }),
});

export type OrderConfig = z.infer<typeof orderPolicy>;
