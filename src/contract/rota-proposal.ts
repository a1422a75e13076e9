import { z } from "zod";
import { queueId, windowId } from "./ids.ts";

// 排班建议: as few windows as keep tomorrow's expected waits under a target.

export const rotaRequest = z
  .strictObject({
    day: z.iso.date().optional().meta({ description: "Absent: the next day on which the hall opens" }),
    target: z.number().min(1).max(120).default(15).meta({
      unit: "minutes",
      description: "Mean wait of a sector, and half of what any half hour may have",
    }),
  })
  .meta({ id: "RotaRequest" });
export type RotaRequest = z.infer<typeof rotaRequest>;

const minutes = z.number().nullable().meta({ description: "Mean wait, minutes; null: nobody" });

export const rotaReport = z
  .object({
    day: z.iso.date(),
    target: z.number(),
    says: z.string().meta({ description: "What is proposed, in one Chinese sentence" }),
    notes: z.array(z.string()).meta({ description: "How much it rests on, and what is missing" }),
    basedOn: z.array(z.object({ day: z.iso.date(), people: z.int() })),
    slots: z.array(z.string()).meta({ description: "Begin of each half hour, HH:MM" }),
    sectors: z.array(
      z.object({
        queue: queueId,
        name: z.string(),
        expected: z.array(z.number()).meta({ description: "People that come in each half hour" }),
        needed: z.array(z.int()).meta({ description: "Windows" }),
        presentWait: minutes,
        proposedWait: minutes,
      }),
    ),
    windows: z.array(
      z.object({
        id: windowId,
        name: z.string(),
        staff: z
          .string()
          .nullable()
          .meta({ description: "Who could, by skills and hours; null: nobody is named" }),
        present: z.array(z.boolean()),
        open: z.array(queueId.nullable()).meta({ description: "By half hour: the sector it is opened for" }),
      }),
    ),
    windowHours: z.object({ present: z.number(), proposed: z.number() }),
    yaml: z.string().meta({ description: "`windows[].hours` as the config has them" }),
  })
  .meta({ id: "RotaReport" });
export type RotaReport = z.infer<typeof rotaReport>;
