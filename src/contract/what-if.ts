import { z } from "zod";
import { arrangeStep } from "./arrange.ts";
import { isoTime, queueId, staffId, windowId } from "./ids.ts";
import { clockTime } from "./plan-config.ts";

// 假如: what a change at the windows would do to today's waits, run forward from the hall as it stands.

const at = clockTime.optional().meta({ description: "Today, HH:MM; absent: now" });

export const whatIfChange = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("open"),
    queue: queueId,
    window: windowId.optional().meta({ description: "A closed one; absent: one is proposed" }),
    staff: staffId.optional().meta({ description: "Absent: somebody of average speed" }),
    at,
  }),
  z.strictObject({ do: z.literal("close"), window: windowId, at }),
  z.strictObject({
    do: z.literal("pause"),
    window: windowId,
    at,
    minutes: z.int().min(1).max(480).meta({ unit: "minutes" }),
  }),
  z.strictObject({
    do: z.literal("sectors"),
    window: windowId,
    sectors: z.array(queueId).min(1).max(40),
    at,
  }),
  z.strictObject({ do: z.literal("staff"), staff: staffId, queue: queueId, at }),
]);
export type WhatIfChange = z.infer<typeof whatIfChange>;

export const whatIfRequest = z
  .strictObject({
    changes: z.array(whatIfChange).max(8).default([]),
    hours: z
      .number()
      .min(0.5)
      .max(4)
      .default(2)
      .meta({ description: "Who comes within so many hours counts" }),
  })
  .meta({ id: "WhatIfRequest" });
export type WhatIfRequest = z.infer<typeof whatIfRequest>;

const minutes = z
  .number()
  .nullable()
  .meta({ description: "Minutes; null: nobody, or no window that calls them" });
const waits = z.object({
  people: z.number().meta({ description: "How many; expected, where they have not come yet" }),
  mean: minutes,
  upTo: minutes.meta({ description: "80 % wait no longer" }),
});
const outlook = z.object({
  windows: z.int().meta({ description: "That can serve it when all changes are made" }),
  waiting: waits,
  coming: waits,
  lastCalled: isoTime
    .nullable()
    .meta({ description: "When the last of today is called; null: nobody, or not today" }),
});
export type WhatIfOutlook = z.infer<typeof outlook>;

export const whatIfReport = z
  .object({
    at: isoTime,
    until: isoTime.meta({ description: "People are expected to come until then" }),
    runs: z.int(),
    says: z.string().meta({ description: "What the changes do, in one Chinese sentence" }),
    notes: z.array(z.string()),
    changes: z.array(
      z.object({
        says: z.string(),
        todo: z.string().meta({ description: "How to do it in the hall" }),
        steps: z.array(arrangeStep).meta({
          description: "The moves that do it, for POST /arrangements; none: people have to do it",
        }),
      }),
    ),
    choices: z
      .object({
        windows: z.array(z.object({ id: windowId, name: z.string(), open: z.boolean() })),
        sectors: z.array(z.object({ id: queueId, name: z.string() })),
        staff: z.array(z.object({ id: staffId, name: z.string(), window: z.string().nullable() })),
      })
      .meta({ description: "What a change may name, and where people are now" }),
    sectors: z.array(
      z.object({ queue: queueId, name: z.string(), before: outlook, after: outlook, says: z.string() }),
    ),
  })
  .meta({ id: "WhatIfReport" });
export type WhatIfReport = z.infer<typeof whatIfReport>;
