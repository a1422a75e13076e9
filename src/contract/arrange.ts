import { z } from "zod";
import { queueId, staffId, windowId } from "./ids.ts";
import { clockTime } from "./plan-config.ts";
import { planWindow, windowView } from "./window.ts";

// 照此安排: several changes at the windows as one command, now and at set times; all of them or none.

/** One move of one window, as its own command would do it. */
export const arrangeStep = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("open"), window: windowId, staff: staffId }),
  z.strictObject({ do: z.literal("close"), window: windowId }),
  z.strictObject({ do: z.literal("pause"), window: windowId, reason: z.string().max(60).optional() }),
  z.strictObject({
    do: z.literal("sectors"),
    window: windowId,
    sectors: z.array(queueId).min(1).max(40),
    at: clockTime.optional().meta({ description: "Today, HH:MM; absent: at once" }),
  }),
  z.strictObject({ do: z.literal("plan"), window: windowId, plan: planWindow }),
]);
export type ArrangeStep = z.infer<typeof arrangeStep>;

export const arrangement = z
  .strictObject({
    changes: z
      .array(z.strictObject({ steps: z.array(arrangeStep).min(1).max(4) }))
      .min(1)
      .max(8)
      .meta({ description: "Each with the moves that make it up, in order" }),
  })
  .meta({ id: "Arrangement" });
export type Arrangement = z.infer<typeof arrangement>;

export const arranged = z.object({ windows: z.array(windowView) }).meta({ id: "Arranged" });
export type Arranged = z.infer<typeof arranged>;
