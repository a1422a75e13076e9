import { z } from "zod";
import { isoTime, queueId, slug } from "./ids.ts";
import { likeCases, queueNotice } from "./window.ts";

/** A matter as a kiosk offers it (窗口—事项): what it is, where it is done, and why it may not be done now. */
export const kioskMatter = z.object({
  id: slug,
  name: z.string(),
  queue: queueId,
  notice: queueNotice.nullable().meta({
    description: "no-window: no window does it today; away: one will, or should. Null: it can be done",
  }),
  likeCases: likeCases.nullable().meta({ description: "As of the sector, but of this matter alone" }),
});
export type KioskMatter = z.infer<typeof kioskMatter>;

export const kioskMatters = z
  .object({
    matters: z.array(kioskMatter).meta({ description: "Of the sectors that this kiosk gives numbers for" }),
    at: isoTime,
  })
  .meta({ id: "KioskMatters" });
export type KioskMatters = z.infer<typeof kioskMatters>;
