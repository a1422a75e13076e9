import { z } from "zod";
import { orderPolicy } from "../../contract/order-config.ts";

// A day to simulate, in the form of design §7 and what came later, all of it optional. Minutes are floats from the hall's
// day start.

const minute = z.number().min(0).max(100_000);
const span = z
  .tuple([minute, minute])
  .refine(([from, to]) => from < to, { message: "from 须早于 to（from must be before to）" });
const id = z.string().min(1).max(80);
const work = z.number().min(0);
const level = z.number().int().min(1).max(5);

export const scenarioFields = z.object({
  schema: z.literal(1),
  seed: z.number().int().default(1),
  policy: z.union([z.enum(["default", "fcfs", "strict", "ratio"]), orderPolicy]).default("default"),
  announce: z.union([z.boolean(), z.array(id)]).default(false),
  binding: z.union([z.enum(["atCall", "atTicket"]), z.boolean(), z.array(id)]).optional(),
  rebindAfter: z.number().min(0).max(480).optional(),
  rejoin: z
    .object({
      position: z.enum(["after", "end"]).default("after"),
      after: z.number().int().min(0).max(50).default(3),
      times: z.number().int().min(0).max(10).default(1),
    })
    .optional(),
  parked: z.enum(["clerk", "window"]).optional(),
  appointments: z
    .object({
      slotMinutes: z.number().min(5).max(480).default(30),
      earlyMinutes: z.number().min(0).max(240).default(20),
      lateMinutes: z.number().min(0).max(240).default(15),
      late: z.enum(["keep", "reduced", "walk"]).default("reduced"),
    })
    .optional(),
  cutOff: minute.nullish(),
  walk: z.number().min(0).max(60),
  sectors: z.array(z.object({ id, batchAbove: z.number().int().min(1).max(499).nullish() })).optional(),
  staff: z.array(z.object({ id, skills: z.array(id).min(1).optional(), level: level.default(5) })).optional(),
  matters: z
    .array(
      z.object({
        id,
        sector: id,
        mean: z.number().positive(),
        cv: z.number().min(0).max(10),
        level: level.optional(),
      }),
    )
    .min(1),
  windows: z
    .array(
      z.object({
        id,
        sector: id.nullable(),
        serves: z.array(id).optional(),
        batch: z.boolean().optional(),
        staff: id.optional(),
        changes: z.array(z.object({ at: minute, sectors: z.array(id).min(1) })).optional(),
        factor: z.record(z.string(), z.number().positive()).default({}),
        openAt: minute.default(0),
        closeAt: minute.nullish(),
        known: z.array(span).default([]),
        pauses: z.array(span).default([]),
      }),
    )
    .min(1),
  tickets: z.array(
    z.object({
      id,
      at: minute,
      matter: id,
      class: z.enum(["walk", "appointment", "green"]).default("walk"),
      slot: z.number().nullish(),
      count: z.number().int().min(1).max(1_000).optional(),
      leaves: minute.nullish(),
      work,
      more: z
        .array(z.object({ matter: id, work, apart: z.boolean().optional() }))
        .max(8)
        .optional(),
      parks: z.object({ after: z.number().min(0), away: z.number().min(0) }).nullish(),
      noShow: z.boolean().default(false),
      noShowCost: z.number().min(0).default(1),
      returns: z.number().min(0).nullish(),
    }),
  ),
});
export type ScenarioFields = z.infer<typeof scenarioFields>;
