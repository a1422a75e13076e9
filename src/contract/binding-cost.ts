import { z } from "zod";
import { waitFigures } from "./shadow.ts";

// 取号定窗的代价: one day of the hall's own, played both ways with the same people, services, breaks and no-shows.

export const bindingCostRequest = z.strictObject({ day: z.iso.date() }).meta({ id: "BindingCostRequest" });
export type BindingCostRequest = z.infer<typeof bindingCostRequest>;

export const bindingCost = z
  .object({
    day: z.iso.date(),
    people: z.int().meta({ description: "Who was called on the day" }),
    present: z
      .enum(["atCall", "atTicket", "mixed"])
      .meta({ description: "What the hall does now; mixed: by sector" }),
    atCall: waitFigures.meta({ description: "Every window settled by the call" }),
    atTicket: waitFigures.meta({ description: "Every window settled with the number" }),
    moreMinutes: z.number().nullable().meta({ description: "Mean wait longer by; null: nobody was called" }),
    morePercent: z.int().nullable().meta({ description: "The same as a share; null: nobody waited" }),
    changed: z.number().meta({ description: "Share who would be told another window than with the number" }),
    says: z.string(),
    notes: z.array(z.string()),
  })
  .meta({ id: "BindingCost" });
export type BindingCost = z.infer<typeof bindingCost>;
