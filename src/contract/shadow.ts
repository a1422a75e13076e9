import { z } from "zod";
import { queueId, slug } from "./ids.ts";
import { orderPolicy } from "./order-config.ts";

// A past day played again under other rules before they are switched on. Nothing of it touches the hall.

/** An order of calling to be tried, in the words of the config. */
export const shadowPolicy = z.strictObject({
  name: z.string().trim().min(1).max(40),
  order: orderPolicy.prefault({}),
  announceAhead: z
    .union([z.boolean(), z.array(queueId)])
    .optional()
    .meta({ description: "Windows announced ahead: in all sectors, none, or these; absent: as now" }),
  binding: z.enum(["atCall", "atTicket"]).optional().meta({
    description: "The window settled by the call, or with the number, in all sectors; absent: as now",
  }),
});
export type ShadowPolicy = z.infer<typeof shadowPolicy>;

const shadowPolicies = z
  .array(shadowPolicy)
  .max(8)
  .default([])
  .meta({ description: "Tried beside the present rules; empty: only the present rules are played" });

/** What `hall shadow --policy` reads. */
export const shadowFile = z.strictObject({ policies: shadowPolicies });

export const shadowRequest = z
  .strictObject({ day: z.iso.date(), policies: shadowPolicies })
  .meta({ id: "ShadowRequest" });
export type ShadowRequest = z.infer<typeof shadowRequest>;

const minutes = z.number().nullable().meta({ description: "Minutes; null: nobody" });

export const waitFigures = z.object({
  people: z.int().meta({ description: "Who was called on the day itself" }),
  uncalled: z.int().meta({ description: "Of them, whom these rules would not have called any more" }),
  mean: minutes,
  p95: minutes,
  max: minutes,
});
export type WaitFigures = z.infer<typeof waitFigures>;

export const shadowFigures = z.object({
  all: waitFigures,
  classes: z.array(z.object({ class: z.enum(["walk", "appointment", "green"]), ...waitFigures.shape })),
  sectors: z.array(z.object({ queue: slug, name: z.string(), ...waitFigures.shape })),
  greenToWalk: z.number().nullable().meta({ description: "Mean wait as a share of the walk-ins'" }),
  appointmentToWalk: z.number().nullable(),
  overtaken: z.number().meta({
    description: "Share passed by more than 5 minutes by someone of the same matter and class who came later",
  }),
  told: z.object({ ahead: z.number(), changed: z.number() }).nullable().meta({
    description:
      "Where windows are announced: share of waits over 5 minutes told the right window 3 minutes ahead, and share told another window",
  }),
  lastServed: z.string().nullable().meta({ description: "HH:MM at which the last service ended" }),
});
export type ShadowFigures = z.infer<typeof shadowFigures>;

export const shadowReport = z
  .object({
    day: z.iso.date(),
    people: z.int().meta({ description: "Numbers given" }),
    left: z.int().meta({ description: "Gave up or were not called on the day" }),
    ended: z.boolean().meta({ description: "False: the day still goes on" }),
    notes: z.array(z.string()).meta({ description: "What the replay can't know, in Chinese" }),
    happened: shadowFigures,
    present: shadowFigures.meta({
      description: "The present rules played again: the model's own bias shows",
    }),
    bias: z.string(),
    policies: z.array(
      z.object({
        name: z.string(),
        figures: shadowFigures,
        says: z.string().meta({ description: "Against the present rules, in one Chinese sentence" }),
      }),
    ),
  })
  .meta({ id: "ShadowReport" });
export type ShadowReport = z.infer<typeof shadowReport>;
