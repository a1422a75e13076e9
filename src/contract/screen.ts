import { z } from "zod";
import { isoTime, queueId, windowId } from "./ids.ts";

export const SCREEN_SCHEMA = 1;

export const screenCall = z.object({
  number: z.string(),
  window: z.object({ id: windowId, name: z.string() }),
  calledAt: isoTime,
  state: z.enum(["calling", "serving", "missed", "done"]),
  phone: z.string().nullable().meta({ description: "Masked tail for recognition, e.g. 尾号5678" }),
  /** Grows with every call and recall: a screen flashes and speaks when it sees a higher one. */
  announcement: z.int(),
});
export type ScreenCall = z.infer<typeof screenCall>;

/** One hall screen, whole. `version` grows by one with each patch. */
export const screenView = z
  .object({
    schema: z.literal(SCREEN_SCHEMA),
    version: z.int(),
    id: z.string(),
    name: z.string(),
    hall: z.string(),
    rows: z.int(),
    voice: z.boolean(),
    calls: z.array(screenCall).meta({ description: "Newest first" }),
    waiting: z.array(
      z.object({
        queue: queueId,
        name: z.string(),
        count: z.int(),
        minutes: z.int().nullable(),
        resumesAt: isoTime
          .nullable()
          .meta({ description: "When calling goes on, where nobody calls now and a time is planned" }),
      }),
    ),
    announced: z
      .array(z.object({ number: z.string(), window: z.object({ id: windowId, name: z.string() }) }))
      .meta({
        description: "Told their window ahead of the call (`announceAhead`): go near it, not to it yet",
      }),
    missed: z.array(z.string()),
    notice: z.string().nullable().meta({ description: "Lunch, closing, peak season: one sentence" }),
    at: isoTime.meta({ description: "When the server last changed this picture" }),
  })
  .meta({ id: "Screen" });
export type ScreenView = z.infer<typeof screenView>;
